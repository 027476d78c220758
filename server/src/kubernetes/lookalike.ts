/** Text of a manifest that looks like a placeholder and is none to GNU envsubst, with the field that it stands in. */
import { findLookalikes, isOperation, type Lookalike, type LookalikeKind } from '../envsubst/lookalike.ts';
import { span, type Span } from '../text/span.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import { fieldAt, type Field } from './field.ts';
import { readerOf, type FieldReader } from './field-reader.ts';
import type { Manifest } from './manifest.ts';

export interface ManifestLookalike extends Omit<Lookalike, 'kind'> {
  /** `parentheses`: `$(NAME)`, Kubernetes' own form, which it knows in some fields alone. */
  readonly kind: LookalikeKind | 'parentheses';
  readonly at: Span;
  /** Who reads the text once it is in the cluster. */
  readonly reader: FieldReader;
  readonly field: Field;
}

const known = new WeakMap<ParsedSegment, readonly ManifestLookalike[]>();

/** All of them that stand in keys and values, in order. */
export function lookalikesOf(manifest: Manifest): readonly ManifestLookalike[] {
  return manifest.documents.flatMap(({ entries }) =>
    entries.flatMap((entry) => {
      let found = known.get(entry);
      if (!found) known.set(entry, (found = read(manifest, entry)));
      return found;
    }),
  );
}

/** Those with an operator, as `${NAME:-x}`: a8m's envsubst and others replace them. */
export function operationsOf(manifest: Manifest): readonly ManifestLookalike[] {
  return lookalikesOf(manifest).filter(isOperation);
}

function read(manifest: Manifest, entry: ParsedSegment): readonly ManifestLookalike[] {
  const { segment } = entry;
  if (!/[$%@]|\{\{/.test(segment.text)) return [];
  const found = [...findLookalikes(segment.text), ...parenthesesIn(segment.text)];
  found.sort((a, b) => a.start - b.start);
  return found.flatMap((lookalike): ManifestLookalike[] => {
    const at = span(segment, lookalike.start, lookalike.end);
    const field = fieldAt(entry, at);
    if (!field) return [];
    return [{ ...lookalike, at, field, reader: readerOf(field, manifest.resourceOf(field)) }];
  });
}

function parenthesesIn(text: string) {
  return [...text.matchAll(/\$\(([A-Z_][A-Z0-9_]*)\)/g)].map((match) => ({
    kind: 'parentheses' as const,
    name: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
  }));
}
