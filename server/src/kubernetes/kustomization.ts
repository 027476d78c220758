/** What a kustomization takes: whole resources, and patches, which are only parts of resources. */
import { folderOf, resolvePath } from '../text/path.ts';
import { isMap, isScalar, isSequence, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import type { Manifest } from './manifest.ts';

export interface Kustomization {
  /** Paths of files and folders under `resources`, `bases` and `components`; addresses are left out. */
  readonly resources: readonly string[];
  /** Paths of files that hold parts of resources. */
  readonly patches: readonly string[];
  /** Whether it makes ConfigMaps or Secrets of its own. */
  readonly hasGenerators: boolean;
  /** Whether it puts something before or behind the names of its resources. */
  readonly isRenaming: boolean;
  /** Whether it takes resources from an address. */
  readonly hasRemote: boolean;
}

/** `https://…`, `git@…`, `github.com/org/repo//base?ref=v1`. */
const ADDRESS = /^\w+:\/\/|^git@|^[\w-]+\.(?:com|org|io|net)\/|\?ref=/;

const kept = new WeakMap<Manifest, Kustomization>();

/** Reads a manifest of the form `kustomization`. Never throws. */
export function readKustomization(manifest: Manifest): Kustomization {
  let known = kept.get(manifest);
  if (!known) kept.set(manifest, (known = read(manifest)));
  return known;
}

function read(manifest: Manifest): Kustomization {
  const [document] = manifest.documents;
  if (!document)
    return { resources: [], patches: [], hasGenerators: false, isRenaming: false, hasRemote: false };
  const folder = folderOf(manifest.path);
  const texts = (...keys: readonly string[]) =>
    keys.flatMap((key) => textsIn(document, document.valueOf(document.root, key)));
  const paths = (...keys: readonly string[]) =>
    texts(...keys).flatMap((text) => (ADDRESS.test(text) ? [] : (resolvePath(folder, text) ?? [])));
  const has = (key: string) => document.valueOf(document.root, key) !== undefined;
  return {
    resources: paths('resources', 'bases', 'components', 'crds'),
    patches: paths('patches', 'patchesStrategicMerge', 'patchesJson6902', 'configurations', 'transformers'),
    hasGenerators: ['configMapGenerator', 'secretGenerator', 'helmCharts', 'generators'].some(has),
    isRenaming: ['namePrefix', 'nameSuffix'].some(has),
    hasRemote: texts('resources', 'bases', 'components').some((text) => ADDRESS.test(text)),
  };
}

/** The scalars of a list, or of the field `path` of its items. */
function textsIn(document: YamlDocument, node: YamlNode | undefined): readonly string[] {
  if (!isSequence(node)) return [];
  return node.items.flatMap((item) => {
    const followed = document.follow(item);
    const path = isMap(followed) ? document.valueOf(followed, 'path') : followed;
    return isScalar(path) && !path.value.includes('\n') ? [path.value] : [];
  });
}
