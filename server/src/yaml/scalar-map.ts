/**
 * From the decoded text of a scalar back to the characters it was written with: unquoting, unescaping, folding and
 * the removal of indentation are undone, so that a word inside a script line has an exact range.
 */
import { span, type Span } from '../text/span.ts';
import type { ScalarNode } from './node.ts';

/** For each offset in the decoded text (its end included) the offset in the segment that it comes from. */
type OffsetMap = (offset: number) => number;

const maps = new WeakMap<ScalarNode, OffsetMap>();

/**
 * Where the decoded text's offset (UTF-16, 0 to its length) stands in the scalar's segment. For what was never
 * written as such (a folded line break) it is the nearest character before it.
 */
export function sourceOffset(node: ScalarNode, offset: number): number {
  let map = maps.get(node);
  if (!map) maps.set(node, (map = buildMap(node)));
  return map(Math.max(0, Math.min(offset, node.value.length)));
}

/** The span of `[start, end)` of the scalar's decoded text. */
export function spanInScalar(node: ScalarNode, start: number, end: number): Span {
  const from = sourceOffset(node, start);
  if (end <= start) return span(node.segment, from, from);
  // The end belongs to the last character covered, not to what follows it: a folded break may lie between.
  return span(node.segment, from, Math.max(from, endOffset(node, end)));
}

function endOffset(node: ScalarNode, end: number): number {
  const last = sourceOffset(node, end - 1);
  const next = sourceOffset(node, end);
  const text = node.segment.text;
  // A block's last line end is read as there even where the text ends without one.
  if (next <= last) return Math.min(last + 1, text.length);
  // Between two neighbours of the decoded text there can be indentation or an escape's tail.
  const between = text.slice(last, next);
  if (/[\r\n]/.test(between) && node.value[end - 1] !== '\n')
    return last + between.search(/[ \t]*\r?\n|[ \t]*\r/);
  return next;
}

function buildMap(node: ScalarNode): OffsetMap {
  if (node.style === 'plain' || node.style === 'single' || node.style === 'double') {
    const inside = node.style === 'plain' ? 0 : 1;
    const start = node.start + inside;
    if (
      node.value.length === node.end - node.start - 2 * inside &&
      !/[\r\n\\]/.test(node.segment.text.slice(node.start, node.end))
    ) {
      return (offset) => start + offset;
    }
    return checked(node, decodeFlow(node));
  }
  return decodeIndicatedBlock(node);
}

/**
 * `|2` counts its indentation from the parent's, which the segment alone does not tell, and a first line of tabs
 * hides it: the one that gives the text that the parser read is the right one.
 */
function decodeIndicatedBlock(node: ScalarNode): OffsetMap {
  const decoded = decodeBlock(node);
  if (decoded.text === node.value) return checked(node, decoded);
  for (let indentation = 0; indentation < 40; indentation++) {
    const other = decodeBlock(node, indentation);
    if (other.text === node.value) return checked(node, other);
  }
  return checked(node, decoded);
}

interface Decoded {
  readonly text: string;
  /** One entry a character, and one more for the end. */
  readonly offsets: readonly number[];
}

/** Falls back to a map that stays inside the scalar when the decoding here and the parser's differ. */
function checked(node: ScalarNode, decoded: Decoded): OffsetMap {
  const { offsets, text } = decoded;
  if (text === node.value) return (offset) => offsets[offset]!;
  return (offset) => offsets[Math.min(offset, offsets.length - 1)] ?? node.start;
}

function decodeFlow(node: ScalarNode): Decoded {
  const source = node.segment.text;
  const quoted = node.style !== 'plain';
  const end =
    quoted && node.end > node.start + 1 && source[node.end - 1] === source[node.start]
      ? node.end - 1
      : node.end;
  let text = '';
  const offsets: number[] = [];
  const push = (character: string, at: number) => {
    for (let k = 0; k < character.length; k++) offsets.push(at);
    text += character;
  };
  let i = node.start + (quoted ? 1 : 0);
  while (i < end) {
    const character = source[i]!;
    if (node.style === 'double' && character === '\\') {
      const escape = readEscape(source, i, end);
      push(escape.text, i);
      i = escape.end;
    } else if (node.style === 'single' && character === "'" && source[i + 1] === "'" && i + 1 < end) {
      push("'", i);
      i += 2;
    } else if (character === '\n' || character === '\r' || character === ' ' || character === '\t') {
      const fold = readFold(source, i, end);
      if (fold) {
        push(fold.text, i);
        i = fold.end;
      } else {
        push(character, i);
        i++;
      }
    } else {
      push(character, i);
      i++;
    }
  }
  offsets.push(end);
  return { text, offsets };
}

/** Blanks with line breaks among them: one break becomes a blank, n+1 breaks become n line ends. */
function readFold(source: string, start: number, end: number): { text: string; end: number } | undefined {
  let breaks = 0;
  let i = start;
  while (i < end) {
    const character = source[i];
    if (character === '\r') {
      if (source[i + 1] === '\n') i++;
      breaks++;
    } else if (character === '\n') breaks++;
    else if (character !== ' ' && character !== '\t') break;
    i++;
  }
  if (breaks === 0) return undefined;
  return { text: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), end: i };
}

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function readEscape(source: string, start: number, end: number): { text: string; end: number } {
  const kind = source[start + 1] ?? '';
  const digits = kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
  if (digits > 0) {
    const code = parseInt(source.slice(start + 2, start + 2 + digits), 16);
    const text =
      Number.isNaN(code) || code > 0x10ffff
        ? source.slice(start, start + 2 + digits)
        : String.fromCodePoint(code);
    return { text, end: Math.min(end, start + 2 + digits) };
  }
  if (kind === '\n' || kind === '\r') {
    // An escaped line break vanishes together with the next line's indentation; further empty lines stay.
    let i = start + (kind === '\r' && source[start + 2] === '\n' ? 3 : 2);
    while (source[i] === ' ' || source[i] === '\t') i++;
    return { text: '', end: Math.min(i, end) };
  }
  return { text: ESCAPES[kind] ?? source.slice(start, start + 2), end: Math.min(end, start + 2) };
}

interface BlockLine {
  readonly start: number;
  readonly end: number;
  /** Where the line's content starts once the block's indentation is removed. */
  readonly content: number;
  readonly next: number;
}

function blockLines(
  node: ScalarNode,
  indicated?: number,
): { lines: BlockLine[]; keep: boolean; strip: boolean } {
  const source = node.segment.text;
  let i = node.start;
  while (i < node.end && source[i] !== '\n' && source[i] !== '\r') i++;
  const header = source.slice(node.start, i).replace(/[ \t]#.*$/, '');
  i += source[i] === '\r' && source[i + 1] === '\n' ? 2 : 1;
  const bounds: { start: number; end: number; next: number }[] = [];
  while (i < node.end) {
    let end = i;
    while (end < node.end && source[end] !== '\n' && source[end] !== '\r') end++;
    const next = end >= node.end ? end : end + (source[end] === '\r' && source[end + 1] === '\n' ? 2 : 1);
    bounds.push({ start: i, end, next });
    i = Math.max(next, i + 1);
  }
  // Only blanks make a line empty: a tab is content already, and its line tells the indentation.
  const first = bounds.find((line) => /[^ ]/.test(source.slice(line.start, line.end)));
  const leading = (line: { start: number; end: number }) =>
    /^ */.exec(source.slice(line.start, line.end))![0].length;
  const indentation = indicated ?? (first ? leading(first) : Math.max(0, ...bounds.map(leading)));
  const lines = bounds.map((line) => ({ ...line, content: Math.min(line.end, line.start + indentation) }));
  return { lines, keep: header.includes('+'), strip: header.includes('-') };
}

function decodeBlock(node: ScalarNode, indicated?: number): Decoded {
  const { lines, keep, strip } = blockLines(node, indicated);
  const source = node.segment.text;
  let last = lines.length - 1;
  while (last >= 0 && lines[last]!.content >= lines[last]!.end) last--;
  let text = '';
  const offsets: number[] = [];
  const push = (character: string, at: number) => {
    text += character;
    offsets.push(at);
  };
  for (let k = 0; k <= last; k++) {
    const line = lines[k]!;
    for (let i = line.content; i < line.end; i++) push(source[i]!, i);
    if (k === last) break;
    const following = lines[k + 1]!;
    if (node.style === 'literal' || !folds(source, line, following, lines, k)) push('\n', line.end);
    else if (line.content < line.end && following.content < following.end) push(' ', line.end);
  }
  const final = last >= 0 ? lines[last]! : undefined;
  // The parser reads a line end also where the text ends without one.
  if (final && !strip) push('\n', final.end);
  if (keep) for (const line of lines.slice(last + 1)) if (line.next > line.end) push('\n', line.end);
  offsets.push(final ? final.end : node.end);
  if (text.endsWith('\n')) offsets[offsets.length - 1] = final ? Math.min(final.next, node.end) : node.end;
  return { text, offsets };
}

/** In a folded scalar a break between two text lines folds; beside empty or more indented lines it stays. */
function folds(
  source: string,
  line: BlockLine,
  following: BlockLine,
  lines: readonly BlockLine[],
  index: number,
): boolean {
  const isEmpty = (it: BlockLine) => it.content >= it.end;
  const isIndented = (it: BlockLine) =>
    !isEmpty(it) && (source[it.content] === ' ' || source[it.content] === '\t');
  if (isIndented(line) || isIndented(following)) return false;
  if (!isEmpty(line) && !isEmpty(following)) return true;
  if (isEmpty(line)) return false;
  // text, empty lines, text: the first break is dropped, the others stay; before an indented line all stay
  const next = lines.slice(index + 1).find((it) => !isEmpty(it));
  return next !== undefined && !isIndented(next);
}
