/**
 * Where a cursor stands in YAML that is being typed: read from the lines' indentation, so that a text that is no
 * YAML at the moment makes no difference.
 */
import type { SourceText } from '../text/source-text.ts';

export interface YamlCursor {
  /** Keys, and `[]` for items of lists, of what surrounds the cursor; for a value its key included. */
  readonly path: readonly string[];
  /**
   * `value`: behind `key:`. `open`: a key, an item or a value may follow, whatever belongs there. `text`: in a block
   * scalar. `comment`: behind `#`.
   */
  readonly kind: 'value' | 'open' | 'text' | 'comment';
  /** What is typed so far of the word or value, without an opening quote. */
  readonly prefix: string;
  /** UTF-16 offsets of that and of the rest of the word behind the cursor. */
  readonly start: number;
  readonly end: number;
  readonly quote: '"' | "'" | '';
  /** Between brackets or braces on this line. */
  readonly isInFlow: boolean;
  /** Whether a colon follows: a key that is being changed. */
  readonly hasColon: boolean;
  /** The keys that the map has already. */
  readonly siblings: ReadonlySet<string>;
  /** Column at which keys of this map start. */
  readonly column: number;
  /** The tag of the innermost flow list, such as `!reference`, and the items before the cursor in it. */
  readonly flowTag: string;
  readonly flowItems: readonly string[];
}

interface Line {
  readonly indent: number;
  /** Columns of `- ` at the line's start. */
  readonly dashes: readonly number[];
  readonly key: { readonly name: string; readonly column: number; readonly valueColumn: number } | undefined;
  readonly text: string;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{},&*!|>%@`-][^#[\]{},]*?|[^\s"'#[\]{},&*!|>%@`][^\s#[\]{},]*?)[ \t]*:(?=[ \t]|$)/;

export function yamlCursor(source: SourceText, offset: number): YamlCursor {
  return new CursorReading(source, offset).read();
}

class CursorReading {
  readonly #source: SourceText;
  readonly #line: number;
  readonly #column: number;
  readonly #offset: number;

  constructor(source: SourceText, offset: number) {
    this.#source = source;
    this.#offset = offset;
    this.#line = source.lineAt(offset);
    this.#column = offset - source.lineStarts[this.#line]!;
  }

  read(): YamlCursor {
    const whole = this.#source.lineText(this.#line);
    const before = whole.slice(0, this.#column);
    const line = readLine(before.trim() === '' ? before : whole);
    const contentColumn = line.key?.column ?? (line.dashes.at(-1) ?? -2) + 2;
    const content = before.trim() === '' ? this.#column : Math.max(contentColumn, firstContent(before, line));
    const outer = this.#outer(line, content);
    const base = { ...this.#word(before, whole, content), siblings: new Set<string>(), column: content };
    const plain = { flowTag: '', flowItems: [], isInFlow: false };
    if (outer.isText) return { ...base, ...plain, path: outer.path, kind: 'text' };
    if (isComment(before)) return { ...base, ...plain, path: outer.path, kind: 'comment' };
    const path = [...outer.path, ...line.dashes.map(() => '[]')];
    const inValue = line.key !== undefined && this.#column >= line.key.valueColumn;
    if (inValue && line.key) {
      const value = before.slice(line.key.valueColumn);
      return this.#value([...path, line.key.name], value, whole, content);
    }
    const rest = before.slice(content);
    if (/^(?:![\w-]+[ \t]*)?[[{]/.test(rest)) return this.#value(path, rest, whole, content);
    return { ...base, ...plain, path, kind: 'open', siblings: this.#siblings(content) };
  }

  #word(
    before: string,
    whole: string,
    content: number,
  ): Pick<YamlCursor, 'prefix' | 'start' | 'end' | 'quote' | 'hasColon'> {
    const typed = before.slice(content);
    const quote = typed.startsWith('"') ? '"' : typed.startsWith("'") ? "'" : '';
    const prefix = typed.slice(quote.length);
    const rest = /^[\w./-]*/.exec(whole.slice(this.#column))![0];
    const end = this.#offset + rest.length;
    return {
      prefix,
      start: this.#offset - prefix.length,
      end,
      quote,
      hasColon: /^["']?[ \t]*:/.test(whole.slice(this.#column + rest.length)),
    };
  }

  /** A value on the line of its key, with the brackets that are open before the cursor. */
  #value(path: readonly string[], value: string, whole: string, column: number): YamlCursor {
    const flow = readFlow(value);
    const rest = /^[\w./-]*/.exec(whole.slice(this.#column))![0];
    const quote = flow.word.startsWith('"') ? '"' : flow.word.startsWith("'") ? "'" : '';
    const prefix = flow.word.slice(quote.length);
    return {
      path: [...path, ...flow.path],
      kind: flow.isKey ? 'open' : 'value',
      prefix,
      start: this.#offset - prefix.length,
      end: this.#offset + rest.length,
      quote,
      isInFlow: flow.depth > 0,
      hasColon: flow.isKey && /^["']?[ \t]*:/.test(whole.slice(this.#column + rest.length)),
      siblings: new Set(flow.keys),
      column,
      flowTag: flow.tag,
      flowItems: flow.items,
    };
  }

  /** The keys and lists around a line, by the indentation of the lines above it. */
  #outer(line: Line, content: number): { path: string[]; isText: boolean } {
    let limit = line.dashes[0] ?? content;
    let isDash = line.dashes.length > 0;
    const path: string[] = [];
    for (let number = this.#line - 1; number >= 0 && (limit > 0 || isDash); number--) {
      const text = this.#source.lineText(number);
      if (/^(?:---|\.\.\.)(?:\s|$)/.test(text)) break;
      if (/^[ \t]*(?:#|$)/.test(text)) continue;
      const above = readLine(text);
      if (above.indent > limit || (above.indent === limit && !isDash)) continue;
      if (opensText(above) && limit > above.indent && !(isDash && limit === above.key?.column))
        return { path: [...this.#ownPath(above), ...path], isText: true };
      const columns = [
        ...above.dashes.map((column) => ({ name: '[]', column })),
        ...(above.key ? [above.key] : []),
      ];
      for (const { name, column } of columns.reverse()) {
        const isParent = column < limit || (column === limit && isDash && name !== '[]');
        if (!isParent) continue;
        path.unshift(name);
        limit = column;
        isDash = name === '[]';
      }
    }
    return { path, isText: false };
  }

  #ownPath(line: Line): string[] {
    return [...line.dashes.map(() => '[]'), ...(line.key ? [line.key.name] : [])];
  }

  /** The other keys at the same column, up and down to where the map ends. */
  #siblings(column: number): Set<string> {
    const keys = new Set<string>();
    for (const step of [-1, 1]) {
      for (let number = this.#line + step; number >= 0 && number < this.#source.lineCount; number += step) {
        const text = this.#source.lineText(number);
        if (/^[ \t]*(?:#|$)/.test(text)) continue;
        if (/^(?:---|\.\.\.)(?:\s|$)/.test(text)) break;
        const line = readLine(text);
        if (line.key?.column === column && (step < 0 || line.dashes.length === 0)) keys.add(line.key.name);
        if (line.indent < column) break;
      }
    }
    return keys;
  }
}

function readLine(text: string): Line {
  const indent = /^ */.exec(text)![0].length;
  const dashes: number[] = [];
  let at = indent;
  while (/^-(?:[ \t]|$)/.test(text.slice(at))) {
    dashes.push(at);
    at += 1 + /^[ \t]*/.exec(text.slice(at + 1))![0].length;
  }
  const properties = /^(?:[&!][^\s,[\]{}]*[ \t]+)*/.exec(text.slice(at))![0].length;
  const found = KEY.exec(text.slice(at + properties));
  const column = at + properties;
  const key = found && {
    name: found[1]!.replace(/^(["'])(.*)\1$/, '$2'),
    column,
    valueColumn: column + found[0].length + /^[ \t]*/.exec(text.slice(column + found[0].length))![0].length,
  };
  return { indent, dashes, key: key ?? undefined, text };
}

function firstContent(before: string, line: Line): number {
  const afterDashes = line.dashes.length > 0 ? line.dashes.at(-1)! + 1 : 0;
  return afterDashes + /^[ \t]*/.exec(before.slice(afterDashes))![0].length;
}

/** Whether the line ends in the header of a block scalar. */
function opensText({ text }: Line): boolean {
  return /(?:^|[\s:-])[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$/.test(text);
}

/** Whether the end of the text stands behind a `#` that opens a comment. */
function isComment(before: string): boolean {
  const outside = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, (text) => '_'.repeat(text.length));
  return /(?:^|[ \t])#/.test(outside);
}

interface Flow {
  readonly path: readonly string[];
  readonly depth: number;
  readonly word: string;
  readonly isKey: boolean;
  readonly keys: readonly string[];
  readonly tag: string;
  readonly items: readonly string[];
}

/** The brackets that are open at the end of a text, and the word after the last separator. */
function readFlow(text: string): Flow {
  const stack: { isMap: boolean; tag: string; keys: string[]; items: string[]; key: string | undefined }[] =
    [];
  let word = '';
  let tag = '';
  let quote = '';
  for (const character of text) {
    const top = stack.at(-1);
    if (quote) {
      word += character;
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && word.trim() === '') {
      quote = character;
      word = character;
    } else if ((character === '[' || character === '{') && (word.trim() === '' || word.startsWith('!'))) {
      stack.push({ isMap: character === '{', tag: word.trim() || tag, keys: [], items: [], key: undefined });
      word = '';
      tag = '';
    } else if (top && (character === ']' || character === '}')) {
      stack.pop();
      word = '';
    } else if (top && character === ',') {
      top.items.push(unquoted(word));
      top.key = undefined;
      word = '';
    } else if (top?.isMap && character === ' ' && word.endsWith(':')) {
      top.key = unquoted(word.slice(0, -1));
      top.keys.push(top.key);
      word = '';
    } else if (!(character === ' ' && word === '')) word += character;
  }
  const top = stack.at(-1);
  const path = stack.flatMap((it) => (it.isMap ? (it.key === undefined ? [] : [it.key]) : ['[]']));
  const isKey = top?.isMap === true && top.key === undefined;
  return {
    path,
    depth: stack.length,
    word,
    isKey,
    keys: top?.keys ?? [],
    tag: top?.tag ?? '',
    items: top?.items ?? [],
  };
}

function unquoted(word: string): string {
  return word.trim().replace(/^(["'])(.*)\1$/, '$2');
}
