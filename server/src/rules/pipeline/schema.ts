/** pipeline/schema: keywords and values that GitLab refuses. */
import { firstLine, type SchemaProblem } from '../../schema/problem.ts';
import { validateGlobal, validateJob, validateSpec } from '../../schema/gitlab.ts';
import { GLOBAL_KEYWORDS } from '../../gitlab/pipeline-file.ts';
import { misplacedKeyword } from '../../gitlab/misplaced-keyword.ts';
import type { Job } from '../../gitlab/job.ts';
import { isMap, keyOf, type MapNode } from '../../yaml/node.ts';
import { checkOf, defineRule, replaceFix, type Report } from '../rule.ts';

const globals = checkOf('entry', ({ kind, document, entry }, report) => {
  if (kind !== 'pipeline' || !isMap(entry.root)) return;
  for (const pair of entry.root.pairs) {
    const name = keyOf(pair);
    const isHeader = name === 'spec' && document.entries.length === 1;
    if (isHeader && pair.value)
      for (const problem of validateSpec(document, pair.value)) report(toReport(problem));
    else if (name !== undefined && GLOBAL_KEYWORDS.has(name))
      for (const problem of validateGlobal(name, document, entry.root)) report(toReport(problem));
  }
});

export const rule = defineRule(
  {
    id: 'pipeline/schema',
    severity: 'error',
    summary: 'An unknown keyword, a wrong type or a value that GitLab refuses.',
    scope: 'job',
    check(job, report) {
      if (job.isHidden || misplacedKeyword(job.entry)) return;
      if (job.isMalformed) {
        const at = job.entry.value ?? job.key;
        report({
          at: firstLine(at),
          message: `The job \`${job.name}\` must be a mapping with keywords such as \`script\`; GitLab refuses the pipeline.`,
        });
        return;
      }
      for (const problem of validateJob(asMap(job))) report(toReport(problem));
    },
  },
  [globals],
);

function asMap(job: Job): MapNode {
  const pairs = [...job.keywords.values()].map(({ key, value }) => ({ key, ...(value && { value }) }));
  return {
    kind: 'map',
    flow: false,
    pairs,
    segment: job.key.segment,
    start: job.key.start,
    end: job.key.end,
  };
}

/** With the fix that puts the nearest name in. */
export function toReport({ message, at, nearest }: SchemaProblem): Report {
  return {
    at,
    message,
    fixes: nearest === undefined ? [] : [replaceFix(`Change to \`${nearest}\``, at, nearest)],
  };
}
