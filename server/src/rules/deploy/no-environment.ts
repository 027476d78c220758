/** deploy/no-environment: a deployment that GitLab knows nothing of. */
import { environmentIn, insertEnvironment } from '../../gitlab/insert-environment.ts';
import { deployingJobsOf } from '../../project/deploying-jobs.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/no-environment',
  severity: 'hint',
  summary: 'A deployment without environment.',
  scope: 'project',
  check(snapshot, report) {
    for (const { job } of deployingJobsOf(snapshot)) {
      if (job.keyword('environment')) continue;
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
