/** Which containers of the manifests run the image that a Dockerfile makes. Loaded late. */
import { buildsOf, deployedImages, type DeployedImage } from '../delivery/deployed-image.ts';
import { deliveryOf } from './delivery.ts';
import { deployedManifestsOf } from './deployed-manifests.ts';
import type { Snapshot } from './snapshot.ts';

/** The containers that certainly run what is built from the Dockerfile at a path. */
export function containersOf(snapshot: Snapshot, path: string): readonly DeployedImage[] {
  return snapshot.derive(containersOf, byDockerfile).get(path) ?? [];
}

function byDockerfile(snapshot: Snapshot): ReadonlyMap<string, readonly DeployedImage[]> {
  const delivery = deliveryOf(snapshot);
  const found = new Map<string, DeployedImage[]>();
  for (const { manifest } of deployedManifestsOf(snapshot)) {
    for (const deployed of deployedImages(delivery, manifest)) {
      const builds = buildsOf(delivery, deployed.image).filter(({ isCertain }) => isCertain);
      const paths = new Set(builds.map(({ build }) => build.dockerfile?.path));
      const [path] = paths;
      if (path === undefined || paths.size > 1) continue;
      const same = found.get(path);
      if (same) same.push(deployed);
      else found.set(path, [deployed]);
    }
  }
  return found;
}
