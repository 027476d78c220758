/** deploy/before-build: a deployment that can start before its image is pushed. */
import { titleOf } from '../../kubernetes/resource.ts';
import { pushesOf } from '../../delivery/deployed-image.ts';
import { hasUnknown } from '../../delivery/partial-text.ts';
import { waitsFor } from '../../delivery/job-order.ts';
import type { Job } from '../../gitlab/job.ts';
import { isManual } from '../../gitlab/job-start.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedImagesOf } from '../../project/deployed-manifests.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap } from '../../yaml/node.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/before-build',
  severity: 'error',
  summary: 'A deployment that can start before the job that pushes its image.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    if (delivery.pushes.length === 0) return;
    for (const { image, use, resource } of deployedImagesOf(snapshot)) {
      if (!use?.isCertain) continue;
      const { job } = use.job;
      const pipeline = delivery.pipelineOf(job);
      const pushes = pushesOf(delivery, image);
      if (!pipeline || pushes.length === 0) continue;
      const builders = [...new Set(pushes.map((push) => push.job.job))];
      // A push that may be of this image, or is of another pipeline, may be the one that is meant.
      const isClear = pushes.every(({ isCertain }) => isCertain);
      const isHere = builders.every((builder) => pipeline.jobs.get(builder.name) === builder);
      if (!isClear || !isHere || builders.some((builder) => waitsFor(job, builder, pipeline) !== false))
        continue;
      if (builders.includes(job)) continue;
      const names = builders.map((builder) => `\`${builder.name}\``).join(' or ');
      const isFixedTag = !hasUnknown(image.tag ?? []);
      report({
        at: job.key,
        ...(isManual(job) && { severity: 'warning' }),
        message: `\`${job.name}\` does not wait for ${names}, which pushes the image of ${titleOf(resource)}: ${isFixedTag ? 'it deploys the image of an earlier pipeline' : 'the pods end in ErrImagePull'} when it is the first to run. Let it need that job.`,
        fixes: builders.length === 1 ? needFix(job, builders[0]!, pipeline) : [],
      });
    }
  },
});

function needFix(job: Job, builder: Job, pipeline: Pipeline): readonly Fix[] {
  const order = ['.pre', ...pipeline.stages.map((stage) => stage.name), '.post'];
  // A job cannot need one of a later stage.
  if (order.indexOf(builder.stage) > order.indexOf(job.stage)) return [];
  return [
    {
      title: `Need ${builder.name}`,
      isPreferred: true,
      edits: () => {
        const map = job.entry.value;
        const edit: SpanEdit | undefined = isMap(map)
          ? insertValue(map, ['needs'], [nameAsYaml(builder.name)], ['stage', 'extends', 'image'])
          : undefined;
        return edit && { edits: [edit] };
      },
    },
  ];
}

function nameAsYaml(name: string): string {
  return /^[\w.-]+(?: [\w.-]+)*$/.test(name) ? name : `"${name.replaceAll('"', '\\"')}"`;
}
