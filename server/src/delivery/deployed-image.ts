/** The images that manifests deploy, as they are named after rendering, and the jobs that push them. */
import type { Container } from '../kubernetes/container.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { TemplateText } from '../kubernetes/template-text.ts';
import type { Delivery, ManifestUse } from './delivery.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { BuildCall } from './image-facts.ts';
import { isSameImage, readImageReference, type ImageReference } from './image-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import { joined, known, unknown, type PartialText } from './partial-text.ts';
import type { PushedImage } from './pushed-images.ts';
import { placeholderOutcome } from './placeholder-value.ts';

export interface DeployedImage {
  readonly manifest: Manifest;
  readonly resource: Resource;
  readonly podTemplate: PodTemplate;
  readonly container: Container;
  /** The image's field in the manifest. */
  readonly written: TemplateText;
  /** The image as the cluster gets it. */
  readonly image: ImageReference;
  /** The command that applies it; absent where no job is known to. */
  readonly use?: ManifestUse;
}

/**
 * The images of a manifest, once for each command that may apply it; once without one where none does.
 * @param uses those that bring its resources to the cluster
 */
export function imagesIn(manifest: Manifest, uses: readonly ManifestUse[]): readonly DeployedImage[] {
  return manifest.resources.flatMap((resource) =>
    resource.podTemplates.flatMap((podTemplate) =>
      podTemplate.containers.flatMap((container) => {
        const written = container.image;
        if (!written) return [];
        const base = { manifest, resource, podTemplate, container, written };
        if (uses.length === 0)
          return [{ ...base, image: readImageReference(renderedText(written, undefined)) }];
        return uses.map((use) => {
          const call = use.renderings.at(-1);
          const text =
            call || use.editedBy.length === 0 ? renderedText(written, call, use) : unknownText(written);
          return { ...base, image: readImageReference(text), use };
        });
      }),
    ),
  );
}

/** A text of a manifest with the values that a call of envsubst puts in; without a call placeholders are unknown. */
export function renderedText(
  text: TemplateText,
  call: EnvsubstCall | undefined,
  use?: ManifestUse,
): PartialText {
  return joined(
    text.pieces.map((piece) => {
      if (piece.kind === 'text') return known(piece.text);
      if (piece.kind === 'operation')
        return call?.flavour === 'gnu' ? known(piece.text) : [{ kind: 'unknown' as const }];
      // Applied as it is written, a placeholder is the text that stands there.
      if (!call) return use && use.editedBy.length === 0 ? known(piece.text) : unknown(piece.name);
      const outcome = placeholderOutcome(call, piece.name);
      if (outcome.kind === 'set') return outcome.variable.value;
      if (outcome.kind === 'kept') return known(piece.text);
      return outcome.kind === 'not-exported' ? [] : unknown(piece.name);
    }),
  );
}

/** A text that sed or another tool may have changed anywhere. */
function unknownText(text: TemplateText): PartialText {
  return [{ kind: 'unknown', origin: text.node }];
}

/** The pushes of an image: those that certainly are of it, and those that may be. */
export function pushesOf(
  delivery: Delivery,
  image: ImageReference,
): readonly (PushedImage & { readonly isCertain: boolean })[] {
  return delivery.pushes.flatMap((pushed) => {
    const isSame = isSameImage(pushed.argument.image, image);
    return isSame === false ? [] : [{ ...pushed, isCertain: isSame === true }];
  });
}

/** The builds that an image comes from, by its tags or those that a job gave it afterwards. */
export function buildsOf(
  delivery: Delivery,
  image: ImageReference,
): readonly { readonly job: JobDelivery; readonly build: BuildCall; readonly isCertain: boolean }[] {
  return delivery.jobsWith('build').flatMap((job) => {
    const names = [{ image, isCertain: true }];
    for (const tag of job.of('tag')) {
      const isSame = isSameImage(tag.target.image, image);
      if (isSame !== false) names.push({ image: tag.source.image, isCertain: isSame === true });
    }
    return job.of('build').flatMap((build) => {
      const matches = build.tags.flatMap((built) =>
        names.flatMap((name) => {
          const isSame = isSameImage(built.image, name.image);
          return isSame === false ? [] : [isSame === true && name.isCertain];
        }),
      );
      return matches.length === 0 ? [] : [{ job, build, isCertain: matches.includes(true) }];
    });
  });
}
