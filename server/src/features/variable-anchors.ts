/** Anchors of maps that a file takes over as variables: `variables: *name`, or `<<: *name` below `variables:`. */
import type { PipelineFile } from '../gitlab/pipeline-file.ts';
import { isMap, isSequence, keyOf, walk, type YamlNode } from '../yaml/node.ts';

const known = new WeakMap<PipelineFile, ReadonlySet<string>>();

/** The names of these anchors. */
export function anchorsOfVariables(file: PipelineFile): ReadonlySet<string> {
  let names = known.get(file);
  if (!names) known.set(file, (names = new Set(namesIn(file))));
  return names;
}

function* namesIn({ document }: PipelineFile): Iterable<string> {
  for (const { root, aliases } of document?.entries ?? []) {
    if (aliases.length === 0) continue;
    const maps: YamlNode[] = [];
    walk(root, (node) => {
      for (const pair of isMap(node) ? node.pairs : [])
        if (keyOf(pair) === 'variables' && pair.value) maps.push(pair.value);
      return undefined;
    });
    for (const value of maps) {
      yield* aliasNames(value);
      for (const pair of isMap(value) ? value.pairs : [])
        if (keyOf(pair) === '<<') yield* aliasNames(pair.value);
    }
  }
}

function aliasNames(node: YamlNode | undefined): readonly string[] {
  if (isSequence(node)) return node.items.flatMap(aliasNames);
  return node?.kind === 'alias' ? [node.name] : [];
}
