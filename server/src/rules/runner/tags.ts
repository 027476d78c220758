/** runner/tags: a job with a tag that no runner of the workspace's values offers. */
import type { ScalarNode } from '../../yaml/node.ts';
import { isScalar, isSequence } from '../../yaml/node.ts';
import type { Job } from '../../gitlab/job.ts';
import { runnerValuesOf } from '../../project/runner-values.ts';
import { nearestName } from '../../text/nearest.ts';
import { defineRule, replaceFix } from '../rule.ts';

/** Runners that gitlab.com offers to everyone. */
const HOSTED = /^(?:saas-|gitlab-org$|docker$|shared-windows$|windows$)/;

export const rule = defineRule({
  id: 'runner/tags',
  severity: 'info',
  summary: 'A job with a tag that no runner of the workspace’s values offers.',
  scope: 'project',
  check(snapshot, report) {
    const values = runnerValuesOf(snapshot);
    const offered = values.map(({ tags }) => tags);
    // A runner whose tags GitLab's settings name may have any.
    if (offered.length === 0 || offered.some((tags) => tags === undefined)) return;
    const known = new Set(offered.flatMap((tags) => [...tags!]));
    const names = [...known].map((tag) => `\`${tag}\``).join(', ');
    for (const pipeline of snapshot.pipelines) {
      if (pipeline.isFragment) continue;
      for (const job of pipeline.jobs.values()) {
        for (const tag of tagsOf(job)) {
          if (known.has(tag.value) || HOSTED.test(tag.value) || tag.value.includes('$')) continue;
          const near = nearestName(tag.value, known);
          report({
            at: tag,
            message: `Job \`${job.name}\` waits for a runner with the tag \`${tag.value}\`, and those whose values are in this project have ${names} only: it stays pending unless GitLab has another one.${near ? ` Did you mean \`${near}\`?` : ''}`,
            fixes:
              near === undefined
                ? []
                : [{ ...replaceFix(`Change to \`${near}\``, tag, near), isPreferred: false }],
          });
        }
      }
    }
  },
});

function tagsOf(job: Job): readonly ScalarNode[] {
  const node = job.keyword('tags')?.value;
  return isSequence(node) ? node.items.filter(isScalar) : [];
}
