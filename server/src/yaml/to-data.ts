/** YAML nodes as plain data, for validators: `JSON.parse`-like values with a way back to the nodes. */
import { isMap, keyOf, type MapNode, type Pair, type YamlNode } from './node.ts';
import { scalarValue } from './plain-value.ts';

/** `symbol` stands for a value that is not known (WILDCARD). */
export type Data = null | boolean | number | string | symbol | Data[] | { [key: string]: Data };

/** A value that may be anything. Validators find fault with it; whoever reads their errors leaves these out. */
export const WILDCARD: unique symbol = Symbol('any value');

/** Where aliases and merge keys lead: a YamlDocument, or RESOLVED for nodes in which none are left. */
export interface NodeResolver {
  follow(node: YamlNode | undefined): YamlNode | undefined;
  pairsOf(map: MapNode): readonly Pair[];
}

export const RESOLVED: NodeResolver = { follow: (node) => node, pairsOf: (map) => map.pairs };

export interface DataOptions {
  /** Reads a node in another way than YAML does (`!reference`, placeholders); undefined leaves it to YAML. */
  readonly override?: (node: YamlNode) => { readonly data: Data } | undefined;
  /** How many nodes are converted at most (aliases can multiply without end); the rest becomes null. */
  readonly limit?: number;
}

const DEFAULT_LIMIT = 200_000;

/** Converts a node with its aliases and merge keys resolved. Maps have no prototype, so no key is special. */
export function toData(document: NodeResolver, node: YamlNode | undefined, options: DataOptions = {}): Data {
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
  document: NodeResolver,
  root: YamlNode | undefined,
  path: readonly string[],
): YamlNode | undefined {
  let current = document.follow(root);
  for (const part of path) {
    const pair =
      current?.kind === 'map'
        ? document.pairsOf(current).findLast((candidate) => keyOf(candidate) === part)
        : undefined;
    const next = current?.kind === 'sequence' ? current.items[Number(part)] : pair?.value;
    if (!next) return current;
    current = document.follow(next) ?? next;
  }
  return current;
}
