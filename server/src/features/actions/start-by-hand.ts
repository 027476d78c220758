/** Lets a job that deploys wait until somebody starts it. */
import { bringsToCluster } from '../../delivery/deployments.ts';
import { automaticStarts } from '../../gitlab/job-start.ts';
import { startByHand } from '../../gitlab/start-by-hand.ts';
import type { Action } from './action.ts';

export const startDeploymentByHand: Action = {
  scope: 'place',
  sameAs: ['deploy/unguarded'],
  offer(place) {
    const { job } = place;
    if (!job?.isOwn || !bringsToCluster(job.delivery)) return [];
    const starts = automaticStarts(job.job, job.pipeline);
    // Rules that come from a template are edited where they are written.
    const isOwn = starts?.every(({ rule, when }) => [rule, when].every((it) => !it || place.isHere(it)));
    if (!starts || !isOwn) return [];
    return place.action('Start it by hand: when: manual', startByHand(job.job, starts));
  },
};
