/** Edits whose texts have places to fill in, in the protocol's form: as snippets, or as plain text. */
import type { SnippetTextEdit, TextEdit as ProtocolEdit } from './protocol.ts';
import { hasSlots, SnippetWriter, withoutSlots } from '../features/tab-stops.ts';
import type { TextEdit } from '../text/edit.ts';
import { lineStartOf } from '../text/line-style.ts';
import type { SourceText } from '../text/source-text.ts';
import { overlaps } from '../text/span.ts';

/** Plain edits; the places to fill in hold what is proposed for them. */
export function plainEdits(source: SourceText, edits: readonly TextEdit[]): ProtocolEdit[] {
  return edits.map(({ range, newText }) => ({
    range: source.rangeAt(range),
    newText: withoutSlots(newText),
  }));
}

/** Snippets where there is something to fill in, and plain edits. */
export function snippetEdits(
  source: SourceText,
  edits: readonly TextEdit[],
): (ProtocolEdit | SnippetTextEdit)[] {
  const writer = new SnippetWriter();
  const joined = joinInsertions(edits);
  return joined.flatMap((edit): (ProtocolEdit | SnippetTextEdit)[] => {
    if (!hasSlots(edit.newText)) return plainEdits(source, [edit]);
    const whole = fromLineStart(source, edit, joined);
    if (!whole) return plainEdits(source, [edit]);
    return [
      {
        range: source.rangeAt(whole.range),
        snippet: { kind: 'snippet', value: writer.write(whole.newText) },
      },
    ];
  });
}

/** What is inserted at one place becomes one edit. */
function joinInsertions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const { start, end } = edit.range;
    const same = result.findIndex(({ range }) => range.start === start && range.end === start);
    if (same < 0 || end !== start) result.push(edit);
    else result[same] = { ...edit, newText: result[same]!.newText + edit.newText };
  }
  return result;
}

/**
 * VS Code puts the indentation of the line that a snippet starts in before all its further lines, which bring theirs
 * along: so such a snippet starts with its line. Undefined where another edit stands in that line before it.
 */
function fromLineStart(source: SourceText, edit: TextEdit, all: readonly TextEdit[]): TextEdit | undefined {
  if (!/[\r\n]/.test(edit.newText)) return edit;
  const start = lineStartOf(source.text, edit.range.start);
  const range = { start, end: edit.range.end };
  const before = { start, end: edit.range.start };
  const isShared = all.some(
    (other) =>
      other !== edit &&
      (overlaps(other.range, range) || (other.range.end > start && other.range.end <= before.end)),
  );
  return isShared ? undefined : { range, newText: source.slice(before) + edit.newText };
}
