/** pipeline/unknown-stage: a job in a stage that does not exist. */
import { nearestName } from '../../text/nearest.ts';
import { isSequence, type SequenceNode } from '../../yaml/node.ts';
import { insertItem } from '../../yaml/insert.ts';
import type { Job } from '../../gitlab/job.ts';
import { DEFAULT_STAGES, type Pipeline } from '../../gitlab/pipeline.ts';
import { stagesAreKnown } from '../../gitlab/stage-order.ts';
import { misplacedKeyword } from '../../gitlab/misplaced-keyword.ts';
import { defineRule, type Fix } from '../rule.ts';

const ALWAYS: readonly string[] = ['.pre', '.post'];

export const rule = defineRule({
  id: 'pipeline/unknown-stage',
  severity: 'error',
  summary: 'A job in a stage that `stages` does not list.',
  scope: 'pipeline',
  check({ pipeline }, report) {
    if (!stagesAreKnown(pipeline)) return;
    const names = [...pipeline.stages.map(({ name }) => name), ...ALWAYS];
    const known = new Set(names);
    // Stages may be given by inputs of a component.
    if (names.some((name) => name.includes('$['))) return;
    for (const job of pipeline.jobs.values()) {
      if (known.has(job.stage)) continue;
      if (misplacedKeyword(job.entry) || job.isMalformed || job.extendsCycle) continue;
      const node = job.scalar('stage');
      // Without a stage of its own the job is in `test`, unless something unknown says otherwise.
      if (
        !node &&
        (job.keyword('stage') || job.keyword('type') || !pipeline.isComplete || job.missing.length > 0)
      )
        continue;
      if (job.stage.includes('$')) continue;
      const available = names.filter((name) => !ALWAYS.includes(name)).join(', ');
      const what = node
        ? `There is no stage \`${job.stage}\``
        : `\`${job.name}\` has no \`stage\`, so it belongs to \`test\`, which is no stage here`;
      report({
        at: node ?? job.key,
        message: `${what}: GitLab refuses the pipeline. The stages are ${available}.`,
        fixes: fixes(pipeline, job, names),
      });
    }
  },
});

function fixes(pipeline: Pipeline, job: Job, names: readonly string[]): Fix[] {
  const node = job.scalar('stage');
  const near = node && nearestName(node.value, names);
  const result: Fix[] = [];
  if (node && near !== undefined) {
    result.push({
      title: `Change to \`${near}\``,
      isPreferred: true,
      edits: () => ({ edits: [{ at: node, newText: near }] }),
    });
  }
  const list = pipeline.stagesEntry?.value;
  if (isSequence(list)) {
    result.push({
      title: `Add \`${job.stage}\` to \`stages\``,
      isPreferred: near === undefined,
      edits: () => {
        const edit = insertItem(list, job.stage, placeIn(list, job.stage));
        return edit && { edits: [edit] };
      },
    });
  }
  return result;
}

/** Where a stage belongs in the list: `test` stands before `deploy`, as it does by default; others come last. */
function placeIn({ items }: SequenceNode, stage: string): 'first' | 'last' | number {
  const later = DEFAULT_STAGES.slice(DEFAULT_STAGES.indexOf(stage) + 1);
  if (later.length === DEFAULT_STAGES.length) return 'last';
  const next = items.findIndex((item) => item.kind === 'scalar' && later.includes(item.value));
  return next < 0 ? 'last' : next === 0 ? 'first' : next - 1;
}
