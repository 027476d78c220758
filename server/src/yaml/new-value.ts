/** New YAML, written in the style of the text that it is put into: block or flow, indentation, quotes of keys. */
import { indentationStep } from '../text/line-style.ts';

/** A scalar as YAML writes it (quotes included), a list, or a mapping in the order of its keys. */
export type NewValue = string | readonly NewValue[] | { readonly [key: string]: NewValue };

/** How a text lays out its collections. */
export interface BlockStyle {
  /** Blanks of one level. */
  readonly step: string;
  /** Blanks between a key and the dashes of the list below it; often none. */
  readonly dashes: string;
}

export interface FlowStyle {
  /** Keys and texts in double quotes, as JSON has them. */
  readonly isJson: boolean;
  /** A blank inside of the braces: `{ a: b }`. */
  readonly isSpaced: boolean;
}

/** Reads a text's style; `  ` and dashes as deep as the step where it shows none. */
export function blockStyleOf(text: string): BlockStyle {
  const step = ' '.repeat(indentationStep(text));
  const list =
    /^((?: *- +)* *)[^\s#-][^\r\n]*:[ \t]*(?:#[^\r\n]*)?(?:\r?\n[ \t]*(?:#[^\r\n]*)?)*\r?\n( *)-(?=[ \t\r\n])/m.exec(
      text,
    );
  const depth = list ? list[2]!.length - list[1]!.length : step.length;
  return { step, dashes: depth >= 0 && depth <= 8 ? ' '.repeat(depth) : step };
}

/** `key: value` as the lines of a block mapping, the first one not indented. */
export function blockPair(key: string, value: NewValue, style: BlockStyle): string[] {
  if (typeof value === 'string') return [`${key}: ${value}`];
  if (isList(value)) {
    if (value.length === 0) return [`${key}: []`];
    return [`${key}:`, ...value.flatMap((item) => indent(blockItem(item, style), style.dashes))];
  }
  const pairs = Object.entries(value);
  if (pairs.length === 0) return [`${key}: {}`];
  return [`${key}:`, ...pairs.flatMap(([name, inner]) => indent(blockPair(name, inner, style), style.step))];
}

/** An item of a block list as lines, the first one with its dash and not indented. */
export function blockItem(value: NewValue, style: BlockStyle): string[] {
  if (typeof value === 'string') return [`- ${value}`];
  if (isList(value)) return [`- ${flowValue(value, { isJson: false, isSpaced: false })}`];
  const lines = Object.entries(value).flatMap(([key, inner]) => blockPair(key, inner, style));
  return lines.length === 0
    ? ['- {}']
    : lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

/** A value on one line. */
export function flowValue(value: NewValue, style: FlowStyle): string {
  const blank = style.isSpaced ? ' ' : '';
  if (typeof value === 'string') return style.isJson ? jsonScalar(value) : value;
  if (isList(value)) return `[${value.map((item) => flowValue(item, style)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, inner]) => flowPair(key, inner, style));
  return pairs.length === 0 ? '{}' : `{${blank}${pairs.join(', ')}${blank}}`;
}

/** `key: value` on one line. */
export function flowPair(key: string, value: NewValue, style: FlowStyle): string {
  return `${style.isJson ? JSON.stringify(key) : key}: ${flowValue(value, style)}`;
}

/** A value as JSON lays it out over several lines, the first one not indented. */
export function jsonLines(value: NewValue, step: string): string[] {
  if (typeof value === 'string') return [jsonScalar(value)];
  const entries: readonly (readonly [string, NewValue])[] = isList(value)
    ? value.map((item) => ['', item] as const)
    : Object.entries(value).map(([key, inner]) => [`${JSON.stringify(key)}: `, inner] as const);
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return [open + close];
  const lines = entries.flatMap(([prefix, inner], index) => {
    const own = jsonLines(inner, step);
    own[0] = prefix + own[0]!;
    if (index < entries.length - 1) own[own.length - 1] += ',';
    return indent(own, step);
  });
  return [open, ...lines, close];
}

function jsonScalar(text: string): string {
  if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(text) || /^".*"$/.test(text)) return text;
  const bare = /^'(.*)'$/.exec(text);
  return JSON.stringify(bare ? bare[1]!.replaceAll("''", "'") : text);
}

function indent(lines: readonly string[], blanks: string): string[] {
  return lines.map((line) => blanks + line);
}

function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}
