/** docker/login-before-push: an image is pushed to a registry that the job has not logged in to. */
import { isDockerHub } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import {
  isGitLabRegistry,
  pushesWithoutLogin,
  registryWord,
  type PushWithoutLogin,
} from '../../delivery/registry-login.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/login-before-push',
  severity: 'warning',
  summary: 'An image is pushed to a registry that the job has not logged in to.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const job of delivery.jobs) {
      for (const found of pushesWithoutLogin(job, delivery.variables(job.job))) {
        // docker/login-registry tells of a login to another registry.
        if (found.others.length > 0 && !found.later) continue;
        const { push, registry, later } = found;
        const name = isDockerHub(registry) ? 'Docker Hub' : `\`${displayText(registry)}\``;
        report({
          at: push.call.at,
          message: later
            ? `\`${job.job.name}\` logs in to ${name} only after this push, which the registry refuses. Log in before it.`
            : `The push to ${name} is refused: \`${job.job.name}\` never logs in there. Log in before it.`,
          ...(later && { related: [{ at: later.at, message: 'The login' }] }),
          fixes: later ? [] : insertLogin(job, found),
        });
      }
    }
  },
});

function insertLogin(job: JobDelivery, { push, registry }: PushWithoutLogin): Fix[] {
  const word = registryWord(registry);
  if (word === undefined) return [];
  const isGitLab = isGitLabRegistry(registry);
  const [user, password] = isGitLab
    ? ['$CI_REGISTRY_USER', '$CI_REGISTRY_PASSWORD']
    : ['$REGISTRY_USER', '$REGISTRY_PASSWORD'];
  const host = isDockerHub(registry) ? '' : ` ${/[$]/.test(word) ? `"${word}"` : word}`;
  const tool = 'tool' in push.call ? push.call.tool : 'docker';
  const login = `echo "${password}" | ${loginProgram(tool)} -u "${user}" --password-stdin${host}`;
  const file = isDockerHub(registry) ? 'https://index.docker.io/v1/' : word;
  const kaniko = `mkdir -p /kaniko/.docker
printf '{"auths":{"%s":{"username":"%s","password":"%s"}}}' "${file}" "${user}" "${password}" > /kaniko/.docker/config.json`;
  return [
    {
      title: isGitLab
        ? 'Log in to GitLab’s registry before it'
        : 'Log in before it, with variables REGISTRY_USER and REGISTRY_PASSWORD',
      isPreferred: isGitLab,
      edits: () => {
        const commands = tool === 'kaniko' ? kaniko.split('\n') : [login];
        const at = push.call.through[0] ?? push.call.at;
        const edits = insertCommands(job.job, at, commands, 'before');
        return edits && { edits };
      },
    },
  ];
}

function loginProgram(tool: string): string {
  if (tool === 'crane') return 'crane auth login';
  return ['podman', 'buildah', 'skopeo', 'nerdctl'].includes(tool) ? `${tool} login` : 'docker login';
}
