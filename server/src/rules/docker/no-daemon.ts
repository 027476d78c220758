/** docker/no-daemon: a job in Docker's own image that needs a daemon which nothing starts. */
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap } from '../../yaml/node.ts';
import type { SpanEdit } from '../../text/edit.ts';
import type { DaemonUse } from '../../delivery/facts.ts';
import { daemonUses } from '../../delivery/daemon-uses.ts';
import { imageName } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { knownText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/no-daemon',
  severity: 'warning',
  summary: 'A job in Docker’s own image needs a daemon, and nothing in the files starts one.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const job of delivery.jobsWith('daemon-use')) {
      const use = useWithoutDaemon(job);
      if (!use) continue;
      // Jobs of the same runner that bring their daemon along show that the runner has none.
      const isForgotten = runnersWithDaemon(snapshot).has(runnerOf(job));
      report({
        at: use.at,
        ...(!isForgotten && { severity: 'info' }),
        message: `\`docker ${use.subcommand}\` needs a Docker daemon, and \`${job.job.name}\` has neither a service that is one nor \`DOCKER_HOST\`: it fails with "Cannot connect to the Docker daemon" unless the runner mounts its own socket. ${isForgotten ? 'Other jobs on the same runner use the service' : 'Otherwise add the service'} \`${daemonImage(job)}\`.`,
        fixes: [addService(job)],
      });
    }
  },
});

/** The runners of jobs that bring a daemon along. */
function runnersWithDaemon(snapshot: Snapshot): ReadonlySet<string> {
  return snapshot.derive(
    runnersWithDaemon,
    (it) =>
      new Set(
        deliveryOf(it)
          .jobs.filter((job) => job.services.some((service) => service.isDockerDaemon))
          .map((job) => runnerOf(job)),
      ),
  );
}

/** The first command of a job in an image `docker` that speaks to the daemon that the image expects. */
function useWithoutDaemon(job: JobDelivery): DaemonUse | undefined {
  if (!job.image || imageName(job.image) !== 'docker') return undefined;
  const tag = job.image.tag && knownText(job.image.tag);
  if (tag?.includes('dind')) return undefined;
  if (job.services.some((it) => it.isDockerDaemon || it.hasUnknownName || it.names.includes('docker')))
    return undefined;
  if (/docker\.sock|\bdocker context\b/.test(job.job.sections.main.text) || mayStartDaemon(job))
    return undefined;
  const use = daemonUses(job).find((it) => !it.isGuarded);
  if (!use || use.host || use.environment.variable('DOCKER_HOST') || use.environment.hasUnknownAdditions)
    return undefined;
  return use;
}

/** Whether the job starts a daemon, or may do so by a program that only a variable names. */
function mayStartDaemon(job: JobDelivery): boolean {
  return (
    job.of('daemon-start').length > 0 || job.of('unknown-command').some(({ name }) => name === undefined)
  );
}

/** What decides which runner takes a job. */
function runnerOf(job: JobDelivery): string {
  const tags = job.job.value('tags');
  if (!tags) return '';
  return tags.kind === 'sequence'
    ? tags.items.map((item) => (item.kind === 'scalar' ? item.value : '?')).join(' ')
    : 'other';
}

/** The daemon's image of the version that the job's has. */
function daemonImage(job: JobDelivery): string {
  const written = job.job.image!.name.value;
  const [, name = written, tag = ''] = /^(.*?)(?::([^:/]*))?$/.exec(written) ?? [];
  const version = /^\d[\d.]*|^\$\{?\w+\}?/.exec(tag)?.[0];
  return `${name}:${version ? `${version}-` : ''}dind`;
}

function addService(job: JobDelivery): Fix {
  const image = daemonImage(job);
  return {
    title: `Add the service \`${image}\``,
    edits: () => {
      const map = job.job.entry.value;
      if (!isMap(map) || job.job.keyword('services')) return undefined;
      const near = ['image', 'stage', 'extends'];
      const service = { name: image, alias: 'docker' };
      const settings: readonly (readonly [string, string])[] = [
        ['DOCKER_HOST', 'tcp://docker:2375'],
        ['DOCKER_TLS_CERTDIR', '""'],
      ];
      const services = insertValue(map, ['services'], [service], near);
      if (!services) return undefined;
      const hasVariables = map.pairs.some(
        (pair) => pair.key.kind === 'scalar' && pair.key.value === 'variables',
      );
      if (!hasVariables) {
        const variables = insertValue(map, ['variables'], Object.fromEntries(settings), near);
        return variables && joinedEdits(services, variables);
      }
      const own = settings.map(([name, value]) => insertValue(map, ['variables', name], value));
      return own.some((edit) => !edit) ? undefined : { edits: [services, ...(own as SpanEdit[])] };
    },
  };
}

/** Two insertions at one place become one, the first one first. */
function joinedEdits(first: SpanEdit, second: SpanEdit): { readonly edits: readonly SpanEdit[] } {
  if (first.at.segment !== second.at.segment || first.at.start !== second.at.start)
    return { edits: [first, second] };
  return { edits: [{ at: first.at, newText: first.newText + second.newText }] };
}
