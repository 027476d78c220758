/**
 * The project's manifests with the commands that bring them to a cluster, and what kustomize does to them. The same
 * objects as long as manifest and commands are the same, so that what is found out about one can be kept with it.
 */
import type { ManifestUse } from '../delivery/delivery.ts';
import { renderedText } from '../delivery/deployed-image.ts';
import { deployingUses, namespaceOf } from '../delivery/known-resources.ts';
import type { PartialText } from '../delivery/partial-text.ts';
import { readKustomization } from '../kubernetes/kustomization.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { TemplateText } from '../kubernetes/template-text.ts';
import { folderOf } from '../text/path.ts';
import { allManifestsOf, deliveryOf } from './delivery.ts';
import type { Snapshot } from './snapshot.ts';

export class DeployedManifest {
  readonly manifest: Manifest;
  /** The commands that apply it; none where no job is known to. */
  readonly uses: readonly ManifestUse[];
  /** Holds parts of resources only: a kustomization lays it over others. */
  readonly isPatch: boolean;
  /** A kustomization builds from it, and may change names, labels and namespaces. */
  readonly isKustomized: boolean;

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

/** Every manifest that holds resources. */
export function deployedManifestsOf(snapshot: Snapshot): readonly DeployedManifest[] {
  return snapshot.derive(deployedManifestsOf, (it) => {
    const manifests = allManifestsOf(it);
    const delivery = deliveryOf(it);
    const roleOf = kustomizeRoles(manifests);
    return manifests
      .filter((manifest) => manifest.form === 'resources')
      .map((manifest) => {
        const uses = deployingUses(delivery, manifest.path);
        const role = roleOf(manifest.path);
        const known = kept.get(manifest);
        if (known && isSame(known, uses, role)) return known;
        const deployed = new DeployedManifest(manifest, uses, role);
        kept.set(manifest, deployed);
        return deployed;
      });
  });
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
function kustomizeRoles(manifests: readonly Manifest[]): (path: string) => KustomizeRole {
  const resources = new Set<string>();
  const patches = new Set<string>();
  const folders = new Set<string>();
  for (const manifest of manifests) {
    if (manifest.form !== 'kustomization') continue;
    const read = readKustomization(manifest);
    for (const path of read.resources) resources.add(path);
    for (const path of read.patches) patches.add(path);
    folders.add(folderOf(manifest.path));
  }
  return (path) => {
    if (patches.has(path) || /(?:^|\/)patch(?:es)?\/|patch[^/]*$/i.test(path)) return 'patch';
    if (resources.has(path)) return 'resource';
    // Beside a kustomization, but none of its resources: inline lists of patches have many forms.
    if (folders.has(folderOf(path)) || /(?:^|\/)(?:overlays?|components)\//i.test(path)) return 'patch';
    return 'none';
  };
}
