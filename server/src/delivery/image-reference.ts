/** Image references as `docker push` reads them: registry, repository, tag and digest, each with what is known of it. */
import {
  EMPTY,
  hasUnknown,
  isSameText,
  joined,
  known,
  knownText,
  type PartialText,
  type Piece,
} from './partial-text.ts';

export interface ImageReference {
  readonly text: PartialText;
  /**
   * Undefined where a variable at the start may hold it. `docker.io` where the first part is no host, as Docker
   * decides by a dot, a colon or `localhost`.
   */
  readonly registry: PartialText | undefined;
  /** The path with neither registry nor tag; undefined where it cannot be told from them. */
  readonly repository: PartialText | undefined;
  /** Undefined without a tag, and where a variable at the end may hold it: see `mayHaveHiddenTag`. */
  readonly tag: PartialText | undefined;
  readonly digest: PartialText | undefined;
  /** Whether an unknown at the end of the reference may bring a tag along. */
  readonly mayHaveHiddenTag: boolean;
}

const DOCKER_HUB = known('docker.io');

/** Reads an image reference; nothing is validated here. */
export function readImageReference(text: PartialText): ImageReference {
  const [withoutDigest, digest] = cutLast(text, '@');
  const [named, tag] = cutTag(withoutDigest);
  const { registry, repository } = cutRegistry(named);
  const last = named.at(-1);
  return {
    text,
    registry,
    repository,
    tag,
    digest,
    // GitLab's own names of repositories never hold a tag.
    mayHaveHiddenTag:
      tag === undefined &&
      digest === undefined &&
      last?.kind === 'unknown' &&
      !/^CI_(?:REGISTRY_IMAGE|PROJECT_(?:NAME|PATH)(?:_SLUG)?|PROJECT_NAMESPACE)$/.test(last.variable ?? ''),
  };
}

const names = new WeakMap<ImageReference, { readonly name: string | undefined }>();

/** The last part of the path, without the tag: `docker` of `registry.example.com/library/docker:27`. */
export function imageName(image: ImageReference): string | undefined {
  let known = names.get(image);
  if (!known) names.set(image, (known = { name: readName(image) }));
  return known.name;
}

function readName(image: ImageReference): string | undefined {
  const named = cutTag(cutLast(image.text, '@')[0])[0];
  const last = named.at(-1);
  if (last?.kind !== 'text') return undefined;
  const slash = last.text.lastIndexOf('/');
  return slash < 0 && named.length > 1 ? undefined : last.text.slice(slash + 1);
}

/** Cuts behind the last colon that no slash follows: a colon before a slash belongs to the registry's port. */
function cutTag(text: PartialText): readonly [PartialText, PartialText | undefined] {
  for (let i = text.length - 1; i >= 0; i--) {
    const piece = text[i]!;
    if (piece.kind !== 'text') continue;
    const colon = piece.text.lastIndexOf(':');
    const slash = piece.text.lastIndexOf('/');
    if (slash > colon) return [text, undefined];
    // `host:$PORT/app` has a slash further on; `app:$A/$B` was excluded by that slash.
    if (colon >= 0) return cutIn(text, i, colon);
  }
  return [text, undefined];
}

function cutLast(text: PartialText, mark: string): readonly [PartialText, PartialText | undefined] {
  for (let i = text.length - 1; i >= 0; i--) {
    const piece = text[i]!;
    const at = piece.kind === 'text' ? piece.text.lastIndexOf(mark) : -1;
    if (at >= 0) return cutIn(text, i, at);
  }
  return [text, undefined];
}

function cutIn(text: PartialText, index: number, at: number): readonly [PartialText, PartialText] {
  const piece = text[index] as Piece & { kind: 'text' };
  return [
    joined([text.slice(0, index), known(piece.text.slice(0, at))]),
    joined([known(piece.text.slice(at + 1)), text.slice(index + 1)]),
  ];
}

function cutRegistry(named: PartialText): Pick<ImageReference, 'registry' | 'repository'> {
  for (const [index, piece] of named.entries()) {
    const slash = piece.kind === 'text' ? piece.text.indexOf('/') : -1;
    if (slash < 0) continue;
    const [first, rest] = cutIn(named, index, slash);
    const text = knownText(first);
    if (text !== undefined)
      return isHost(text)
        ? { registry: first, repository: rest }
        : { registry: DOCKER_HUB, repository: named };
    return { ...readHiddenRegistry(first, rest, named) };
  }
  const [start] = named;
  if (start?.kind === 'unknown' && start.variable === 'CI_REGISTRY_IMAGE' && !start.derived)
    return { registry: [{ kind: 'unknown', variable: 'CI_REGISTRY' }], repository: undefined };
  if (named.some((piece) => piece.kind === 'unknown')) return { registry: undefined, repository: undefined };
  return { registry: DOCKER_HUB, repository: named };
}

/** `$REGISTRY/app`: the variable may hold a host, a host and a path, or a user of Docker Hub. */
function readHiddenRegistry(
  first: PartialText,
  rest: PartialText,
  named: PartialText,
): Pick<ImageReference, 'registry' | 'repository'> {
  const [only] = first;
  if (first.length === 1 && only?.kind === 'unknown' && only.variable === 'CI_REGISTRY')
    return { registry: first, repository: rest };
  if (first.length === 1 && only?.kind === 'unknown' && only.variable === 'CI_REGISTRY_IMAGE')
    return { registry: [{ kind: 'unknown', variable: 'CI_REGISTRY' }], repository: undefined };
  // `$HOST.example.com/app`: a dot makes it a host, whatever the variable holds, unless a slash hides in it.
  const isHostLike = first.some((piece) => piece.kind === 'text' && /[.:]/.test(piece.text));
  return isHostLike
    ? { registry: first, repository: rest }
    : { registry: undefined, repository: rest === EMPTY ? named : undefined };
}

/** Docker's own rule for whether the first part of a reference is a registry. */
function isHost(part: string): boolean {
  return part.includes('.') || part.includes(':') || part === 'localhost';
}

/**
 * Whether both name the same image with the same tag: true or false where that is certain, else undefined.
 * `latest` is what a missing tag means.
 */
export function isSameImage(a: ImageReference, b: ImageReference): boolean | undefined {
  if (isSameText(a.text, b.text) === true) return true;
  const repositories = isSameRepository(a, b);
  const left = versionOf(a);
  const right = versionOf(b);
  const versions = left && right ? isSameVersion(left, right) : undefined;
  if (repositories === false || versions === false) return false;
  return repositories && versions ? true : undefined;
}

function isSameVersion(a: PartialText, b: PartialText): boolean | undefined {
  for (const [one, other] of [[a, b] as const, [b, a] as const])
    if (knownText(one) === 'latest' && holdsNumber(other)) return false;
  return isSameText(a, b);
}

/** Whether one of GitLab's numbers or hashes stands in the text. */
function holdsNumber(text: PartialText): boolean {
  return text.some(
    (piece) =>
      piece.kind === 'unknown' &&
      /^CI_(?:COMMIT_(?:SHORT_)?SHA|COMMIT_TIMESTAMP|PIPELINE_I?ID|JOB_ID|CONCURRENT_ID)$/.test(
        piece.variable ?? '',
      ),
  );
}

/** Tag or digest; undefined where an unknown may bring one. */
function versionOf(image: ImageReference): PartialText | undefined {
  if (image.digest) return joined([known('@'), image.digest]);
  return image.tag ?? (image.mayHaveHiddenTag ? undefined : known('latest'));
}

/** Whether both name the same repository, whatever their tags: true or false where that is certain. */
export function isSameRepository(a: ImageReference, b: ImageReference): boolean | undefined {
  return isSameText(canonicalRepository(a), canonicalRepository(b));
}

/** Registry and path written out; where a variable hides them, the reference without its tag. */
function canonicalRepository({ registry, repository, text }: ImageReference): PartialText {
  if (!registry || !repository) return cutTag(cutLast(text, '@')[0])[0];
  const isHub = isDockerHub(registry);
  const isOfficial = isHub && !hasUnknown(repository) && !knownText(repository)!.includes('/');
  return joined([isHub ? DOCKER_HUB : registry, known(isOfficial ? '/library/' : '/'), repository]);
}

/** Hosts that mean Docker Hub. */
export function isDockerHub(registry: PartialText | undefined): boolean {
  const text = knownText(registry);
  return text === 'docker.io' || text === 'index.docker.io' || text === 'registry-1.docker.io';
}

/** The host that a login or a repository names, without scheme and path: `https://index.docker.io/v1/` is `index.docker.io`. */
export function registryHost(text: PartialText): PartialText {
  const first = text[0];
  const trimmed =
    first?.kind === 'text' ? joined([known(first.text.replace(/^https?:\/\//, '')), text.slice(1)]) : text;
  const index = trimmed.findIndex((piece) => piece.kind === 'text' && piece.text.includes('/'));
  if (index < 0) return trimmed;
  const piece = trimmed[index] as Piece & { kind: 'text' };
  return joined([trimmed.slice(0, index), known(piece.text.slice(0, piece.text.indexOf('/')))]);
}
