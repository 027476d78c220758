/** Requests and a limit for a container. */
import { insertResources } from '../../kubernetes/insert-resources.ts';
import type { Action } from './action.ts';

export const addResources: Action = {
  scope: 'place',
  sameAs: ['kubernetes/no-resources'],
  offer(place) {
    const { container, template, resource } = place.resource ?? {};
    if (!container || !template || container.resources.hasLimits || container.node.pairs.length === 0)
      return [];
    // Pods can have resources as a whole.
    if (resource!.document.valueOf(template.spec, 'resources')) return [];
    const what = container.resources.hasRequests ? 'a limit for memory' : 'requests and a limit for memory';
    return place.action(`Add ${what}`, [insertResources(container)]);
  },
};
