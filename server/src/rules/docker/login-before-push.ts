/** docker/login-before-push: an image is pushed to a registry that the job has not logged in to. */
import { isDockerHub } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import { insertLogin, loginFor } from '../../delivery/insert-login.ts';
import { pushesWithoutLogin, type PushWithoutLogin } from '../../delivery/registry-login.ts';
import { eachJob } from '../each-job.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/login-before-push',
  severity: 'warning',
  summary: 'An image is pushed to a registry that the job has not logged in to.',
  scope: 'project',
  check: eachJob((job, report, variables) => {
    for (const found of pushesWithoutLogin(job, variables)) {
      // docker/login-registry tells of a login to another registry.
      if (found.others.length > 0 && !found.later) continue;
      const { push, registry, later } = found;
      const name = isDockerHub(registry) ? 'Docker Hub' : `\`${displayText(registry)}\``;
      report({
        at: push.call.at,
        message: later
          ? `\`${job.job.name}\` logs in to ${name} only after this push, which the registry refuses. Log in before it.`
          : `The push to ${name} is refused: \`${job.job.name}\` never logs in there. Log in before it.`,
        ...(later && { related: [{ at: later.at, message: 'The login' }] }),
        fixes: later ? [] : loginFix(job, found),
      });
    }
  }),
});

function loginFix(job: JobDelivery, { push, registry }: PushWithoutLogin): Fix[] {
  const login = loginFor(push, registry);
  if (!login) return [];
  return [
    {
      title: login.isGitLab
        ? 'Log in to GitLab’s registry before it'
        : 'Log in before it, with variables REGISTRY_USER and REGISTRY_PASSWORD',
      isPreferred: login.isGitLab,
      edits: () => {
        const edits = insertLogin(job, push, login);
        return edits && { edits };
      },
    },
  ];
}
