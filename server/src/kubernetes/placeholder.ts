/** The envsubst placeholders of a manifest, with the field that each stands in. */
import { findPlaceholders } from '../envsubst/placeholder.ts';
import { span, type Span } from '../text/span.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import { fieldAt, type Field } from './field.ts';

/** `comment`: envsubst replaces it all the same. `loose`: outside of any scalar, such as alone on its line. */
export type PlaceholderPlace = 'value' | 'key' | 'comment' | 'loose';

export interface ManifestPlaceholder {
  readonly name: string;
  readonly at: Span;
  /** `${NAME}` rather than `$NAME`. */
  readonly isBraced: boolean;
  readonly place: PlaceholderPlace;
  /** The field, for the places `value` and `key`. */
  readonly field?: Field;
  /** Whether the scalar holds nothing but this placeholder. */
  readonly isWhole: boolean;
}

const known = new WeakMap<ParsedSegment, readonly ManifestPlaceholder[]>();

/** All placeholders in the text of an entry, in order, comments included: envsubst does not know YAML. */
export function placeholdersOf(entry: ParsedSegment): readonly ManifestPlaceholder[] {
  let found = known.get(entry);
  if (!found) known.set(entry, (found = readPlaceholders(entry)));
  return found;
}

function readPlaceholders(entry: ParsedSegment): readonly ManifestPlaceholder[] {
  const { segment } = entry;
  if (!segment.text.includes('$')) return [];
  return findPlaceholders(segment.text).map(({ name, start, end }): ManifestPlaceholder => {
    const at = span(segment, start, end);
    const field = fieldAt(entry, at);
    return {
      name,
      at,
      isBraced: segment.text[start + 1] === '{',
      place: field ? (field.isKey ? 'key' : 'value') : isInComment(segment.text, start) ? 'comment' : 'loose',
      ...(field && { field }),
      isWhole: field !== undefined && field.node.value === segment.text.slice(start, end),
    };
  });
}

/** Whether a `$` stands in front that is no second one itself: a8m's envsubst takes both for a dollar sign. */
export function isEscaped({ at: { segment, start } }: ManifestPlaceholder): boolean {
  let first = start;
  while (segment.text[first - 1] === '$') first--;
  return (start - first) % 2 === 1;
}

/** Whether the offset, known to be in no scalar, stands behind a `#` that opens a comment. */
export function isInComment(text: string, offset: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /(?:^|[ \t])#/.test(text.slice(lineStart, offset));
}
