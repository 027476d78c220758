/** How a text is laid out, so that inserted lines look like their neighbours. */

/** The line end that the text uses first; `\n` where it has one line only. */
export function lineEndOf(text: string): string {
  const found = /\r\n|\n|\r/.exec(text);
  return found ? found[0] : '\n';
}

/** The blanks at the start of the line that holds the offset. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStartOf(text, offset);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

/** Offset of the first character of the line that holds the offset. */
export function lineStartOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

/** Offset behind the last character of the line that holds the offset, before its line end. */
export function lineEndFrom(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** Offset of the first character of the next line, or the text's length on the last line. */
export function nextLineStart(text: string, offset: number): number {
  const end = lineEndFrom(text, offset);
  if (text[end] === '\r' && text[end + 1] === '\n') return end + 2;
  return end < text.length ? end + 1 : end;
}

/** Blanks per level, read from the first indented line; 2 where there is none. */
export function indentationStep(text: string): number {
  const found = /(?:^|[\r\n])( +)(?=[^\s#])/.exec(text);
  return found ? Math.min(found[1]!.length, 8) : 2;
}

/** Writes lines with the given indentation before each and the given line end after each; empty lines stay empty. */
export function indentLines(lines: readonly string[], indentation: string, lineEnd: string): string {
  return lines.map((line) => (line === '' ? '' : indentation + line) + lineEnd).join('');
}
