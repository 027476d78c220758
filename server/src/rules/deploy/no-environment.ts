/** deploy/no-environment: a deployment that GitLab knows nothing of. */
import { deploymentsOf } from '../../delivery/deployments.ts';
import { environmentIn, insertEnvironment } from '../../gitlab/insert-environment.ts';
import { deliveryOf } from '../../project/delivery.ts';
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
      const name = environmentIn(job);
      report({
        at: job.key,
        message: `GitLab does not know that \`${job.name}\` deploys: it shows no history, offers no rollback and can protect nothing. Name an \`environment\`.`,
        fixes: [
          {
            title: `Add environment: ${name ?? 'production'}`,
            isPreferred: name !== undefined,
            edits: () => {
              const edit = insertEnvironment(job, name ?? 'production');
              return edit && { edits: [edit] };
            },
          },
        ],
      });
    }
  },
});
