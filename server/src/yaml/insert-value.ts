/** Puts whole values into a mapping or a list, in the style that stands there: block, flow, or JSON over several lines. */
import type { SpanEdit } from '../text/edit.ts';
import { indentationAt, lineEndOf, lineStartOf } from '../text/line-style.ts';
import { span } from '../text/span.ts';
import { columnOf, insertLinesAfter } from './insert.ts';
import {
  blockItem,
  blockPair,
  blockStyleOf,
  flowPair,
  flowValue,
  jsonLines,
  type FlowStyle,
  type NewValue,
} from './new-value.ts';
import {
  isMap,
  isScalar,
  keyOf,
  pairOf,
  type MapNode,
  type Pair,
  type SequenceNode,
  type YamlNode,
} from './node.ts';

/**
 * Sets a field of a mapping: the mappings on its way are made where they are missing, a list that is there gets the
 * value's items behind its own, and a scalar that is there stays. Undefined where that is so, where an alias stands
 * in the way, or where text and nodes do not fit together.
 * @param path keys from the mapping
 * @param neighbours keys of `map` behind which a new first key is put if they are there, the best one first
 */
export function insertValue(
  map: MapNode,
  path: readonly string[],
  value: NewValue,
  neighbours: readonly string[] = [],
): SpanEdit | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return undefined;
  const whole = rest.reduceRight<NewValue>((inner, name) => ({ [name]: inner }), value);
  const pair = pairOf(map, key);
  if (!pair) return insertNewPair(map, key, whole, neighbours);
  const present = pair.value;
  if (isEmpty(present)) return fillPair(map, pair, key, whole);
  if (isMap(present) && rest.length > 0) return insertValue(present, rest, value);
  if (rest.length === 0 && present?.kind === 'sequence' && Array.isArray(value) && value.length === 1)
    return insertListItem(present, value[0] as NewValue);
  return undefined;
}

/** Adds an item behind the others of a list. */
export function insertListItem(list: SequenceNode, value: NewValue): SpanEdit | undefined {
  const { text } = list.segment;
  const last = list.items.at(-1);
  if (!list.flow) {
    if (!last || last.segment !== list.segment) return undefined;
    const lines = blockItem(value, blockStyleOf(text));
    return insertLinesAfter(
      last,
      lines.map((line) => columnOf(list) + line),
    );
  }
  if (!last) return insertAt(list, list.start + 1, flowValue(value, flowStyleOf(list)));
  return insertBehind(list, last, flowStyleOf(list), value, '');
}

function insertNewPair(
  map: MapNode,
  key: string,
  value: NewValue,
  neighbours: readonly string[],
): SpanEdit | undefined {
  const near = neighbours.map((name) => pairOf(map, name)).find((pair) => pair !== undefined);
  const after = near ?? map.pairs.at(-1);
  if (map.flow) {
    const style = flowStyleOf(map);
    if (!after) return insertAt(map, map.start + 1, flowPair(key, value, style));
    const name = `${style.isJson ? JSON.stringify(key) : key}: `;
    return insertBehind(map, after.value ?? after.key, style, value, name);
  }
  if (!after || after.key.segment !== map.segment) return undefined;
  const column = columnOf(after.key);
  return insertLinesAfter(
    after.value ?? after.key,
    blockPair(key, value, blockStyleOf(map.segment.text)).map((line) => column + line),
  );
}

/** `key:`, `key: {}` or `key: []`: puts the value in its place. */
function fillPair(map: MapNode, pair: Pair, key: string, value: NewValue): SpanEdit | undefined {
  const { text } = map.segment;
  if (pair.key.segment !== map.segment) return undefined;
  const written = pair.value;
  // The end of `key:` without a value is that of its colon.
  const colon = text.indexOf(':', pair.key.end);
  if (colon < 0) return undefined;
  const end = written && written.end > colon ? written.end : colon + 1;
  const at = span(map.segment, colon + 1, end);
  if (map.flow) return { at, newText: ` ${flowValue(value, flowStyleOf(map))}` };
  const column = columnOf(pair.key);
  const [first, ...lines] = blockPair(key, value, blockStyleOf(text));
  const opening = first!.slice(key.length + 1);
  return {
    at,
    newText: opening + lines.map((line) => lineEndOf(text) + column + line).join(''),
  };
}

/** Behind an item or a pair of a flow collection; on a line of its own where the neighbour stands on one. */
function insertBehind(
  owner: YamlNode,
  after: YamlNode,
  style: FlowStyle,
  value: NewValue,
  prefix: string,
): SpanEdit | undefined {
  const { text } = owner.segment;
  if (after.segment !== owner.segment) return undefined;
  const first = firstChildOf(owner) ?? after;
  const isOnLines = text.slice(lineStartOf(text, first.start), first.start).trim() === '';
  if (!isOnLines) return insertAt(owner, after.end, `, ${prefix}${flowValue(value, style)}`);
  const indentation = indentationAt(text, first.start);
  const outer = indentationAt(text, owner.start).length;
  const step = ' '.repeat(Math.max(1, indentation.length - outer));
  const lines = style.isJson ? jsonLines(value, step) : [flowValue(value, style)];
  lines[0] = prefix + lines[0]!;
  return insertAt(owner, after.end, `,${lines.map((line) => lineEndOf(text) + indentation + line).join('')}`);
}

function firstChildOf(node: YamlNode): YamlNode | undefined {
  return node.kind === 'map' ? node.pairs[0]?.key : node.kind === 'sequence' ? node.items[0] : undefined;
}

function flowStyleOf(node: YamlNode): FlowStyle {
  const { text } = node.segment;
  const first = node.kind === 'map' ? node.pairs[0]?.key : undefined;
  const isJson = first ? isScalar(first) && first.style === 'double' : /^\s*[{[]\s*["{[\]}]/.test(text);
  return { isJson, isSpaced: text[node.start + 1] === ' ' || /\{ \S/.test(text) };
}

function isEmpty(node: YamlNode | undefined): boolean {
  if (!node) return true;
  if (node.kind === 'map') return node.flow && node.pairs.every((pair) => keyOf(pair) === undefined);
  if (node.kind === 'sequence') return node.flow && node.items.length === 0;
  return (
    node.kind === 'scalar' && node.style === 'plain' && /^(?:~|null|)$/i.test(node.value) && !node.anchor
  );
}

function insertAt(owner: YamlNode, offset: number, newText: string): SpanEdit {
  return { at: span(owner.segment, offset, offset), newText };
}
