/** Turns what is fixed in a manifest's image into a placeholder, and defines it in the pipeline that deploys it. */
import type { Delivery, ManifestUse } from '../../delivery/delivery.ts';
import { pushedImages } from '../../delivery/pushed-images.ts';
import { imageName, readImageReference } from '../../delivery/image-reference.ts';
import { knowledgeOf } from '../../delivery/image-tools.ts';
import { insertInList, insertRendering } from '../../delivery/insert-rendering.ts';
import { waitsFor } from '../../delivery/job-order.ts';
import { known } from '../../delivery/partial-text.ts';
import { insertGlobalVariable } from '../../gitlab/insert-variable.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { fixedText } from '../../kubernetes/template-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { textOf, type Span } from '../../text/span.ts';
import { slot } from '../tab-stops.ts';
import type { Action, ActionPlace, OfferedAction } from './action.ts';

export const imageToPlaceholder: Action = {
  scope: 'place',
  offer(place) {
    const { container, deployed } = place.resource ?? {};
    const image = container?.image;
    const text = fixedText(image);
    if (!image || !deployed || text === undefined || text.includes('$') || !place.isInLinesOf(image.node))
      return [];
    const written = textOf(image.node);
    const offset = written.indexOf(text);
    // In quotes or without; not folded, not escaped.
    if (offset < 0 || offset > 1 || deployed.isKustomized) return [];
    const delivery = deliveryOf(place.snapshot);
    const pipelines = new Set(deployed.uses.map(({ job }) => delivery.pipelineOf(job.job)));
    const [pipeline] = pipelines;
    if (!pipeline || pipelines.size > 1) return [];
    const part = (start: number, end: number): Span => ({
      segment: image.node.segment,
      start: image.node.start + offset + start,
      end: image.node.start + offset + end,
    });
    const tag = /:([\w][\w.-]*)$/.exec(text);
    return [
      ...pushedVariables(delivery, pipeline, deployed.uses, text).flatMap((name) =>
        place.action(
          `Deploy the image that the pipeline pushes: \${${name}}`,
          [
            { at: part(0, text.length), newText: `\${${name}}` },
            ...(rendering(deployed.uses, name) ?? [undefined]),
          ],
          { kind: 'refactor.extract' },
        ),
      ),
      ...(tag ? tagVariable(place, pipeline, deployed.uses, part(tag.index + 1, text.length), tag[1]!) : []),
    ];
  },
};

/** The tag as a variable of the pipeline, which holds what was written. */
function tagVariable(
  place: ActionPlace,
  pipeline: Pipeline,
  uses: readonly ManifestUse[],
  at: Span,
  tag: string,
): readonly OfferedAction[] {
  const file = pipeline.files.find(({ path }) => path === pipeline.path);
  let name = 'IMAGE_TAG';
  for (let count = 2; pipeline.variables.has(name); count++) name = `IMAGE_TAG_${count}`;
  const edits = rendering(uses, name);
  if (!file || !edits) return [];
  return place.action(
    `Turn the tag into the placeholder \${${name}}, defined in the pipeline`,
    [{ at, newText: `\${${name}}` }, insertGlobalVariable(pipeline, file, name, slot(tag)), ...edits],
    { kind: 'refactor.extract' },
  );
}

/** Global variables that hold an image which is pushed before the deployment, and may be this one by its name. */
function pushedVariables(
  delivery: Delivery,
  pipeline: Pipeline,
  uses: readonly ManifestUse[],
  text: string,
): readonly string[] {
  const own = imageName(readImageReference(known(text)));
  const names = delivery.jobs
    .filter(({ job }) => pipeline.jobs.get(job.name) === job)
    .filter(({ job }) => uses.every((use) => waitsFor(use.job.job, job, pipeline) !== false))
    .flatMap((job) => pushedImages(job))
    .filter(({ argument }) => {
      const name = imageName(argument.image);
      return name === undefined || name === own;
    })
    .flatMap(({ argument }) => /^["']*\$\{?(\w+)\}?["']*$/.exec(textOf(argument.at))?.[1] ?? [])
    .filter((name) => pipeline.variables.has(name));
  return [...new Set(names)];
}

/** Lets every command that applies the manifest render the name; undefined where one of them cannot be changed so. */
function rendering(uses: readonly ManifestUse[], name: string): readonly SpanEdit[] | undefined {
  const edits: SpanEdit[] = [];
  const done = new Set<unknown>();
  for (const use of uses) {
    const { job, call, file, renderings, editedBy, isCertain } = use;
    if (!isCertain || editedBy.length > 0) return undefined;
    const last = renderings.at(-1);
    if (done.has(last ?? call)) continue;
    done.add(last ?? call);
    if (last && (!last.list || last.list.names?.has(name))) continue;
    const needed = last ? [insertInList(job, last, name)] : insertRendering(job, call, file.at, file, [name]);
    // Its image has to have envsubst.
    const image = last ? undefined : job.image && knowledgeOf(job.image);
    if (image && image.envsubst !== 'yes') return undefined;
    if (!needed?.every((edit) => edit !== undefined)) return undefined;
    edits.push(...needed);
  }
  return edits;
}
