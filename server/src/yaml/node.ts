/** YAML nodes: plain immutable data, each of them a Span in the segment that it was parsed from. */
import type { Span } from '../text/span.ts';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface NodeBase extends Span {
  /** The tag as written (`!reference`, `!!str`), if any. */
  readonly tag?: string;
  /** The anchor's name without `&`, if any. */
  readonly anchor?: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** The text after unquoting, unescaping and folding. */
  readonly value: string;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

/** `*name`. What it stands for depends on the whole document: see YamlDocument.follow. */
export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}

export type YamlNode = ScalarNode | MapNode | SequenceNode | AliasNode;

export interface Pair {
  readonly key: YamlNode;
  /** Absent for `key:` without a value, which YAML reads as null, and for a key without a colon. */
  readonly value?: YamlNode;
}

export function isScalar(node: YamlNode | undefined): node is ScalarNode {
  return node?.kind === 'scalar';
}

export function isMap(node: YamlNode | undefined): node is MapNode {
  return node?.kind === 'map';
}

export function isSequence(node: YamlNode | undefined): node is SequenceNode {
  return node?.kind === 'sequence';
}

/** The key's text when it is a scalar. */
export function keyOf(pair: Pair): string | undefined {
  return pair.key.kind === 'scalar' ? pair.key.value : undefined;
}

/** The last pair with this key; YAML readers let the last of several win. Merge keys are not followed. */
export function pairOf(node: YamlNode | undefined, key: string): Pair | undefined {
  if (node?.kind !== 'map') return undefined;
  for (let i = node.pairs.length - 1; i >= 0; i--) {
    if (keyOf(node.pairs[i]!) === key) return node.pairs[i];
  }
  return undefined;
}

/** The value under a key; merge keys are not followed. */
export function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return pairOf(node, key)?.value;
}

/** Calls `visit` for the node and all below it, keys before values, until it returns false for a subtree. */
export function walk(node: YamlNode | undefined, visit: (node: YamlNode) => boolean | undefined): void {
  if (!node || visit(node) === false) return;
  if (node.kind === 'map') {
    for (const pair of node.pairs) {
      walk(pair.key, visit);
      walk(pair.value, visit);
    }
  } else if (node.kind === 'sequence') for (const item of node.items) walk(item, visit);
}
