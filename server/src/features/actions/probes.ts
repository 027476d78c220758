/** Liveness and readiness probes for the port that a container serves. */
import { applicationPort } from '../../kubernetes/application-port.ts';
import { httpProbe, insertProbes, isServing, tcpProbe } from '../../kubernetes/insert-probes.ts';
import { healthPathOf } from '../../scaffold/applications.ts';
import { slot } from '../tab-stops.ts';
import type { Action } from './action.ts';

export const addProbes: Action = {
  scope: 'place',
  sameAs: ['kubernetes/no-probes'],
  offer(place) {
    const { container, resource } = place.resource ?? {};
    if (!container || !resource || !isServing(resource)) return [];
    if (container.probes.liveness && container.probes.readiness) return [];
    const port = applicationPort(container);
    if (!port) return [];
    const missing = [
      ...(container.probes.liveness ? [] : ['liveness']),
      ...(container.probes.readiness ? [] : ['readiness']),
    ];
    const what = missing.length === 2 ? 'liveness and readiness probes' : `a ${missing[0]!} probe`;
    const path = healthPathOf(place.snapshot, port.port) ?? '/';
    return port.isHttp
      ? place.action(`Add ${what} for \`${path}\``, insertProbes(container, httpProbe(port, slot(path))))
      : place.action(`Add ${what} for its port`, insertProbes(container, tcpProbe(port)));
  },
};
