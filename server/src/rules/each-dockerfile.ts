/** A look at each Dockerfile by itself, kept as long as its text is the same. Loads the delivery facts. */
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { dockerfilesOf } from '../project/dockerfiles.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { eachSubject } from './each-subject.ts';
import type { Report } from './rule.ts';

/** Makes a check of scope `project` from one that may look at nothing else but the Dockerfile that it is given. */
export function eachDockerfile(
  check: (dockerfile: Dockerfile, report: (report: Report) => void) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  return eachSubject((snapshot) => dockerfilesOf(snapshot).map(({ dockerfile }) => dockerfile), check);
}
