/** A file's text at one moment, with line and column arithmetic. Immutable. */
import type { OffsetRange } from './span.ts';

/** 0-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Start and end position, half-open, 0-based, UTF-16. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

export class SourceText {
  readonly path: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  /**
   * @param path relative to the project's root, with `/`
   * @param text the whole text; a byte order mark, if any, stays in it and counts as a character
   */
  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Offset of each line's first character; lines end with \n, \r\n or \r, as in the Language Server Protocol. */
  get lineStarts(): readonly number[] {
    return (this.#lineStarts ??= computeLineStarts(this.text));
  }

  get lineCount(): number {
    return this.lineStarts.length;
  }

  /** 0-based position of a UTF-16 offset; offsets outside the text are moved to its nearest end. */
  positionAt(offset: number): Position {
    const bounded = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(bounded);
    return { line, character: bounded - this.lineStarts[line]! };
  }

  /** 0-based line that holds the offset. */
  lineAt(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** UTF-16 offset of a 0-based position; a character behind the line's end means the line's end. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.text.length;
    const start = this.lineStarts[position.line]!;
    return Math.max(start, Math.min(start + position.character, this.lineEnd(position.line)));
  }

  /** Offset behind the line's last character, without its line end. */
  lineEnd(line: number): number {
    let end = line + 1 < this.lineCount ? this.lineStarts[line + 1]! : this.text.length;
    const start = this.lineStarts[line]!;
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return end;
  }

  /** A line's text without its line end; 0-based. */
  lineText(line: number): string {
    return this.text.slice(this.lineStarts[line]!, this.lineEnd(line));
  }

  rangeAt(range: OffsetRange): PositionRange {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }

  slice(range: OffsetRange): string {
    return this.text.slice(range.start, range.end);
  }
}

function computeLineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    } else if (code === 10) starts.push(i + 1);
  }
  return starts;
}
