/** Which containers of the manifests run the image that a Dockerfile makes. Loaded late. */
import { buildsOf, type DeployedImage } from '../delivery/deployed-image.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { deliveryOf } from './delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from './deployed-manifests.ts';
import { areSame } from './kept-results.ts';
import type { Snapshot } from './snapshot.ts';

interface BuiltContainer {
  /** The path of the Dockerfile. */
  readonly path: string;
  readonly deployed: DeployedImage;
}

/** The containers that certainly run what is built from the Dockerfile at a path. */
export function containersOf(snapshot: Snapshot, path: string): readonly DeployedImage[] {
  return snapshot.derive(containersOf, byDockerfile).get(path) ?? [];
}

function byDockerfile(snapshot: Snapshot): ReadonlyMap<string, readonly DeployedImage[]> {
  const found = new Map<string, DeployedImage[]>();
  const isBuilt = deliveryOf(snapshot).jobs.some((job) => job.of('build').some((it) => it.dockerfile));
  if (!isBuilt) return found;
  for (const manifest of deployedManifestsOf(snapshot)) {
    for (const { path, deployed } of builtIn(snapshot, manifest)) {
      const same = found.get(path);
      if (same) same.push(deployed);
      else found.set(path, [deployed]);
    }
  }
  return found;
}

interface Kept {
  /** All jobs: an image may get its name by the commands of any. */
  readonly jobs: readonly JobDelivery[];
  readonly containers: readonly BuiltContainer[];
}

const kept = new WeakMap<DeployedManifest, Kept>();

/** Of one manifest, kept as long as neither it nor a job changes. */
function builtIn(snapshot: Snapshot, manifest: DeployedManifest): readonly BuiltContainer[] {
  const delivery = deliveryOf(snapshot);
  const { jobs } = delivery;
  const known = kept.get(manifest);
  if (known && areSame(known.jobs, jobs)) return known.containers;
  const containers = manifest.images.flatMap((deployed): BuiltContainer[] => {
    const builds = buildsOf(delivery, deployed.image).filter(({ isCertain }) => isCertain);
    const [path, ...others] = new Set(builds.map(({ build }) => build.dockerfile?.path));
    return path === undefined || others.length > 0 ? [] : [{ path, deployed }];
  });
  kept.set(manifest, { jobs, containers });
  return containers;
}
