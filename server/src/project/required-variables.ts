/** The checklist of CI/CD variables of a snapshot. Loaded late, as all of delivery is. */
import { requiredVariables, type RequiredVariable } from '../delivery/required-variables.ts';
import { allManifestsOf, deliveryOf } from './delivery.ts';
import type { Snapshot } from './snapshot.ts';

/** The variables that must be set in the project's settings, by name; computed once for a snapshot. */
export function requiredVariablesOf(snapshot: Snapshot): readonly RequiredVariable[] {
  return snapshot.derive(requiredVariablesOf, (it) =>
    requiredVariables({
      delivery: deliveryOf(it),
      manifests: allManifestsOf(it),
      declared: it.configuration.variables,
      segment: (path) => it.segment(path),
    }),
  );
}
