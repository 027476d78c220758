/** Insertions into YAML text that look like what stands beside them. Nothing is written anew. */
import type { SpanEdit } from '../text/edit.ts';
import {
  indentationAt,
  indentationStep,
  lineEndFrom,
  lineEndOf,
  lineStartOf,
  nextLineStart,
} from '../text/line-style.ts';
import { span } from '../text/span.ts';
import type { MapNode, Pair, SequenceNode, YamlNode } from './node.ts';

/**
 * Adds an item to a list, in the list's own style.
 * @param text the item as YAML, on one line
 * @param where at an end, or behind the item of an index
 */
export function insertItem(
  list: SequenceNode,
  text: string,
  where: 'first' | 'last' | number,
): SpanEdit | undefined {
  const source = list.segment.text;
  const neighbour = list.items.at(where === 'first' ? 0 : where === 'last' ? -1 : where);
  if (list.flow) {
    if (!neighbour) return { at: span(list.segment, list.start + 1, list.start + 1), newText: text };
    const at = where === 'first' ? neighbour.start : neighbour.end;
    return { at: span(list.segment, at, at), newText: where === 'first' ? `${text}, ` : `, ${text}` };
  }
  if (!neighbour || neighbour.segment !== list.segment) return undefined;
  const dash = source.lastIndexOf(
    '-',
    source.slice(0, neighbour.start).search(/-[ \t]*(?:[&!]\S*[ \t]*)*(?:\r?\n[ \t]*)?$/) + 1,
  );
  if (dash < 0) return undefined;
  const lineStart = lineStartOf(source, dash);
  const indentation = ' '.repeat(dash - lineStart);
  const blanks = /^-([ \t]*)/.exec(source.slice(dash))![1] || ' ';
  const lineEnd = lineEndOf(source);
  if (where === 'first' && source.slice(lineStart, dash).trim() === '') {
    return {
      at: span(list.segment, lineStart, lineStart),
      newText: `${indentation}-${blanks}${text}${lineEnd}`,
    };
  }
  return insertLinesAfter(neighbour, [`${indentation}-${blanks}${text}`]);
}

/**
 * Adds a key to a block mapping, behind one of its pairs.
 * @param lines the pair's lines without the mapping's own indentation
 */
export function insertPair(map: MapNode, after: Pair, lines: readonly string[]): SpanEdit | undefined {
  if (map.flow || after.key.segment !== map.segment) return undefined;
  const indentation = columnOf(after.key);
  return insertLinesAfter(
    after.value ?? after.key,
    lines.map((line) => (line === '' ? '' : indentation + line)),
  );
}

/** Removes a pair of a mapping: in block style with its whole lines; undefined where other text shares them. */
export function removePair(map: MapNode, pair: Pair): SpanEdit | undefined {
  if (pair.key.segment !== map.segment) return undefined;
  if (map.flow) return removeFlowPair(map, pair);
  const source = map.segment.text;
  const start = lineStartOf(source, pair.key.start);
  if (source.slice(start, pair.key.start).trim() !== '') return undefined;
  return {
    at: span(map.segment, start, nextLineStart(source, lastOffset(pair.value ?? pair.key))),
    newText: '',
  };
}

/** With the comma before it; of a first pair with the one behind it. */
function removeFlowPair(map: MapNode, pair: Pair): SpanEdit | undefined {
  const index = map.pairs.indexOf(pair);
  const before = map.pairs[index - 1];
  const after = map.pairs[index + 1];
  if (index < 0) return undefined;
  const end = (it: Pair) => (it.value ?? it.key).end;
  const start = before ? end(before) : pair.key.start;
  const stop = before || !after ? end(pair) : after.key.start;
  return { at: span(map.segment, start, stop), newText: '' };
}

/** Inserts whole lines behind the line in which a node ends. */
export function insertLinesAfter(node: YamlNode, lines: readonly string[]): SpanEdit {
  const source = node.segment.text;
  const lineEnd = lineEndOf(source);
  const end = lineEndFrom(source, lastOffset(node));
  return { at: span(node.segment, end, end), newText: lines.map((line) => lineEnd + line).join('') };
}

/** Blanks as wide as the column at which a node starts. */
export function columnOf(node: YamlNode): string {
  const source = node.segment.text;
  const start = lineStartOf(source, node.start);
  return source.slice(start, node.start).replace(/[^\t]/g, ' ');
}

/** One more level of indentation than the line of a node. */
export function indentationBelow(node: YamlNode): string {
  return indentationAt(node.segment.text, node.start) + ' '.repeat(indentationStep(node.segment.text));
}

/** An offset on the node's last line of text: block scalars and collections may end with blank lines. */
function lastOffset(node: YamlNode): number {
  const text = node.segment.text.slice(node.start, node.end);
  return node.start + Math.max(0, text.trimEnd().length);
}
