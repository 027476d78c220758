/** Names the environment that a job deploys to. */
import { bringsToCluster } from '../../delivery/deployments.ts';
import { environmentIn, insertEnvironment } from '../../gitlab/insert-environment.ts';
import { slot } from '../tab-stops.ts';
import type { Action } from './action.ts';

export const addEnvironment: Action = {
  scope: 'place',
  sameAs: ['deploy/no-environment'],
  offer(place) {
    const { job } = place;
    if (!job?.isOwn || job.job.keyword('environment') || !bringsToCluster(job.delivery)) return [];
    const name = environmentIn(job.job) ?? 'production';
    return place.action(`Add environment: ${name}`, [insertEnvironment(job.job, slot(name))]);
  },
};
