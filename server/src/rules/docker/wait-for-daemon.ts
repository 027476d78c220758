/** docker/wait-for-daemon: docker is used before anything has waited for its daemon. */
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import type { DaemonUse } from '../../delivery/facts.ts';
import { insertDaemonWait, unawaitedDaemonUse } from '../../delivery/daemon-wait.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/wait-for-daemon',
  severity: 'info',
  summary: 'Docker is used before anything has waited for its daemon to start.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const job of delivery.jobsWith('daemon-use')) {
      const use = unawaitedUse(job);
      // GitLab Runner itself waits for a port that this variable names.
      if (!use || delivery.variables(job.job)?.variable('HEALTHCHECK_TCP_PORT')) continue;
      report({
        at: use.at,
        message: `Nothing waits for the Docker daemon before this: it takes some seconds to start, and on Kubernetes, where the runner does not wait for services, \`docker ${use.subcommand}\` may come too early and fail with "Cannot connect to the Docker daemon". Wait until \`docker info\` succeeds.`,
        fixes: [waitBefore(job, use)],
      });
    }
  },
});

function unawaitedUse(job: JobDelivery): DaemonUse | undefined {
  const use = unawaitedDaemonUse(job);
  // A program that is not known may wait.
  return use && !job.hasUnknownBefore(use.order) ? use : undefined;
}

function waitBefore(job: JobDelivery, use: DaemonUse): Fix {
  return {
    title: 'Wait for the daemon, 60 seconds at most',
    isPreferred: true,
    edits: () => {
      const edits = insertDaemonWait(job, use);
      return edits && { edits };
    },
  };
}
