/** deploy/no-environment: a deployment that GitLab knows nothing of. */
import { deploymentsOf } from '../../delivery/deployments.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap } from '../../yaml/node.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/no-environment',
  severity: 'hint',
  summary: 'A deployment without environment.',
  scope: 'project',
  check(snapshot, report) {
    for (const own of deliveryOf(snapshot).jobs) {
      const { job } = own;
      if (job.keyword('environment') || deploymentsOf(own).length === 0) continue;
      const name = environmentIn(job.name) ?? environmentIn(job.stage);
      report({
        at: job.key,
        message: `GitLab does not know that \`${job.name}\` deploys: it shows no history, offers no rollback and can protect nothing. Name an \`environment\`.`,
        fixes: [
          {
            title: `Add environment: ${name ?? 'production'}`,
            isPreferred: name !== undefined,
            edits: () => {
              const map = job.entry.value;
              const edit =
                isMap(map) &&
                insertValue(map, ['environment', 'name'], name ?? 'production', [
                  'stage',
                  'extends',
                  'needs',
                ]);
              return edit ? { edits: [edit] } : undefined;
            },
          },
        ],
      });
    }
  },
});

const ENVIRONMENTS: readonly (readonly [name: string, words: RegExp])[] = [
  ['production', /(?:^|[^a-z])(?:prod|production|live)(?:[^a-z]|$)/i],
  ['staging', /(?:^|[^a-z])(?:staging|stage|stg|preprod)(?:[^a-z]|$)/i],
  ['testing', /(?:^|[^a-z])(?:test|testing|qa|uat)(?:[^a-z]|$)/i],
  ['development', /(?:^|[^a-z])(?:dev|develop|development)(?:[^a-z]|$)/i],
];

/** The environment that a name speaks of. */
function environmentIn(name: string): string | undefined {
  return ENVIRONMENTS.find(([, words]) => words.test(name))?.[0];
}
