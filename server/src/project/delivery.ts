/**
 * The delivery facts of a snapshot: what its jobs build, push, render and apply. Loaded late: nothing that the first
 * diagnostics need may import this file.
 */
import { readDelivery, type Delivery } from '../delivery/delivery.ts';
import { knownResources, type KnownResource } from '../delivery/known-resources.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { isYamlPath } from '../text/path.ts';
import { manifestAt, manifestsOf } from './manifests.ts';
import type { Snapshot } from './snapshot.ts';

/** What the project's jobs do. Jobs that an edit did not touch are taken over from the snapshots before. */
export function deliveryOf(snapshot: Snapshot): Delivery {
  return snapshot.derive(deliveryOf, (it) => readDelivery({ pipelines: it.pipelines, project: it }));
}

/** Every manifest: those that are known by their names, and those that only the jobs that use them give away. */
export function allManifestsOf(snapshot: Snapshot): readonly Manifest[] {
  return snapshot.derive(allManifestsOf, (it) => [...manifestsOf(it), ...usedManifestsOf(it)]);
}

/** The manifests that only jobs give away: templates of any name that they render, JSON files that they apply. */
export function usedManifestsOf(snapshot: Snapshot): readonly Manifest[] {
  return snapshot.derive(usedManifestsOf, (it) => {
    const known = new Set(manifestsOf(it).map((manifest) => manifest.path));
    const { templatePaths, appliedPaths } = deliveryOf(it);
    // YAML that is applied and not known is left out on purpose: ignored, or made for tests.
    const used = new Set([...templatePaths, ...[...appliedPaths].filter((path) => !isYamlPath(path))]);
    const others = [...used].filter((path) => !known.has(path) && it.exists(path) && !it.isIgnored(path));
    return others.flatMap((path) => manifestAt(it, path) ?? []);
  });
}

/** What manifests and commands create in the cluster. */
export function knownResourcesOf(snapshot: Snapshot): readonly KnownResource[] {
  return snapshot.derive(knownResourcesOf, (it) => knownResources(deliveryOf(it), allManifestsOf(it)));
}
