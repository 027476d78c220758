/**
 * YAML of a template as YAML will read it once it is rendered: braces of placeholders are no flow collections, and a
 * placeholder alone on its line is no key without a colon.
 */
import { span, type Segment, type Span } from '../text/span.ts';
import { walk, type Pair, type YamlNode } from '../yaml/node.ts';
import { parseSegment, type ParsedSegment, type YamlProblem } from '../yaml/parse-segment.ts';
import { YamlDocument, type YamlFile } from '../yaml/yaml-file.ts';

/** One character each, so that offsets stay: neither occurs in a text that anyone wrote. */
const OPENING = '\ue000';
const CLOSING = '\ue001';
/** Also with an operator, as `${NAME:-x}`. */
const BRACED = /\$\{([A-Za-z_][A-Za-z0-9_]*(?::?[-=+?][^{}\r\n]*)?)\}/g;
/** Stand around the name of a variable of unknown value in a rendered text: see rendering.ts. */
export const UNKNOWN_START = '\ue010';
export const UNKNOWN_END = '\ue011';
const LONE_LINE =
  /^([ \t]*)(?:\$(?=\ue000[A-Za-z0-9_]+\ue001[ \t]*(?:\$\ue000[A-Za-z0-9_]+\ue001[ \t]*)*\r?$)|\ue010(?=[A-Za-z0-9_]+\ue011[ \t]*\r?$))/gm;

const tolerant = new WeakMap<ParsedSegment, ParsedSegment>();

/** The file's documents with placeholders read as the plain text that they stand for. Unchanged ones are the file's own. */
export function templateDocuments(file: YamlFile): readonly YamlDocument[] {
  return file.documents.map((document) => {
    const entries = document.entries.map(templateEntry);
    return entries.every((entry, index) => entry === document.entries[index])
      ? document
      : new YamlDocument(entries, document.range);
  });
}

/** The entry read with its placeholders as text, where that makes a difference. */
export function templateEntry(entry: ParsedSegment): ParsedSegment {
  const { text } = entry.segment;
  if (!text.includes('$') && !text.includes(UNKNOWN_START)) return entry;
  let read = tolerant.get(entry);
  if (!read) tolerant.set(entry, (read = readTolerantly(entry)));
  return read;
}

function readTolerantly(entry: ParsedSegment): ParsedSegment {
  const text = entry.segment.text;
  const mayDiffer = entry.problems.length > 0 || isBrokenByBraces(entry);
  if (!mayDiffer && !(entry.root && entry.root.kind !== 'map')) return entry;
  const masked = text.replace(BRACED, `$${OPENING}$1${CLOSING}`);
  const braces = masked === text ? entry : parseAs(masked, entry.segment);
  if (braces.problems.length === 0 && braces.root?.kind !== 'scalar') return braces;
  const commented = masked.replace(LONE_LINE, (_, blanks: string) => `${blanks}#`);
  if (commented === masked) return braces;
  const lines = parseAs(commented, entry.segment);
  return lines.problems.length < braces.problems.length || !lines.root ? lines : braces;
}

/** Whether braces of placeholders may have been read as a flow collection's: those within scalars are text anyway. */
function isBrokenByBraces({ segment: { text }, root }: ParsedSegment): boolean {
  if (!/[[{]/.test(text.replace(BRACED, ''))) return false;
  let outside = countBraced(text);
  walk(root, (node) => {
    if (node.kind === 'scalar') outside -= countBraced(text.slice(node.start, node.end));
    return outside > 0;
  });
  return outside > 0;
}

function countBraced(text: string): number {
  return text.includes('${') ? (text.match(BRACED)?.length ?? 0) : 0;
}

/** Parses `text`, as long as the segment's own, and says of each node that it stands in the segment. */
function parseAs(text: string, segment: Segment): ParsedSegment {
  const parsed = parseSegment({ text });
  const moved = new Map<YamlNode, YamlNode>();
  const at = (place: Span): Span => span(segment, place.start, place.end);
  const move = (node: YamlNode): YamlNode => {
    const place = { ...node, segment };
    let result: YamlNode;
    if (place.kind === 'scalar') result = { ...place, value: unmask(place.value) };
    else if (place.kind === 'map') result = { ...place, pairs: place.pairs.map(movePair) };
    else if (place.kind === 'sequence') result = { ...place, items: place.items.map(move) };
    else result = place;
    moved.set(node, result);
    return result;
  };
  const movePair = (pair: Pair): Pair => ({
    key: move(pair.key),
    ...(pair.value && { value: move(pair.value) }),
  });
  const root = parsed.root && move(parsed.root);
  const problem = (it: YamlProblem): YamlProblem => ({
    ...it,
    at: at(it.at),
    ...(it.related && { related: it.related.map((one) => ({ ...one, at: at(one.at) })) }),
  });
  return {
    segment,
    root,
    problems: parsed.problems.map(problem),
    anchors: parsed.anchors.map((anchor) => ({ ...anchor, node: moved.get(anchor.node) ?? anchor.node })),
    aliases: parsed.aliases.flatMap((alias) => {
      const node = moved.get(alias);
      return node?.kind === 'alias' ? [node] : [];
    }),
  };
}

function unmask(value: string): string {
  return value.includes(OPENING) ? value.replace(/[#$]\ue000/g, '${').replaceAll(CLOSING, '}') : value;
}
