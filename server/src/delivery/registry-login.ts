/** Whether a job is logged in to the registries that it pushes to. */
import { pushedImages, type PushedImage } from './pushed-images.ts';
import type { LoginCall } from './image-facts.ts';
import { imageName, isDockerHub } from './image-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import { displayText, isSameText, knownText, type PartialText } from './partial-text.ts';
import type { JobVariables } from './pipeline-variables.ts';

/** A push to a registry that the job surely is not logged in to. */
export interface PushWithoutLogin {
  readonly push: PushedImage;
  readonly registry: PartialText;
  /** The logins before it, all of them to other registries. */
  readonly others: readonly LoginCall[];
  /** A login to this registry that comes too late. */
  readonly later: LoginCall | undefined;
}

/** Images of which it is known that they bring no credentials along. */
const PLAIN_IMAGES: ReadonlySet<string> = new Set(
  'docker executor buildah podman skopeo stable crane alpine ubuntu debian fedora busybox'.split(' '),
);

/** The job's pushes without a login, one for each registry. Silent where anything unknown may have logged in. */
export function pushesWithoutLogin(
  job: JobDelivery,
  variables: JobVariables | undefined,
): readonly PushWithoutLogin[] {
  // Without an image the job runs on somebody's machine, where a login may have been made for good.
  const image = job.image && imageName(job.image);
  if (image === undefined || !PLAIN_IMAGES.has(image)) return [];
  if (mayFindCredentials(job, variables)) return [];
  const logins = job.of('login').filter((login) => login.section !== 'after_script');
  const found: PushWithoutLogin[] = [];
  for (const push of pushedImages(job)) {
    const { registry } = push.argument.image;
    const { order } = push.call;
    if (!registry || !asksForLogin(registry) || job.hasUnknownBefore(order)) continue;
    if (
      push.call.kind === 'build'
        ? push.call.tool === 'kaniko' && helpsItself(registry)
        : push.call.hasCredentials
    )
      continue;
    // `<REGISTRY>/app`: somebody has yet to fill it in.
    if (/[<>{}[\]\s]/.test(displayText(push.argument.image.text).replace(/\$\{\w+\}/g, ''))) continue;
    if (found.some((it) => isSameRegistry(it.registry, registry) === true)) continue;
    const before = logins.filter((login) => login.order < order);
    if (before.some((login) => isSameRegistry(login.registry, registry) !== false)) continue;
    const later = logins.find(
      (login) => login.order > order && isSameRegistry(login.registry, registry) === true,
    );
    found.push({ push, registry, others: before, later });
  }
  return found;
}

/**
 * The first push to a registry that the job is not seen to log in to. Unlike the above it does not ask whether
 * something unknown may have logged in, nor whether the registry takes a login at all.
 */
export function pushWithoutLogin(
  job: JobDelivery,
  variables: JobVariables | undefined,
): Pick<PushWithoutLogin, 'push' | 'registry'> | undefined {
  if (mayFindCredentials(job, variables)) return undefined;
  const logins = job.of('login');
  for (const push of pushedImages(job)) {
    const { registry } = push.argument.image;
    if (!registry || push.call.section === 'after_script') continue;
    if (push.call.kind !== 'build' && push.call.hasCredentials) continue;
    if (!logins.some((login) => isSameRegistry(login.registry, registry) !== false))
      return { push, registry };
  }
  return undefined;
}

/** Registries that kaniko brings credential helpers for: GitLab's own (from the job's variables) and the clouds'. */
function helpsItself(registry: PartialText): boolean {
  const host = knownText(registry) ?? '';
  return isGitLabRegistry(registry) || /(?:^|\.)(?:gcr\.io|pkg\.dev|azurecr\.io|amazonaws\.com)$/.test(host);
}

function mayFindCredentials(job: JobDelivery, variables: JobVariables | undefined): boolean {
  if (['DOCKER_AUTH_CONFIG', 'DOCKER_CONFIG', 'REGISTRY_AUTH_FILE'].some((name) => variables?.variable(name)))
    return true;
  const { text } = job.job.sections.main;
  if (/DOCKER_(?:AUTH_)?CONFIG|REGISTRY_AUTH_FILE|credential/i.test(text)) return true;
  // A file whose content is known has become a login.
  const isRead = job.of('login').some((login) => login.tool === 'config.json' && login.registry);
  return !isRead && /\.docker\b|auth\.json/.test(text);
}

function isSameRegistry(a: PartialText | undefined, b: PartialText): boolean | undefined {
  if (!a) return undefined;
  if (isDockerHub(a) && isDockerHub(b)) return true;
  if ((isDockerHub(a) && isGitLabRegistry(b)) || (isDockerHub(b) && isGitLabRegistry(a))) return false;
  return isSameText(a, b);
}

/** Whether it is the registry of GitLab itself, which every job may log in to. */
export function isGitLabRegistry(registry: PartialText): boolean {
  const [only] = registry;
  return (
    knownText(registry) === 'registry.gitlab.com' ||
    (registry.length === 1 && only?.kind === 'unknown' && only.variable === 'CI_REGISTRY')
  );
}

/** Registries on the job's own machine or in a private network often let everybody push. */
function asksForLogin(registry: PartialText): boolean {
  const host = knownText(registry);
  if (host === undefined) return registry.length === 1;
  const name = host.replace(/:\d+$/, '');
  return (
    name.includes('.') &&
    !/^[\d.]+$/.test(name) &&
    !/\.(?:local|lan|internal|svc|localhost|home|intranet)$|\.svc\./.test(name) &&
    !(/:\d+$/.test(host) && !host.endsWith(':443'))
  );
}

/** The registry as a word of a shell command; undefined where something else than a variable hides it. */
export function registryWord(registry: PartialText): string | undefined {
  const words = registry.map((piece) =>
    piece.kind === 'text'
      ? piece.text
      : piece.variable && !piece.derived
        ? registry.length === 1
          ? `$${piece.variable}`
          : `\${${piece.variable}}`
        : undefined,
  );
  return words.includes(undefined) ? undefined : words.join('');
}
