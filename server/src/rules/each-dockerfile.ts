/** A look at each Dockerfile by itself, kept as long as its text is the same. Loads the delivery facts. */
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { dockerfilesOf } from '../project/dockerfiles.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Report } from './rule.ts';

/** Makes a check of scope `project` from one that may look at nothing else but the Dockerfile that it is given. */
export function eachDockerfile(
  check: (dockerfile: Dockerfile, report: (report: Report) => void) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  const kept = new WeakMap<Dockerfile, readonly Report[]>();
  return (snapshot, report) => {
    for (const { dockerfile } of dockerfilesOf(snapshot)) {
      let reports = kept.get(dockerfile);
      if (!reports) {
        const found: Report[] = [];
        check(dockerfile, (it) => found.push(it));
        kept.set(dockerfile, (reports = found));
      }
      reports.forEach(report);
    }
  };
}
