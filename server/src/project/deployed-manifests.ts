/**
 * The project's manifests with the commands that bring them to a cluster, and what kustomize does to them. The same
 * objects as long as manifest and commands are the same, so that what is found out about one can be kept with it.
 */
import type { ManifestUse } from '../delivery/delivery.ts';
import { imagesIn, renderedText, type DeployedImage } from '../delivery/deployed-image.ts';
import { deployingUses, namespaceOf } from '../delivery/known-resources.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import type { PartialText } from '../delivery/partial-text.ts';
import { pullSecretUsesIn, type PullSecretUse } from '../delivery/pull-secrets.ts';
import { readKustomization } from '../kubernetes/kustomization.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { TemplateText } from '../kubernetes/template-text.ts';
import { folderOf } from '../text/path.ts';
import { allManifestsOf, deliveryOf } from './delivery.ts';
import { areSame, foundIn, resultsOf, type KeptResults } from './kept-results.ts';
import type { Snapshot } from './snapshot.ts';

export class DeployedManifest {
  readonly manifest: Manifest;
  /** The commands that apply it; none where no job is known to. */
  readonly uses: readonly ManifestUse[];
  /** Holds parts of resources only: a kustomization lays it over others. */
  readonly isPatch: boolean;
  /** A kustomization builds from it, and may change names, labels and namespaces. */
  readonly isKustomized: boolean;
  #images: readonly DeployedImage[] | undefined;

  constructor(manifest: Manifest, uses: readonly ManifestUse[], kustomize: KustomizeRole) {
    this.manifest = manifest;
    this.uses = uses;
    this.isPatch = kustomize === 'patch';
    this.isKustomized = kustomize !== 'none';
  }

  /** The uses, or one `undefined` for a manifest that no job is known to apply. */
  get contexts(): readonly (ManifestUse | undefined)[] {
    return this.uses.length === 0 ? [undefined] : this.uses;
  }

  /** The images of its pods, once for each of the uses; once without one where there is none. */
  get images(): readonly DeployedImage[] {
    return (this.#images ??= imagesIn(this.manifest, this.uses));
  }

  /** What a text becomes by each of the uses; the placeholders' names as unknowns where there is none. */
  valuesOf(text: TemplateText): readonly PartialText[] {
    return this.contexts.map((use) => valueIn(text, use));
  }

  namespacesOf(resource: Resource): readonly (PartialText | undefined)[] {
    return this.contexts.map((use) => namespaceOf(resource, use));
  }
}

/** What a text of a manifest becomes by a use. */
export function valueIn(text: TemplateText, use: ManifestUse | undefined): PartialText {
  return renderedText(text, use?.renderings.at(-1), use);
}

type KustomizeRole = 'none' | 'resource' | 'patch';

const kept = new WeakMap<Manifest, DeployedManifest>();

interface KeptDeployed {
  readonly jobs: readonly JobDelivery[];
  readonly kustomizations: readonly Manifest[];
  readonly deployed: KeptResults<Manifest, DeployedManifest>;
}

/** Every manifest that holds resources. */
export function deployedManifestsOf(snapshot: Snapshot): readonly DeployedManifest[] {
  return snapshot.deriveFrom<KeptDeployed>(deployedManifestsOf, readDeployed).deployed.results;
}

function readDeployed(snapshot: Snapshot, last: KeptDeployed | undefined): KeptDeployed {
  const manifests = allManifestsOf(snapshot);
  const kustomizations = manifests.filter(({ form }) => form === 'kustomization');
  const delivery = deliveryOf(snapshot);
  const { jobs } = delivery;
  const roleOf = kustomizeRoles(kustomizations);
  const isLast = last && areSame(last.jobs, jobs) && areSame(last.kustomizations, kustomizations);
  const deployed = resultsOf(
    manifests.filter(({ form }) => form === 'resources'),
    isLast ? last.deployed : undefined,
    (manifest) => deploy(manifest, deployingUses(delivery, manifest.path), roleOf(manifest.path)),
  );
  return { jobs, kustomizations, deployed };
}

function deploy(manifest: Manifest, uses: readonly ManifestUse[], role: KustomizeRole): DeployedManifest {
  const known = kept.get(manifest);
  if (known && isSame(known, uses, role)) return known;
  const deployed = new DeployedManifest(manifest, uses, role);
  kept.set(manifest, deployed);
  return deployed;
}

function isSame(known: DeployedManifest, uses: readonly ManifestUse[], role: KustomizeRole): boolean {
  return (
    known.isPatch === (role === 'patch') &&
    known.isKustomized === (role !== 'none') &&
    known.uses.length === uses.length &&
    known.uses.every((use, at) => use.call === uses[at]!.call && use.file === uses[at]!.file)
  );
}

/** What kustomizations make of a path: by their lists, and by where overlays usually lie. */
function kustomizeRoles(kustomizations: readonly Manifest[]): (path: string) => KustomizeRole {
  const resources = new Set<string>();
  const patches = new Set<string>();
  const folders = new Set<string>();
  for (const kustomization of kustomizations) {
    const read = readKustomization(kustomization);
    for (const path of read.resources) resources.add(path);
    for (const path of read.patches) patches.add(path);
    folders.add(folderOf(kustomization.path));
  }
  return (path) => {
    if (patches.has(path) || /(?:^|\/)patch(?:es)?\/|patch[^/]*$/i.test(path)) return 'patch';
    if (resources.has(path)) return 'resource';
    // Beside a kustomization, but none of its resources: inline lists of patches have many forms.
    if (folders.has(folderOf(path)) || /(?:^|\/)(?:overlays?|components)\//i.test(path)) return 'patch';
    return 'none';
  };
}

/** The images of all pods. */
export function deployedImagesOf(snapshot: Snapshot): readonly DeployedImage[] {
  return foundIn(snapshot, deployedManifestsOf(snapshot), imagesOf);
}

function imagesOf({ images }: DeployedManifest): readonly DeployedImage[] {
  return images;
}

/** The pull secrets that the project's pods name, once for each command that surely brings them to the cluster. */
export function pullSecretUsesOf(snapshot: Snapshot): readonly PullSecretUse[] {
  return foundIn(snapshot, deployedManifestsOf(snapshot), pullSecretsOf);
}

function pullSecretsOf({ manifest, uses }: DeployedManifest): readonly PullSecretUse[] {
  return pullSecretUsesIn(manifest, uses);
}
