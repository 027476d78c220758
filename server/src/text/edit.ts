/** Edits as text at ranges: nothing is ever re-serialised. */
import type { OffsetRange, Span } from './span.ts';

/** Replaces what the span covers by `newText`; an empty span inserts. */
export interface SpanEdit {
  readonly at: Span;
  readonly newText: string;
}

/** Replaces a range of a whole file; an empty range inserts. */
export interface TextEdit {
  readonly range: OffsetRange;
  readonly newText: string;
}

/** A text edit in a named file of the project. */
export interface FileEdit extends TextEdit {
  readonly path: string;
}

/** A file to write. It is never written over a file that exists. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Applies edits to a text. Edits at the same place are applied in the order given.
 * @throws RangeError when two edits overlap or one lies outside the text
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort(
    (a, b) =>
      a.edit.range.start - b.edit.range.start || a.edit.range.end - b.edit.range.end || a.index - b.index,
  );
  let result = '';
  let last = 0;
  for (const { edit } of sorted) {
    if (edit.range.start < last || edit.range.end < edit.range.start || edit.range.end > text.length) {
      throw new RangeError(`edits overlap or lie outside the text at offset ${edit.range.start}`);
    }
    result += text.slice(last, edit.range.start) + edit.newText;
    last = edit.range.end;
  }
  return result + text.slice(last);
}
