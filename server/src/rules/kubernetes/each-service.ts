/** A look at each Service with the pods that it certainly selects, kept as long as both are the same. */
import { podIndexOf, type PlacedResource, type PodSource } from '../../project/selected-pods.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import type { Report } from '../rule.ts';

export interface ServiceSubject<Other> {
  readonly service: PlacedResource;
  readonly pods: readonly PodSource[];
  readonly other: Other;
}

interface Kept<Other> extends ServiceSubject<Other> {
  readonly reports: readonly Report[];
}

const NONE: readonly PodSource[] = [];

/**
 * Makes a check of scope `project` from one that may look at nothing else but the subject that it is given.
 * @param otherOf what else it has to look at; where nothing about that has changed, it has to be the same object
 */
export function eachService<Other>(
  otherOf: (snapshot: Snapshot) => Other,
  check: (subject: ServiceSubject<Other>, report: (report: Report) => void) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  const kept = new WeakMap<PlacedResource, Kept<Other>>();
  return (snapshot, report) => {
    const index = podIndexOf(snapshot);
    const other = otherOf(snapshot);
    for (const service of index.services) {
      const pods = index.selectedBy(service)?.certain ?? NONE;
      let known = kept.get(service);
      if (known?.pods !== pods || known.other !== other) {
        const reports: Report[] = [];
        check({ service, pods, other }, (it) => reports.push(it));
        kept.set(service, (known = { service, pods, other, reports }));
      }
      known.reports.forEach(report);
    }
  };
}
