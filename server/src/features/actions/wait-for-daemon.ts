/** Waits for the Docker daemon of a service before the job uses it. */
import { insertDaemonWait, unawaitedDaemonUse } from '../../delivery/daemon-wait.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Action } from './action.ts';

export const waitForDaemon: Action = {
  scope: 'place',
  sameAs: ['docker/wait-for-daemon'],
  offer(place) {
    const { job } = place;
    const use = job && unawaitedDaemonUse(job.delivery);
    if (!use || !place.isHere(use.through[0] ?? use.at)) return [];
    // GitLab Runner itself waits for a port that this variable names.
    if (deliveryOf(place.snapshot).variables(job.job)?.variable('HEALTHCHECK_TCP_PORT')) return [];
    return place.action('Wait for the Docker daemon first', insertDaemonWait(job.delivery, use));
  },
};
