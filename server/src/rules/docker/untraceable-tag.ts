/** docker/untraceable-tag: what is deployed has a tag that the next pipeline gives again. */
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import type { Delivery, ManifestUse } from '../../delivery/delivery.ts';
import type { ImageArgument } from '../../delivery/image-facts.ts';
import { isSameImage } from '../../delivery/image-reference.ts';
import { isBranchTag, isLatest, mayChange, writtenTag, type WrittenTag } from '../../delivery/image-tag.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import type { PushedImage } from '../../delivery/pushed-images.ts';
import { placeholderOutcome } from '../../delivery/placeholder-value.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { foundIn } from '../../project/kept-results.ts';
import { usualSimulations } from '../../project/simulation.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

/** It simulates pipelines, with RE2. */
export const isLoadedLate = true;

export const rule = defineRule({
  id: 'docker/untraceable-tag',
  severity: 'warning',
  summary: 'What is deployed has a tag that the next pipeline gives again, to another image.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const { deployed, use } of foundIn(snapshot, deployedManifestsOf(snapshot), candidatesIn)) {
      const push = pushOf(snapshot, delivery, deployed);
      if (!push) continue;
      const name = displayText(deployed.image.text);
      const tag = deployed.image.tag ? '' : ', the tag of which is `latest`,';
      const place = placeOf(delivery, deployed);
      const isStuck = staysAsItIs(snapshot, deployed, use);
      report({
        at: place?.at ?? deployed.written.node,
        ...(!isStuck && { severity: 'info' }),
        message: isStuck
          ? `Every pipeline deploys \`${name}\`${tag} anew, so that from the second time on \`kubectl apply\` finds nothing changed and the Pods keep the image that they have; nor can anybody tell from which commit that is. Give each build a tag of its own.`
          : `Every pipeline pushes and deploys \`${name}\`${tag} anew: nobody can tell which commit runs, and the image before it cannot be had back. Give each build a tag of its own.`,
        related: [{ at: push.argument.at, message: 'Pushed here by every pipeline' }],
        fixes: place ? ownTag(delivery, deployed, place) : [],
      });
    }
  },
});

interface Candidate {
  readonly deployed: DeployedImage;
  readonly use: ManifestUse;
}

/** The images of a manifest that is applied as it is written whose tags the next pipeline may give again. */
function candidatesIn({ isKustomized, images }: DeployedManifest): readonly Candidate[] {
  if (isKustomized) return [];
  return images.flatMap((deployed) => {
    const { image, use } = deployed;
    return use && isApplied(use) && (isLatest(image) || isBranchTag(image)) ? [{ deployed, use }] : [];
  });
}

function isApplied({ call, isCertain, editedBy }: ManifestUse): boolean {
  return (
    isCertain &&
    editedBy.length === 0 &&
    !call.isDryRun &&
    call.section !== 'after_script' &&
    ['apply', 'create', 'replace'].includes(call.verb)
  );
}

/** The push that gives the deployed image its tag, in this pipeline and in the next one. */
function pushOf(
  snapshot: Snapshot,
  delivery: Delivery,
  { image, use }: DeployedImage,
): PushedImage | undefined {
  const isBranch = isBranchTag(image);
  return delivery.pushes.find(
    ({ argument, job }) =>
      isSameImage(argument.image, image) === true &&
      (!isBranch || runForBranches(snapshot, delivery, [job, use!.job])),
  );
}

/** Whether there is a branch whose pipelines have all of these jobs; for a tag of git a ref's name means one commit. */
function runForBranches(snapshot: Snapshot, delivery: Delivery, jobs: readonly JobDelivery[]): boolean {
  const [pipeline, ...others] = new Set(jobs.map(({ job }) => delivery.pipelineOf(job)));
  if (!pipeline || others.length > 0) return false;
  return usualSimulations(snapshot, pipeline).some(
    ({ event, isCreated, jobs: simulated }) =>
      event.kind === 'push' &&
      isCreated === true &&
      jobs.every(({ job }) => simulated.some((it) => it.job.name === job.name && it.isIn === true)),
  );
}

const ROLLED_OUT: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
const RESTARTING: ReadonlySet<string> = new Set(['rollout', 'delete', 'set', 'patch', 'scale', 'annotate']);

/** Whether the next deployment surely changes nothing of the workload: no other text, no restart by hand. */
function staysAsItIs(snapshot: Snapshot, { resource, manifest }: DeployedImage, use: ManifestUse): boolean {
  if (!ROLLED_OUT.has(resource.kind) || use.call.verb !== 'apply') return false;
  const call = use.renderings.at(-1);
  const changes = manifest.placeholders.some(({ name }) => {
    const outcome = call && placeholderOutcome(call, name);
    return outcome?.kind === 'set' && mayChange(outcome.variable.value);
  });
  return !changes && !deliveryOf(snapshot).jobs.some(mayRestart);
}

/** A look at the rollout changes nothing; a program that is not known may. */
function mayRestart(job: JobDelivery): boolean {
  return (
    job.of('kubectl').some(({ verb, operands }) => {
      const [next] = operands;
      return RESTARTING.has(verb) && !(verb === 'rollout' && next && displayText(next) === 'status');
    }) ||
    job.of('other-deployment').length > 0 ||
    (job.of('kubectl').length > 0 && job.hasUnknownBefore(Infinity))
  );
}

/** Where a variable of the pipeline writes the tag. */
function placeOf(delivery: Delivery, { written, use }: DeployedImage): WrittenTag | undefined {
  const last = written.pieces.at(-1);
  const variables = delivery.variables(use!.job.job);
  if (last?.kind !== 'placeholder' || !variables || use!.renderings.length === 0) return undefined;
  const before = written.pieces.at(-2);
  const isTag = before?.kind === 'text' && before.text.endsWith(':');
  if (!isTag && written.pieces.length > 1) return undefined;
  return writtenTag(variables, last.name, isTag);
}

/** Only where all that builds, pushes and deploys the image takes its tag from there. */
function ownTag(delivery: Delivery, deployed: DeployedImage, place: WrittenTag): Fix[] {
  const pipeline = delivery.pipelineOf(deployed.use!.job.job);
  const named = delivery.jobs.flatMap((job) =>
    job.imageArguments
      .filter(({ image }) => isSameImage(image, deployed.image) === true)
      .map((argument) => ({ argument, job })),
  );
  const follows = named.every(
    ({ argument, job }) =>
      delivery.pipelineOf(job.job) === pipeline && takesFrom(delivery, job, argument, place),
  );
  if (!follows) return [];
  const line = textOf({ ...place.at, start: place.at.segment.text.lastIndexOf('\n', place.at.start) + 1 });
  const tag = /[{[]/.test(line.replace(/\$\{\w+\}/g, ''))
    ? '$CI_COMMIT_SHORT_SHA-$CI_PIPELINE_ID'
    : '${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}';
  return [
    {
      title: 'Tag it with the commit and the pipeline',
      isPreferred: !named.some(({ job }) => readsEarlierOnes(job)),
      edits: () => ({ edits: [place.replace(tag)] }),
    },
  ];
}

/** Whether a word names its image by a variable that leads to the written tag. */
function takesFrom(
  delivery: Delivery,
  { job }: JobDelivery,
  { at }: ImageArgument,
  { pair }: WrittenTag,
): boolean {
  const variables = delivery.variables(job);
  const names = [...textOf(at).matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map((found) => found[1] ?? found[2]!);
  return names.some(
    (name) =>
      variables !== undefined &&
      [true, false].some((isTag) => writtenTag(variables, name, isTag)?.pair === pair),
  );
}

/** Whether the job may read the image that an earlier pipeline pushed by the same tag, as a cache for instance. */
function readsEarlierOnes(job: JobDelivery): boolean {
  return job
    .of('daemon-use')
    .some(
      ({ subcommand, words }) =>
        ['pull', 'run', 'compose'].includes(subcommand) ||
        words.some((word) => displayText(word).startsWith('--cache-from')),
    );
}
