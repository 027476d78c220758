/** YAML nodes as plain data, for validators: `JSON.parse`-like values with a way back to the nodes. */
import { isMap, keyOf, type YamlNode } from './node.ts';
import { scalarValue } from './plain-value.ts';
import type { YamlDocument } from './yaml-file.ts';

export type Data = null | boolean | number | string | Data[] | { [key: string]: Data };

export interface DataOptions {
  /** Reads a node in another way than YAML does (`!reference`, placeholders); undefined leaves it to YAML. */
  readonly override?: (node: YamlNode) => { readonly data: Data } | undefined;
  /** How many nodes are converted at most (aliases can multiply without end); the rest becomes null. */
  readonly limit?: number;
}

const DEFAULT_LIMIT = 200_000;

/** Converts a node with its aliases and merge keys resolved. Maps have no prototype, so no key is special. */
export function toData(document: YamlDocument, node: YamlNode | undefined, options: DataOptions = {}): Data {
  let budget = options.limit ?? DEFAULT_LIMIT;
  const convert = (written: YamlNode | undefined, depth: number): Data => {
    if (!written || budget-- <= 0 || depth > 400) return null;
    const replaced = options.override?.(written);
    if (replaced) return replaced.data;
    const node = document.follow(written);
    if (!node || node.kind === 'alias') return null;
    if (node !== written) {
      const target = options.override?.(node);
      if (target) return target.data;
    }
    if (node.kind === 'sequence') return node.items.map((item) => convert(item, depth + 1));
    if (isMap(node)) {
      const result = Object.create(null) as { [key: string]: Data };
      for (const pair of document.pairsOf(node)) {
        const name = keyOf(pair);
        if (name !== undefined) result[name] = convert(pair.value, depth + 1);
      }
      return result;
    }
    return scalarData(node);
  };
  return convert(node, 0);
}

function scalarData(node: YamlNode & { kind: 'scalar' }): Data {
  const value = scalarValue(node);
  if (value.type === 'null') return null;
  if (value.type === 'timestamp') return node.value;
  return value.value;
}

/**
 * The node at a path of keys and indices as in a JSON pointer, aliases and merges followed. Where the path leads to
 * nothing, the last node that exists.
 */
export function nodeAt(
  document: YamlDocument,
  root: YamlNode | undefined,
  path: readonly string[],
): YamlNode | undefined {
  let current = document.follow(root);
  for (const part of path) {
    const next =
      current?.kind === 'sequence' ? current.items[Number(part)] : document.pairOf(current, part)?.value;
    if (!next) return current;
    current = document.follow(next) ?? next;
  }
  return current;
}
