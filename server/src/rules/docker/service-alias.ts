/** docker/service-alias: the host of the Docker daemon is no name of any service of the job. */
import { columnOf } from '../../yaml/insert.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap, type ScalarNode } from '../../yaml/node.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { lineEndOf } from '../../text/line-style.ts';
import { span } from '../../text/span.ts';
import { dockerHosts, isLoopback, type DockerHost } from '../../delivery/docker-host.ts';
import { imageName } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import type { ServiceFacts } from '../../delivery/job-services.ts';
import { eachJob } from '../each-job.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/service-alias',
  severity: 'error',
  summary: 'The host of the Docker daemon is no name of any service of the job.',
  scope: 'project',
  check: eachJob((job, report, variables) => {
    const daemons = job.services.filter((service) => service.isDockerDaemon);
    if (daemons.length === 0 || job.services.some((service) => service.hasUnknownName)) return;
    if (namesHostsItself(job)) return;
    for (const host of dockerHosts(job, variables)) {
      const found = unreachable(job, daemons[0]!, host);
      if (found) report(found);
    }
  }),
});

function unreachable(job: JobDelivery, daemon: ServiceFacts, host: DockerHost): Report | undefined {
  const wanted = wantedHost(job, host);
  if (wanted === undefined || job.services.some((service) => service.names.includes(wanted.name)))
    return undefined;
  const { name: image, alias } = daemon.service;
  const names = daemon.names.map((name) => `\`${name}\``).join(' and ');
  const source = wanted.isDefault
    ? `Docker's client speaks to \`${wanted.name}\` where \`DOCKER_HOST\` is not set`
    : `\`DOCKER_HOST\` leads to \`${wanted.name}\``;
  return {
    at: alias ?? image,
    ...(wanted.isDefault && { severity: 'warning' as const }),
    message: `${wanted.isDefault ? 'Unless the runner mounts a socket, docker' : 'Docker'} will not find the host \`${wanted.name}\`: ${source}, and this service is reached as ${names} only. Give it \`alias: ${wanted.name}\`.`,
    ...(host.written && { related: [{ at: host.written, message: 'The host is named here' }] }),
    fixes: [aliasFix(daemon, wanted.name)],
  };
}

function wantedHost(
  job: JobDelivery,
  { use, address }: DockerHost,
): { readonly name: string; readonly isDefault: boolean } | undefined {
  if (!address.text) {
    // The entrypoint of docker's own image takes `docker` for the host, unless it finds a socket.
    return use && job.image && imageName(job.image) === 'docker'
      ? { name: 'docker', isDefault: true }
      : undefined;
  }
  const { host, scheme } = address;
  // A host of several parts, or a number, lies outside of the job.
  if (scheme !== 'tcp' || host === undefined || /[.:[]/.test(host) || isLoopback(host)) return undefined;
  return { name: host, isDefault: false };
}

/** A script that writes into the table of hosts makes names of its own. */
function namesHostsItself(job: JobDelivery): boolean {
  return job.of('write').some((write) => write.file.path === '/etc/hosts');
}

function aliasFix(daemon: ServiceFacts, name: string): Fix {
  const { alias, node } = daemon.service;
  const title = `Give the service \`alias: ${name}\``;
  if (alias) return replaceFix(title, alias, name);
  return {
    title,
    isPreferred: true,
    edits: () => {
      if (isMap(node)) {
        const edit = insertValue(node, ['alias'], name, ['name']);
        return edit && { edits: [edit] };
      }
      return node.kind === 'scalar' ? { edits: longForm(node, name) } : undefined;
    },
  };
}

/** `- docker:dind` becomes `- name: docker:dind` with an alias below. */
function longForm(node: ScalarNode, alias: string): SpanEdit[] {
  const { segment, start, end } = node;
  const insert = (at: number, newText: string): SpanEdit => ({ at: span(segment, at, at), newText });
  const isBlockItem = /^[ \t]*-[ \t]+$/.test(segment.text.slice(start - columnOf(node).length, start));
  return isBlockItem
    ? [insert(start, 'name: '), insert(end, `${lineEndOf(segment.text)}${columnOf(node)}alias: ${alias}`)]
    : [insert(start, '{ name: '), insert(end, `, alias: ${alias} }`)];
}
