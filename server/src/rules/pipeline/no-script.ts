/** pipeline/no-script: a job with nothing to do. */
import { nearestName } from '../../text/nearest.ts';
import { isMap, isSequence, pairOf } from '../../yaml/node.ts';
import { isNull } from '../../yaml/plain-value.ts';
import type { Job } from '../../gitlab/job.ts';
import { isJobKeyword } from '../../schema/gitlab.ts';
import { MAXIMUM_EXTENDS } from '../../gitlab/cycles.ts';
import { misplacedKeyword } from '../../gitlab/misplaced-keyword.ts';
import { defineRule } from '../rule.ts';

const WORK: readonly string[] = ['script', 'run', 'trigger'];

export const rule = defineRule({
  id: 'pipeline/no-script',
  severity: 'error',
  summary: 'A job without script, run or trigger.',
  scope: 'pipeline',
  check({ pipeline }, report) {
    // What is included but not known here may bring the rest of any job.
    if (!pipeline.isComplete) return;
    for (const job of pipeline.jobs.values()) {
      if (
        hasWork(job) ||
        job.isMalformed ||
        job.missing.length > 0 ||
        job.extendsCycle ||
        job.referenceCycle ||
        job.extendsDepth > MAXIMUM_EXTENDS ||
        misplacedKeyword(job.entry)
      )
        continue;
      report({
        at: job.key,
        message: `The job \`${job.name}\` has no \`script\`, \`run\` or \`trigger\`, so GitLab refuses the pipeline. Add one, or start its name with a dot if it is there to be extended.`,
      });
    }
  },
});

function hasWork(job: Job): boolean {
  if (WORK.some((name) => job.keyword(name) && !isNull(job.value(name)))) return true;
  const names = [...job.keywords.keys()];
  // A misspelt `script` is what pipeline/schema explains.
  const unknown = names.filter((name) => !isJobKeyword(name));
  return unknown.some((name) => nearestName(name, WORK) !== undefined) || isStatusMirror(job);
}

/** `needs:pipeline` alone mirrors the status of another pipeline. */
function isStatusMirror(job: Job): boolean {
  const needs = job.value('needs');
  if (isMap(needs)) return pairOf(needs, 'pipeline') !== undefined;
  return isSequence(needs) && needs.items.some((item) => pairOf(item, 'pipeline') !== undefined);
}
