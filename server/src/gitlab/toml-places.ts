/** Where sections and keys stand in a TOML text; its parser tells values, not places. */
import type { OffsetRange } from '../text/span.ts';

export interface TomlSection {
  /** Dotted name, without brackets: `runners.kubernetes`. */
  readonly name: string;
  /** How many `[[runners]]` stand before or at it, less one; -1 before the first. */
  readonly runner: number;
  /** UTF-16 offsets of the header's line; empty at the start of the text for the root. */
  readonly header: OffsetRange;
  /** Keys of the section's own lines, with the range from the key to the end of its line. */
  readonly keys: ReadonlyMap<string, OffsetRange>;
  /** Offset behind the last line with text. */
  readonly end: number;
  /** Blanks before the keys, or before the header where there are none. */
  readonly indentation: string;
}

const HEADER = /^([ \t]*)\[{1,2}[ \t]*([^[\]]+?)[ \t]*\]{1,2}[ \t]*(?:#.*)?$/;
const KEY = /^([ \t]*)("[^"]*"|'[^']*'|[\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*)[ \t]*=/;

/** The sections in their order. Reads by lines, so that it also reads what does not parse. */
export function tomlSections(text: string): readonly TomlSection[] {
  const sections: TomlSection[] = [];
  let keys = new Map<string, OffsetRange>();
  let current = { name: '', runner: -1, header: { start: 0, end: 0 }, end: 0, indentation: '' };
  let runner = -1;
  let quotes = '';
  const close = () => sections.push({ ...current, keys });
  let start = 0;
  for (const line of text.split('\n')) {
    const bare = line.replace(/\r$/, '');
    const range = { start: start + bare.search(/\S|$/), end: start + bare.trimEnd().length };
    const wasQuoted = quotes;
    quotes = quotesAfter(bare, quotes);
    const header = wasQuoted === '' ? HEADER.exec(bare) : undefined;
    const key = wasQuoted === '' && !header ? KEY.exec(bare) : undefined;
    if (header) {
      close();
      if (header[2] === 'runners') runner++;
      keys = new Map();
      current = { name: header[2]!, runner, header: range, end: range.end, indentation: header[1]! };
    } else if (bare.trim() !== '') current.end = range.end;
    if (key) {
      if (keys.size === 0) current.indentation = key[1]!;
      keys.set(key[2]!.replace(/^["']|["']$/g, ''), range);
    }
    start += line.length + 1;
  }
  close();
  return sections;
}

/** The quotes of several lines that are open behind a line. */
function quotesAfter(line: string, before: string): string {
  let open = before;
  for (const [mark] of line.matchAll(/"""|'''/g)) open = open === '' ? mark : open === mark ? '' : open;
  return open;
}
