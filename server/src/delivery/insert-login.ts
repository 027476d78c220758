/** A login to the registry that a job pushes to, put before the push. */
import { insertCommands } from '../gitlab/insert-command.ts';
import type { SpanEdit } from '../text/edit.ts';
import type { PushedImage } from './pushed-images.ts';
import type { Delivery } from './delivery.ts';
import { isDockerHub } from './image-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import type { PartialText } from './partial-text.ts';
import { credentialsFor, type Credentials } from './registry-credentials.ts';
import { isGitLabRegistry, registryWord } from './registry-login.ts';

export interface WrittenLogin {
  /** Shell text. */
  readonly commands: readonly string[];
  /** For people: where the user and the password come from. */
  readonly credentials: string;
  /** Whether the job has them: those of GitLab's own registry, or those that other jobs use. */
  readonly isCertain: boolean;
}

/** The login that a push needs; undefined where something else than a variable hides the registry. */
export function loginFor(
  delivery: Delivery,
  push: PushedImage,
  registry: PartialText,
): WrittenLogin | undefined {
  const word = registryWord(registry);
  if (word === undefined) return undefined;
  const { user, password, ...told } = credentialsOf(delivery, registry);
  const tool = 'tool' in push.call ? push.call.tool : 'docker';
  if (tool === 'kaniko') {
    const file = isDockerHub(registry) ? 'https://index.docker.io/v1/' : word;
    const content = `'{"auths":{"%s":{"username":"%s","password":"%s"}}}' "${file}" ${user} ${password}`;
    const commands = ['mkdir -p /kaniko/.docker', `printf ${content} > /kaniko/.docker/config.json`];
    return { commands, ...told };
  }
  const host = isDockerHub(registry) ? '' : ` ${/[$]/.test(word) ? `"${word}"` : word}`;
  const login = `echo ${password} | ${loginProgram(tool)} -u ${user} --password-stdin${host}`;
  return { commands: [login], ...told };
}

function credentialsOf(
  delivery: Delivery,
  registry: PartialText,
): Credentials & Omit<WrittenLogin, 'commands'> {
  if (isGitLabRegistry(registry))
    return {
      ...{ user: '"$CI_REGISTRY_USER"', password: '"$CI_REGISTRY_PASSWORD"' },
      ...{ credentials: 'GitLab’s own variables', isCertain: true },
    };
  const used = credentialsFor(delivery, registry);
  return used
    ? { ...used, credentials: 'the variables that other jobs use', isCertain: true }
    : {
        ...{ user: '"$REGISTRY_USER"', password: '"$REGISTRY_PASSWORD"' },
        ...{ credentials: 'variables REGISTRY_USER and REGISTRY_PASSWORD', isCertain: false },
      };
}

/** Logs in before the push; undefined where the script leaves no place for it. */
export function insertLogin(
  job: JobDelivery,
  { call }: PushedImage,
  { commands }: WrittenLogin,
): readonly SpanEdit[] | undefined {
  return insertCommands(job.job, call.through[0] ?? call.at, commands, 'before');
}

function loginProgram(tool: string): string {
  if (tool === 'crane') return 'crane auth login';
  return ['podman', 'buildah', 'skopeo', 'nerdctl'].includes(tool) ? `${tool} login` : 'docker login';
}
