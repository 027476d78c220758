/** A look at each manifest with the commands that apply it, kept as long as neither changes. Loads the delivery facts. */
import { deployedManifestsOf, type DeployedManifest } from '../project/deployed-manifests.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { eachSubject } from './each-subject.ts';
import type { Report } from './rule.ts';

/** Makes a check of scope `project` from one that may look at nothing else but the manifest that it is given. */
export function eachManifest(
  check: (deployed: DeployedManifest, report: (report: Report) => void) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  return eachSubject(deployedManifestsOf, check);
}
