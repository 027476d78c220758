/** What a selection grows to, step by step: the variable, the text, the pair, the map, the job. */
import type { Snapshot } from '../project/snapshot.ts';
import { contains, type OffsetRange } from '../text/span.ts';
import { isMap, isSequence, type YamlNode } from '../yaml/node.ts';
import { nameAt } from './find-name.ts';
import { roleOf } from './role.ts';

/** From the innermost range to the whole entry; empty for files that are not ours. */
export function selectionRanges(snapshot: Snapshot, path: string, offset: number): readonly OffsetRange[] {
  const role = roleOf(snapshot, path);
  const file = role && role.kind !== 'script' ? snapshot.yaml(path) : undefined;
  const place = file?.segmentAt(offset);
  const entry = file?.documents
    .flatMap((document) => document.entries)
    .find((it) => it.segment === place?.segment);
  if (!file || !place || !entry?.root) return [];
  const base = offset - place.offset;
  const text = place.segment.text;
  const ranges: OffsetRange[] = [];
  const add = (start: number, end: number) => {
    const length = text.slice(start, end).trimEnd().length;
    ranges.unshift({ start: base + start, end: base + start + length });
  };
  const visit = (node: YamlNode): boolean => {
    const end = endOf(node);
    if (place.offset < node.start || place.offset > end) return false;
    add(node.start, end);
    if (isMap(node))
      for (const { key, value } of node.pairs) {
        const pairEnd = value ? endOf(value) : key.end;
        if (place.offset < key.start || place.offset > pairEnd) continue;
        add(key.start, pairEnd);
        if (!visit(key) && value) visit(value);
        break;
      }
    else if (isSequence(node)) node.items.some(visit);
    else if (node.kind === 'scalar' && (node.style === 'single' || node.style === 'double'))
      add(node.start + 1, Math.max(node.start + 1, node.end - 1));
    return true;
  };
  visit(entry.root);
  const name = nameAt(snapshot, path, offset)?.location.range;
  return nested(name ? [name, ...ranges] : ranges);
}

function endOf(node: YamlNode): number {
  if (isMap(node)) {
    const last = node.pairs.at(-1);
    return Math.max(node.end, last ? (last.value ? endOf(last.value) : last.key.end) : node.end);
  }
  return node.end;
}

/** Each range inside the next and smaller than it, as the protocol wants it. */
function nested(ranges: readonly OffsetRange[]): OffsetRange[] {
  const result: OffsetRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && (!contains(range, last) || range.end - range.start === last.end - last.start)) continue;
    result.push(range);
  }
  return result;
}
