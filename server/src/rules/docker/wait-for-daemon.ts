/** docker/wait-for-daemon: docker is used before anything has waited for its daemon. */
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import type { DaemonUse } from '../../delivery/facts.ts';
import { daemonAddress } from '../../delivery/daemon-address.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/wait-for-daemon',
  severity: 'info',
  summary: 'Docker is used before anything has waited for its daemon to start.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const job of delivery.jobs) {
      const use = firstUse(job);
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

/** The first command that needs the daemon of a service of the job, unless something waits for that before. */
function firstUse(job: JobDelivery): DaemonUse | undefined {
  if (!job.services.some((service) => service.isDockerDaemon)) return undefined;
  const use = job.of('daemon-use').find((it) => it.section !== 'after_script');
  if (!use || use.isWaiting || job.of('daemon-wait').some((wait) => wait.order < use.order)) return undefined;
  // A program that is not known may wait.
  if (job.hasUnknownBefore(use.order)) return undefined;
  const { scheme } = daemonAddress(use.environment, use.host);
  return scheme === undefined || scheme === 'tcp' ? use : undefined;
}

/** Bounded, so that a daemon that never starts fails the job with its reason. */
const LOOP = `timeout=60
until docker info > /dev/null 2>&1; do
  if [ "$timeout" -le 0 ]; then echo "The Docker daemon does not start"; exit 1; fi
  sleep 2; timeout=$((timeout - 2))
done`;

function waitBefore(job: JobDelivery, use: DaemonUse): Fix {
  return {
    title: 'Wait for the daemon, 60 seconds at most',
    isPreferred: true,
    edits: () => {
      const edits = insertCommands(job.job, use.through[0] ?? use.at, [LOOP], 'before');
      return edits && { edits };
    },
  };
}
