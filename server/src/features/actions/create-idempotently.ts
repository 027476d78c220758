/** A `kubectl create` that can be done again: it is piped into `kubectl apply`. */
import { pipedIntoApply } from '../../delivery/pipe-into-apply.ts';
import type { Action } from './action.ts';

export const createIdempotently: Action = {
  scope: 'place',
  sameAs: ['deploy/create-not-idempotent'],
  offer(place) {
    const { job } = place;
    const call = job?.delivery.of('create').find(({ command }) => place.touches(command));
    if (!call || call.isDryRun || call.isApplied || call.isGuarded) return [];
    return place.action('Pipe it into kubectl apply', pipedIntoApply(job!.delivery, call));
  },
};
