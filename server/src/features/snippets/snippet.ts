/** Texts to begin with, offered by completion at the places where they fit. */
import type { SourceText } from '../../text/source-text.ts';
import { indentationStep, lineEndOf } from '../../text/line-style.ts';
import { reindent } from '../../scaffold/reindent.ts';
import type { CompletionChoice } from '../completion-choice.ts';
import { SnippetWriter, withoutSlots, withSlots } from '../tab-stops.ts';
import type { YamlCursor } from '../yaml-cursor.ts';

export interface Snippet {
  readonly label: string;
  readonly detail: string;
  /** YAML with two blanks for a level; words in `‹›` are filled in, the cursor ends at `‹›`. */
  readonly lines: readonly string[];
}

/** Behind everything else that completion offers. */
const FIRST = 2000;

/** Snippets as keys and items at the cursor, in the file's own layout. */
export function snippetChoices(
  snippets: readonly Snippet[],
  cursor: YamlCursor,
  source: SourceText,
): CompletionChoice[] {
  const step = indentationStep(source.text);
  return snippets.map(({ label, detail, lines }, index) =>
    snippetChoice(label, detail, index, cursor, source, reindent(lines.join('\n'), step).split('\n')),
  );
}

/**
 * One choice, whose lines stand below the cursor's column.
 * @param column where the further lines start; the column of the map or item at the cursor where it is left out
 */
export function snippetChoice(
  label: string,
  detail: string,
  index: number,
  cursor: YamlCursor,
  source: SourceText,
  lines: readonly string[],
  column = cursor.column,
): CompletionChoice {
  const blanks = ' '.repeat(column);
  const text = withSlots(
    lines.map((line, at) => (at === 0 || line === '' ? line : blanks + line)).join(lineEndOf(source.text)),
  );
  return {
    label,
    kind: 'snippet',
    detail,
    range: { start: cursor.start, end: cursor.end },
    newText: withoutSlots(text),
    snippet: new SnippetWriter().write(text),
    order: FIRST + index,
  };
}
