/** The resources that the project is known to create: by its manifests, and by commands of its jobs. */
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { TemplateText } from '../kubernetes/template-text.ts';
import type { Delivery, ManifestUse } from './delivery.ts';
import { renderedText } from './deployed-image.ts';
import type { CreateCall } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';
import { isSameText, type PartialText } from './partial-text.ts';

export interface KnownResource {
  readonly kind: string;
  readonly name: PartialText;
  /** Undefined where only the settings of kubectl decide: the context's namespace. */
  readonly namespace: PartialText | undefined;
  readonly source:
    | {
        readonly kind: 'manifest';
        readonly manifest: Manifest;
        readonly resource: Resource;
        readonly use?: ManifestUse;
      }
    | { readonly kind: 'command'; readonly job: JobDelivery; readonly call: CreateCall };
}

/** All resources that manifests and commands create, once for each command that applies a manifest. */
export function knownResources(delivery: Delivery, manifests: readonly Manifest[]): readonly KnownResource[] {
  return [...manifests.flatMap((manifest) => fromManifest(delivery, manifest)), ...fromCommands(delivery)];
}

/** The uses of a manifest that bring its resources to the cluster. */
export function deployingUses(delivery: Delivery, path: string): readonly ManifestUse[] {
  return delivery
    .manifestUses(path)
    .filter(({ call }) => call.verb !== 'delete' && call.verb !== 'diff' && !call.isDryRun);
}

function fromManifest(delivery: Delivery, manifest: Manifest): readonly KnownResource[] {
  const uses = deployingUses(delivery, manifest.path);
  return manifest.resources.flatMap((resource) => {
    const { name, kind } = resource;
    if (!name || kind === '') return [];
    const one = (use: ManifestUse | undefined): KnownResource => ({
      kind,
      name: textIn(name, use),
      namespace: namespaceOf(resource, use),
      source: { kind: 'manifest', manifest, resource, ...(use && { use }) },
    });
    return uses.length === 0 ? [one(undefined)] : uses.map(one);
  });
}

function fromCommands(delivery: Delivery): readonly KnownResource[] {
  return delivery.jobs.flatMap((job) =>
    job.of('create').flatMap((call): KnownResource[] =>
      call.name
        ? [
            {
              kind: call.resourceKind,
              name: call.name,
              namespace: call.namespace,
              source: { kind: 'command', job, call },
            },
          ]
        : [],
    ),
  );
}

/** A text of a manifest as it is after the renderings that lead to its application. */
export function textIn(text: TemplateText, use: ManifestUse | undefined): PartialText {
  return renderedText(text, use?.renderings.at(-1), use);
}

/** The namespace that a resource lands in: its own, or that of the command; undefined where the context decides. */
export function namespaceOf(resource: Resource, use: ManifestUse | undefined): PartialText | undefined {
  if (resource.namespace) return textIn(resource.namespace, use);
  return use?.call.namespace;
}

/**
 * Whether two namespaces are the same: true or false where that is certain. Two undefined ones are the same only in
 * one job, whose kubectl has one context.
 */
export function isSameNamespace(
  a: PartialText | undefined,
  b: PartialText | undefined,
  isSameJob: boolean,
): boolean | undefined {
  if (a && b) return isSameText(a, b);
  return !a && !b && isSameJob ? true : undefined;
}

/** The known resources of a kind and a name: those that certainly are of it, and those that may be. */
export function resourcesNamed(
  resources: readonly KnownResource[],
  kind: string,
  name: PartialText,
): readonly (KnownResource & { readonly isCertain: boolean })[] {
  return resources.flatMap((resource) => {
    if (resource.kind !== kind) return [];
    const isSame = isSameText(resource.name, name);
    return isSame === false ? [] : [{ ...resource, isCertain: isSame === true }];
  });
}
