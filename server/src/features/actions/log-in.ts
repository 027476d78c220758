/** Logs in to the registry before the job pushes to it. */
import { insertLogin, loginFor } from '../../delivery/insert-login.ts';
import { pushWithoutLogin } from '../../delivery/registry-login.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Action } from './action.ts';

export const logIn: Action = {
  scope: 'place',
  sameAs: ['docker/login-before-push', 'docker/login-registry'],
  offer(place) {
    const { job } = place;
    const found = job && pushWithoutLogin(job.delivery, deliveryOf(place.snapshot).variables(job.job));
    const login = found && loginFor(deliveryOf(place.snapshot), found.push, found.registry);
    if (!login || !place.isHere(found.push.call.through[0] ?? found.push.call.at)) return [];
    const title = `Log in before the push, with ${login.credentials}`;
    return place.action(title, insertLogin(job.delivery, found.push, login));
  },
};
