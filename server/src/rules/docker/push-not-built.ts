/** docker/push-not-built: an image is pushed under a name that the job has given to none. */
import type { PushCall } from '../../delivery/image-facts.ts';
import { isSameImage, readImageReference, type ImageReference } from '../../delivery/image-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText, knownText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/push-not-built',
  severity: 'warning',
  summary: 'An image is pushed under a name that the job has neither built nor tagged.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('push')) {
      if (!startsEmpty(job)) continue;
      for (const push of job.of('push')) {
        const names = namesBefore(job, push);
        if (!names || names.some(({ image }) => isSameImage(image, push.image.image) !== false)) continue;
        const known = [...new Set(names.map(({ image }) => `\`${shown(image)}\``))].join(', ');
        report({
          at: push.image.at,
          message: `There is no image \`${shown(push.image.image)}\` to push: \`${job.job.name}\` builds and tags ${known} only. Push that, or tag it first.`,
          related: names.slice(0, 1).map(({ at }) => ({ at, message: 'Named here' })),
        });
      }
    }
  },
});

/** A daemon beside the job holds no image when the job starts; that of a host may hold those of other jobs. */
function startsEmpty(job: JobDelivery): boolean {
  return job.services.some((service) => service.isDockerDaemon);
}

/** The names that images have when something is pushed; undefined where others may have come about. */
function namesBefore(
  job: JobDelivery,
  push: PushCall,
): readonly { readonly image: ImageReference; readonly at: PushCall['at'] }[] | undefined {
  if (push.tool !== 'docker' || push.isAllTags || job.hasUnknownBefore(push.order)) return undefined;
  // Until Docker 20.10 a push without a tag pushed all of them.
  if (!push.image.image.tag && isOld(job)) return undefined;
  const names: { image: ImageReference; at: PushCall['at'] }[] = [];
  let isBuilt = false;
  for (const fact of job.facts) {
    if (fact.order >= push.order) break;
    if (fact.kind === 'build') {
      if (fact.tags.length === 0 && fact.tool === 'compose') return undefined;
      if (fact.tool === 'docker' || fact.tool === 'buildx') isBuilt ||= fact.tags.length > 0;
      names.push(...fact.tags);
    } else if (fact.kind === 'tag') names.push(fact.target);
    else if (fact.kind === 'daemon-use') {
      if (['load', 'import', 'commit', 'bake', 'compose', 'run', 'exec'].includes(fact.subcommand))
        return undefined;
      if (fact.subcommand === 'pull')
        names.push(...fact.words.map((word) => ({ image: readImageReference(word), at: fact.at })));
    }
  }
  return isBuilt ? names : undefined;
}

function isOld(job: JobDelivery): boolean {
  const version = /^(\d+)(?:\.(\d+))?/.exec((job.image?.tag && knownText(job.image.tag)) ?? '');
  return version !== null && Number(version[1]) * 100 + Number(version[2] ?? 99) < 2010;
}

function shown(image: ImageReference): string {
  const text = displayText(image.text);
  return image.tag || image.digest || image.mayHaveHiddenTag ? text : `${text}:latest`;
}
