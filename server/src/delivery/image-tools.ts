/**
 * What is known of images that jobs run in: whether they hold envsubst, which program they start with, how more is
 * installed in them. Read from the images' own Dockerfiles; of any other image nothing is known.
 */
import type { ImageReference } from './image-reference.ts';
import { fitsPattern } from './shell-pattern.ts';
import { knownText } from './partial-text.ts';

export type PackageManager = 'apk' | 'apt-get' | 'yum';

export interface ImageKnowledge {
  /** The image's repository without the registry, for people. */
  readonly name: string;
  /** `sometimes`: some of the image's versions have it, and the tag does not tell. */
  readonly envsubst: 'yes' | 'no' | 'sometimes';
  /** The program that its entrypoint is, where that is no shell. */
  readonly entrypoint?: string;
  /** What installs packages in it; absent where there is none, or where its user may not. */
  readonly packageManager?: PackageManager;
}

interface Entry extends Omit<ImageKnowledge, 'name' | 'envsubst'> {
  /** Repositories; a mirror may put more before them. */
  readonly repositories: readonly string[];
  readonly envsubst: ImageKnowledge['envsubst'] | ((tag: string | undefined) => ImageKnowledge['envsubst']);
  /** Of the tags that it is about; any where absent. */
  readonly tags?: RegExp;
}

const ENTRIES: readonly Entry[] = [
  // The Dockerfiles of bitnami/containers: `gettext` came in 2024, between kubectl 1.29.1 and 1.30; user 1001.
  {
    repositories: ['bitnami/kubectl', 'bitnamilegacy/kubectl', 'bitnamisecure/kubectl'],
    envsubst: envsubstInBitnami,
    entrypoint: 'kubectl',
  },
  // Source: lachie83/k8s-kubectl, whose pull request 73 for envsubst was closed.
  {
    repositories: ['lachlanevenson/k8s-kubectl'],
    envsubst: 'no',
    entrypoint: 'kubectl',
    packageManager: 'apk',
  },
  { repositories: ['lachlanevenson/k8s-helm'], envsubst: 'no', entrypoint: 'helm', packageManager: 'apk' },
  // Nothing but the program: no shell either.
  { repositories: ['rancher/kubectl', 'kubernetes/kubectl'], envsubst: 'no', entrypoint: 'kubectl' },
  // Source: alpine-docker/k8s installs gettext for envsubst.
  { repositories: ['alpine/k8s'], envsubst: 'yes', packageManager: 'apk' },
  // Source: dtzar/helm-kubectl installs gettext (not so in its oldest versions).
  { repositories: ['dtzar/helm-kubectl'], envsubst: 'yes', packageManager: 'apk' },
  { repositories: ['amazon/aws-cli'], envsubst: 'no', entrypoint: 'aws', packageManager: 'yum' },
  { repositories: ['hashicorp/terraform'], envsubst: 'no', entrypoint: 'terraform', packageManager: 'apk' },
  { repositories: ['alpine/git'], envsubst: 'no', entrypoint: 'git', packageManager: 'apk' },
  { repositories: ['nginx'], envsubst: 'yes' },
  { repositories: ['alpine'], envsubst: 'no', packageManager: 'apk' },
  { repositories: ['busybox'], envsubst: 'no' },
  { repositories: ['debian', 'ubuntu', 'bitnami/minideb'], envsubst: 'no', packageManager: 'apt-get' },
  // Built on alpine, with Docker's own programs and little else.
  { repositories: ['docker'], tags: /^(?!.*windows)/, envsubst: 'no', packageManager: 'apk' },
  {
    repositories: [
      'node',
      'python',
      'golang',
      'ruby',
      'php',
      'openjdk',
      'maven',
      'gradle',
      'eclipse-temurin',
    ],
    tags: /(?:^|-)alpine/,
    envsubst: 'no',
    packageManager: 'apk',
  },
];

/** An image with kubectl, helm and envsubst, to be named where another one lacks it. */
export const IMAGE_WITH_ENVSUBST = 'alpine/k8s:1.32.8';

/** What installs envsubst, by package manager. */
export const INSTALLING_ENVSUBST: Readonly<Record<PackageManager, string>> = {
  apk: 'apk add --no-cache gettext',
  'apt-get': 'apt-get update && apt-get install -y gettext-base',
  yum: 'yum install -y gettext',
};

/** What is known of an image; undefined for others, and where a variable hides the name. */
export function knowledgeOf(image: ImageReference): ImageKnowledge | undefined {
  const path = repositoryPath(image);
  if (path === undefined) return undefined;
  const tag = image.tag
    ? knownText(image.tag)
    : image.digest || image.mayHaveHiddenTag
      ? undefined
      : 'latest';
  for (const entry of ENTRIES) {
    const name = entry.repositories.find((it) => isRepository(path, it));
    if (name === undefined || (entry.tags && (tag === undefined || !entry.tags.test(tag)))) continue;
    const { envsubst, entrypoint, packageManager } = entry;
    return {
      name,
      envsubst: typeof envsubst === 'function' ? envsubst(tag) : envsubst,
      ...(entrypoint !== undefined && { entrypoint }),
      ...(packageManager && { packageManager }),
    };
  }
  return undefined;
}

/** Whether `.pipewright.yml` says that an image has a tool. */
export function isToolDeclared(
  image: ImageReference,
  tool: string,
  declared: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const text = knownText(image.text);
  if (text === undefined) return false;
  const bare = text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return [...declared].some(
    ([pattern, tools]) =>
      tools.has(tool) &&
      [text, bare].some((name) => fitsPattern(name.replaceAll('/', '\0'), pattern.replaceAll('/', '\0'))),
  );
}

function repositoryPath({ repository, registry, text }: ImageReference): string | undefined {
  const known = knownText(repository);
  if (known !== undefined) return known;
  // `$REGISTRY/bitnami/kubectl:1.28`: what follows the variable's part is enough to tell the image.
  const last = text.at(-1);
  if (registry || text.length !== 2 || last?.kind !== 'text') return undefined;
  const rest = /^\/([^:@]+\/[^:@]+)/.exec(last.text)?.[1];
  return rest;
}

/** Whether a path is a repository, or a mirror of it: `library/docker`, `proxy/bitnami/kubectl`. */
function isRepository(path: string, repository: string): boolean {
  if (path === repository || path === `library/${repository}`) return true;
  // Names of one part are of Docker's official images only where nothing else stands before them.
  return repository.includes('/') ? path.endsWith(`/${repository}`) : path.endsWith(`/library/${repository}`);
}

function envsubstInBitnami(tag: string | undefined): ImageKnowledge['envsubst'] {
  const version = /^v?1\.(\d+)(?:\.(\d+))?/.exec(tag ?? '');
  if (!version) return 'sometimes';
  const minor = Number(version[1]);
  if (minor < 29) return minor < 26 ? 'no' : 'sometimes';
  if (minor > 30) return 'yes';
  return minor === 29 && version[2] !== undefined && Number(version[2]) < 2 ? 'no' : 'sometimes';
}
