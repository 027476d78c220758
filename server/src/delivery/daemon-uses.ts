/** The commands of a job that speak to a Docker daemon. */
import type { DaemonUse } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';
import { knownText } from './partial-text.ts';

/** Drivers of buildx that build in the daemon. */
const IN_DAEMON: ReadonlySet<string> = new Set(['docker', 'docker-container']);

/** In their order; without those of `after_script`, and without builds in a cluster or on another machine. */
export function daemonUses(job: JobDelivery): readonly DaemonUse[] {
  const elsewhere = job
    .of('builder')
    .filter(({ driver }) => driver && !IN_DAEMON.has(knownText(driver) ?? ''));
  return job
    .of('daemon-use')
    .filter(
      (use) =>
        use.section !== 'after_script' &&
        !(use.isByBuildx && elsewhere.some(({ order }) => order < use.order)),
    );
}
