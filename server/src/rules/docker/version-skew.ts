/** docker/version-skew: the client of the job and the daemon of its service are of different major versions. */
import { imageName, type ImageReference } from '../../delivery/image-reference.ts';
import { knownText } from '../../delivery/partial-text.ts';
import { partOf } from '../../delivery/docker-host.ts';
import type { ScalarNode } from '../../yaml/node.ts';
import { eachJob } from '../each-job.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/version-skew',
  severity: 'info',
  summary: 'Docker’s client in the job and the daemon in its service are of different major versions.',
  scope: 'project',
  check: eachJob(({ job, image, services }, report) => {
    const client = image && versionOf(image);
    if (client === undefined || !job.image) return;
    for (const { image: daemonImage, isDockerDaemon, service } of services) {
      const daemon = isDockerDaemon ? versionOf(daemonImage) : undefined;
      if (daemon === undefined || majorOf(daemon) === majorOf(client)) continue;
      report({
        at: job.image.name,
        message: `Docker's client ${client} speaks to the daemon ${daemon}: each major version of Docker drops support for older ones, so that one day they no longer understand each other. Use the same major version.`,
        related: [{ at: service.name, message: 'The daemon' }],
        fixes: [
          ...changeVersion(job.image.name, client, daemon),
          ...changeVersion(service.name, daemon, client),
        ],
      });
    }
  }),
});

/** The version in the tag of an image `docker`. */
function versionOf(image: ImageReference): string | undefined {
  const tag = image.tag && knownText(image.tag);
  return imageName(image) === 'docker' ? /^\d+(?:\.\d+)*/.exec(tag ?? '')?.[0] : undefined;
}

function majorOf(version: string): string {
  return version.split('.')[0]!;
}

/** Either may be the one to change: none of them is preferred. */
function changeVersion(node: ScalarNode, from: string, to: string): Fix[] {
  const at = partOf(node, `:${from}`);
  if (!at) return [];
  const title = `Change ${node.value} to version ${to}`;
  return [{ title, edits: () => ({ edits: [{ at, newText: `:${to}` }] }) }];
}
