/** Uses of the Docker daemon that nothing has waited for, and the loop that waits. */
import { insertCommands } from '../gitlab/insert-command.ts';
import type { SpanEdit } from '../text/edit.ts';
import { daemonAddress } from './daemon-address.ts';
import { daemonUses } from './daemon-uses.ts';
import type { DaemonUse } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';

/**
 * The first command that needs the daemon of a service of the job, unless something is seen to wait for that before.
 * A program that is not known may wait all the same.
 */
export function unawaitedDaemonUse(job: JobDelivery): DaemonUse | undefined {
  if (!job.services.some((service) => service.isDockerDaemon)) return undefined;
  const use = daemonUses(job)[0];
  if (!use || use.isWaiting || job.of('daemon-wait').some((wait) => wait.order < use.order)) return undefined;
  const { scheme } = daemonAddress(use.environment, use.host);
  return scheme === undefined || scheme === 'tcp' ? use : undefined;
}

/** Bounded, so that a daemon that never starts fails the job with its reason. */
export const WAITING_LOOP = `timeout=60
until docker info > /dev/null 2>&1; do
  if [ "$timeout" -le 0 ]; then echo "The Docker daemon does not start"; exit 1; fi
  sleep 2; timeout=$((timeout - 2))
done`;

/** Waits before a use of the daemon; undefined where the script leaves no place for it. */
export function insertDaemonWait(job: JobDelivery, use: DaemonUse): readonly SpanEdit[] | undefined {
  return insertCommands(job.job, use.through[0] ?? use.at, [WAITING_LOOP], 'before');
}
