/** Which field of a manifest a place in its text belongs to. */
import type { OffsetRange, Span } from '../text/span.ts';
import { contains } from '../text/span.ts';
import { keyOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';

export interface Field {
  /** Keys and indices from the document's root: `spec`, `template`, `spec`, `containers`, `0`, `image`. */
  readonly path: readonly string[];
  /** The scalar that the place stands in; a key when `isKey`. */
  readonly node: ScalarNode;
  readonly isKey: boolean;
}

/** The field whose scalar covers the span; undefined in comments and between nodes. */
export function fieldAt(entry: ParsedSegment, at: Span): Field | undefined {
  const path: string[] = [];
  let node: YamlNode | undefined = entry.root;
  while (node && contains(node, at)) {
    if (node.kind === 'scalar') return { path, node, isKey: false };
    if (node.kind === 'alias') return undefined;
    const next: Step | undefined =
      node.kind === 'map' ? stepIntoMap(node.pairs, at) : stepIntoList(node.items, at);
    if (!next) return undefined;
    path.push(next.name);
    if (next.isKey) return next.node.kind === 'scalar' ? { path, node: next.node, isKey: true } : undefined;
    node = next.node;
  }
  return undefined;
}

interface Step {
  readonly name: string;
  readonly node: YamlNode;
  readonly isKey?: boolean;
}

function stepIntoMap(
  pairs: readonly { readonly key: YamlNode; readonly value?: YamlNode }[],
  at: OffsetRange,
): Step | undefined {
  for (const pair of pairs) {
    if (pair.key.start > at.start) return undefined;
    const name = keyOf(pair) ?? '';
    if (contains(pair.key, at)) return { name, node: pair.key, isKey: true };
    if (pair.value && contains(pair.value, at)) return { name, node: pair.value };
  }
  return undefined;
}

function stepIntoList(items: readonly YamlNode[], at: OffsetRange): Step | undefined {
  const index = items.findIndex((item) => contains(item, at));
  return index < 0 ? undefined : { name: String(index), node: items[index]! };
}
