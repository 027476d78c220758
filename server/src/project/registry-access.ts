/** Which registries take a login, and which images the project itself brings there. Loaded late, as all of delivery is. */
import type { Delivery } from '../delivery/delivery.ts';
import { pushesOf, type DeployedImage } from '../delivery/deployed-image.ts';
import { isSameText, knownText, variablesIn, type PartialText } from '../delivery/partial-text.ts';
import { loginsOf } from '../delivery/pull-secrets.ts';
import type { Registry } from './configuration.ts';

/** Registries whose clusters pull by the identity of their nodes. */
const OF_CLOUDS = /\.amazonaws\.com$|(?:^|\.)gcr\.io$|-docker\.pkg\.dev$|\.azurecr\.io$|^cr\.yandex$/;

/** Whether pulling takes a login: of GitLab's own registry the project's visibility decides. */
export function registryAccess(
  registry: PartialText,
  declared: readonly Registry[],
): 'private' | 'open' | 'unknown' {
  const host = knownText(registry);
  const own = declared.find((it) => it.host === host);
  if (own) return own.private ? 'private' : 'open';
  if (host !== undefined) return OF_CLOUDS.test(host) ? 'open' : isGitLab(host) ? 'unknown' : 'private';
  return variablesIn(registry).includes('CI_REGISTRY') ? 'unknown' : 'open';
}

function isGitLab(host: string): boolean {
  return /^registry\.gitlab\.|^gitlab\.|^ghcr\.io$|^quay\.io$/.test(host);
}

/** Whether a job logs in to the image's registry and pushes this image there. */
export function isBuiltHere(delivery: Delivery, { image }: DeployedImage): boolean {
  const isLogin = loginsOf(delivery).some(
    ({ registry }) => registry && isSameText(registry, image.registry!) === true,
  );
  return isLogin && pushesOf(delivery, image).some(({ isCertain }) => isCertain);
}
