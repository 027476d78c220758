/** docker/login-registry: the job logs in to another registry than the one that it pushes to. */
import type { LoginCall } from '../../delivery/image-facts.ts';
import { isDockerHub } from '../../delivery/image-reference.ts';
import { displayText, type PartialText } from '../../delivery/partial-text.ts';
import { pushesWithoutLogin, registryWord } from '../../delivery/registry-login.ts';
import { span, textOf } from '../../text/span.ts';
import { eachJob } from '../each-job.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/login-registry',
  severity: 'warning',
  summary: 'The job logs in to another registry than the one that it pushes to.',
  scope: 'project',
  check: eachJob((job, report, variables) => {
    for (const { push, registry, others, later } of pushesWithoutLogin(job, variables)) {
      if (others.length === 0 || later) continue;
      const login = others.at(-1)!;
      report({
        at: login.registryAt ?? login.at,
        message: `This logs in to ${named(login.registry!)}, but \`${displayText(push.argument.image.text)}\` is pushed to ${named(registry)}, which refuses it. Log in to ${named(registry)}.`,
        related: [{ at: push.call.at, message: 'The push' }],
        fixes: others.length === 1 ? changeRegistry(login, registry) : [],
      });
    }
  }),
});

function named(registry: PartialText): string {
  return isDockerHub(registry) ? 'Docker Hub' : `\`${displayText(registry)}\``;
}

function changeRegistry(login: LoginCall, registry: PartialText): Fix[] {
  const word = registryWord(registry);
  if (word === undefined || (isDockerHub(registry) && !login.registryAt)) return [];
  const host = isDockerHub(registry) ? 'docker.io' : word;
  const { registryAt, at } = login;
  const title = `Log in to ${host}`;
  if (!registryAt) {
    // Behind the last word; what is redirected may stand behind it.
    const end = at.start + textOf(at).trimEnd().length;
    return login.tool === 'config.json'
      ? []
      : [
          {
            title,
            isPreferred: true,
            edits: () => ({ edits: [{ at: span(at.segment, end, end), newText: ` ${host}` }] }),
          },
        ];
  }
  const [, open = '', close = ''] = /^(["']?)[^]*?(["']?)$/.exec(textOf(registryAt)) ?? [];
  const newText = open === close ? open + host + close : host;
  return [{ title, isPreferred: true, edits: () => ({ edits: [{ at: registryAt, newText }] }) }];
}
