/** How GitLab merges maps: deeply, lists and scalars replaced whole. The pairs stay those of the texts. */
import { isMap, keyOf, type MapNode, type Pair, type YamlNode } from '../yaml/node.ts';

const MAXIMUM_DEPTH = 30;

/** `over` laid on `base`; the result spans what `over` spans. */
export function mergeNodes(
  base: YamlNode | undefined,
  over: YamlNode | undefined,
  depth = 0,
): YamlNode | undefined {
  if (!isMap(base) || !isMap(over) || depth > MAXIMUM_DEPTH) return over ?? base;
  if (over.pairs.length === 0) return base;
  return { ...over, pairs: mergePairs(base, over, depth) } satisfies MapNode;
}

function mergePairs(base: MapNode, over: MapNode, depth: number): Pair[] {
  const pairs = new Map<string, Pair>();
  const others: Pair[] = [];
  for (const pair of base.pairs) {
    const name = keyOf(pair);
    if (name === undefined) others.push(pair);
    else pairs.set(name, pair);
  }
  for (const pair of over.pairs) {
    const name = keyOf(pair);
    const below = name === undefined ? undefined : pairs.get(name);
    if (name === undefined) others.push(pair);
    else
      pairs.set(
        name,
        below && isMap(below.value) && isMap(pair.value)
          ? { key: pair.key, value: mergeNodes(below.value, pair.value, depth + 1)! }
          : pair,
      );
  }
  return [...pairs.values(), ...others];
}
