/** A job's services: under which names they are reached, and which of them is a Docker daemon. */
import type { Job, Service } from '../gitlab/job.ts';
import { isMap, isSequence, keyOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { imageName, readImageReference, type ImageReference } from './image-reference.ts';
import { knownText, type PartialText } from './partial-text.ts';
import type { PipelineVariables } from './shell-variables.ts';

/** The job's variables, and GitLab's expansion of them in a text. */
export interface ExpandingVariables extends PipelineVariables {
  expand(text: string): PartialText;
}

export interface ServiceFacts {
  readonly service: Service;
  readonly image: ImageReference;
  /** Aliases, and the names that are derived from the image. */
  readonly names: readonly string[];
  /** Whether a variable hides one of the names. */
  readonly hasUnknownName: boolean;
  /** Whether it runs dockerd, by its image's name. */
  readonly isDockerDaemon: boolean;
  /** `DOCKER_TLS_CERTDIR` as the service sees it; undefined where nothing sets it: then it is the image's `/certs`. */
  readonly certificateFolder: PartialText | undefined;
  /** Where its daemon listens; undefined for other services, and where that is not known. */
  readonly listening: DaemonListening | undefined;
  /** What its command says about TLS: `--tls=false` and the like; undefined where it says nothing. */
  readonly commandTls: { readonly isOn: boolean; readonly at: ScalarNode } | undefined;
}

/** The port of a Docker daemon, as the entrypoint of the official image sets it up. */
export interface DaemonListening {
  readonly port: 2375 | 2376;
  readonly usesTls: boolean;
  /** Whether the files say so; else it is the image's default, which settings of the runner or the project can change. */
  readonly isWritten: boolean;
}

/** The services of a job, in their order. */
export function readServices(job: Job, variables: ExpandingVariables): readonly ServiceFacts[] {
  return job.services.map((service) => readService(service, variables));
}

function readService(service: Service, variables: ExpandingVariables): ServiceFacts {
  const image = readImageReference(variables.expand(service.name.value));
  const alias = service.alias && knownText(variables.expand(service.alias.value));
  const derived = derivedNames(image);
  const own = fieldOf(service.variables, 'DOCKER_TLS_CERTDIR');
  const inherited = variables.variable('DOCKER_TLS_CERTDIR')?.value;
  const certificateFolder = own?.kind === 'scalar' ? variables.expand(own.value) : inherited;
  const isDockerDaemon = isDaemonImage(service.name.value);
  return {
    service,
    image,
    names: [...(alias?.split(/[\s,]+/).filter((name) => name !== '') ?? []), ...(derived ?? [])],
    hasUnknownName: derived === undefined || (service.alias !== undefined && alias === undefined),
    isDockerDaemon,
    certificateFolder,
    listening: isDockerDaemon ? listening(service, image, certificateFolder) : undefined,
    commandTls: commandTls(service.command),
  };
}

/**
 * The names that GitLab Runner derives from an image: without tag and digest, `/` turned into `__` and into `-`.
 * Undefined where a variable hides them.
 */
export function derivedNames(image: ImageReference): readonly string[] | undefined {
  const text = knownText(image.text);
  if (text === undefined) return undefined;
  const bare = text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return [...new Set([bare.replaceAll('/', '__'), bare.replaceAll('/', '-')])];
}

/**
 * The entrypoint of `docker:dind` adds its own hosts before the options of the command: 2376 with TLS where
 * `DOCKER_TLS_CERTDIR` names a folder (`/certs` by default since 19.03), else 2375 without. A `--tls=false` behind
 * `--tlsverify` changes nothing of that.
 */
function listening(
  service: Service,
  image: ImageReference,
  certificateFolder: PartialText | undefined,
): DaemonListening | undefined {
  if (service.entrypoint) return undefined;
  const words = wordsOf(service.command);
  if (words[0] && !words[0].startsWith('-')) return undefined;
  if (words.some((word) => /^(?:--host|-H)\b|^--config-file\b/.test(word))) return undefined;
  if (certificateFolder) {
    const folder = knownText(certificateFolder);
    if (folder === undefined) return undefined;
    return { port: folder === '' ? 2375 : 2376, usesTls: folder !== '', isWritten: true };
  }
  const tag = image.tag && knownText(image.tag);
  if (imageName(image) !== 'docker' || tag === undefined) return undefined;
  const version = /^(\d+)(?:\.(\d+))?/.exec(tag);
  const isOld = version && (Number(version[1]) < 19 || (version[1] === '19' && Number(version[2] ?? 3) < 3));
  return { port: isOld ? 2375 : 2376, usesTls: !isOld, isWritten: false };
}

function wordsOf(command: YamlNode | undefined): readonly string[] {
  const items = isSequence(command) ? command.items : command ? [command] : [];
  return items.flatMap((item) => (item.kind === 'scalar' ? item.value.split(/\s+/) : []));
}

/** `docker:dind`, `docker:27.3-dind-rootless`, `registry.example.com/library/docker:dind`, `my/dind`. */
function isDaemonImage(name: string): boolean {
  return /(?:^|[/:_-])dind(?:$|[-:@_.])|(?:^|\/)docker:\S*dind/.test(name);
}

function commandTls(command: YamlNode | undefined): ServiceFacts['commandTls'] {
  const items = isSequence(command) ? command.items : command ? [command] : [];
  let found: ServiceFacts['commandTls'];
  for (const item of items) {
    if (item.kind !== 'scalar') continue;
    const match = /(?:^|\s)--tls(?:verify)?(?:=(\S+))?(?:\s|$)/.exec(item.value);
    if (match) found = { isOn: !/^(?:false|0|f)$/i.test(match[1] ?? 'true'), at: item };
  }
  return found;
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
