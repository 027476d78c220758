/** A login to the registry that a job pushes to, put before the push. */
import { insertCommands } from '../gitlab/insert-command.ts';
import type { SpanEdit } from '../text/edit.ts';
import type { PushedImage } from './pushed-images.ts';
import { isDockerHub } from './image-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import type { PartialText } from './partial-text.ts';
import { isGitLabRegistry, registryWord } from './registry-login.ts';

export interface WrittenLogin {
  /** Shell text. */
  readonly commands: readonly string[];
  /** To the registry of GitLab itself, which every job has the variables for. */
  readonly isGitLab: boolean;
}

/** The login that a push needs; undefined where something else than a variable hides the registry. */
export function loginFor(push: PushedImage, registry: PartialText): WrittenLogin | undefined {
  const word = registryWord(registry);
  if (word === undefined) return undefined;
  const isGitLab = isGitLabRegistry(registry);
  const [user, password] = isGitLab
    ? ['$CI_REGISTRY_USER', '$CI_REGISTRY_PASSWORD']
    : ['$REGISTRY_USER', '$REGISTRY_PASSWORD'];
  const tool = 'tool' in push.call ? push.call.tool : 'docker';
  if (tool === 'kaniko') {
    const file = isDockerHub(registry) ? 'https://index.docker.io/v1/' : word;
    const content = `'{"auths":{"%s":{"username":"%s","password":"%s"}}}' "${file}" "${user}" "${password}"`;
    return {
      commands: ['mkdir -p /kaniko/.docker', `printf ${content} > /kaniko/.docker/config.json`],
      isGitLab,
    };
  }
  const host = isDockerHub(registry) ? '' : ` ${/[$]/.test(word) ? `"${word}"` : word}`;
  const login = `echo "${password}" | ${loginProgram(tool)} -u "${user}" --password-stdin${host}`;
  return { commands: [login], isGitLab };
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
