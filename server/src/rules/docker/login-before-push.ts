/** docker/login-before-push: an image is pushed to a registry that the job has not logged in to. */
import type { Delivery } from '../../delivery/delivery.ts';
import { isDockerHub } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import { insertLogin, loginFor } from '../../delivery/insert-login.ts';
import { pushesWithoutLogin, type PushWithoutLogin } from '../../delivery/registry-login.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/login-before-push',
  severity: 'warning',
  summary: 'An image is pushed to a registry that the job has not logged in to.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const { job, variables } of delivery.jobsWithVariables) {
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
          fixes: later ? [] : loginFix(delivery, job, found),
        });
      }
    }
  },
});

function loginFix(delivery: Delivery, job: JobDelivery, { push, registry }: PushWithoutLogin): Fix[] {
  const login = loginFor(delivery, push, registry);
  if (!login) return [];
  return [
    {
      title: `Log in before it, with ${login.credentials}`,
      isPreferred: login.isCertain,
      edits: () => {
        const edits = insertLogin(job, push, login);
        return edits && { edits };
      },
    },
  ];
}
