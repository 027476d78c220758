/** Text of which some stretches are not known: an image reference with a pipeline's id in it, a path with a variable. */
import type { Span } from '../text/span.ts';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'unknown';
      /** The CI/CD variable that stands here, unknown until the pipeline runs; absent for a command's output and the like. */
      readonly variable?: string;
      /** The expansion that makes this text of the variable: `${CI_COMMIT_SHA:0:8}`. */
      readonly derived?: string;
      /** Where the unknown came from. The same place in the same job gives the same text. */
      readonly origin?: Span;
    };

/** Neighbouring known pieces are joined; empty text has no pieces. */
export type PartialText = readonly Piece[];

export const EMPTY: PartialText = [];

export function known(text: string): PartialText {
  return text === '' ? EMPTY : [{ kind: 'text', text }];
}

export function unknown(variable?: string, origin?: Span): PartialText {
  return [{ kind: 'unknown', ...(variable !== undefined && { variable }), ...(origin && { origin }) }];
}

/** The pieces one after the other. */
export function joined(parts: readonly PartialText[]): PartialText {
  const pieces: Piece[] = [];
  for (const piece of parts.flat()) {
    const last = pieces.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text')
      pieces[pieces.length - 1] = { kind: 'text', text: last.text + piece.text };
    else if (piece.kind === 'unknown' || piece.text !== '') pieces.push(piece);
  }
  return pieces;
}

/** The text, where all of it is known. */
export function knownText(text: PartialText | undefined): string | undefined {
  if (!text) return undefined;
  if (text.length === 0) return '';
  return text.length === 1 && text[0]!.kind === 'text' ? text[0]!.text : undefined;
}

/** The text for people: `${NAME}` for a variable, `…` for other unknowns. */
export function displayText(text: PartialText): string {
  return text
    .map((piece) =>
      piece.kind === 'text'
        ? piece.text
        : (piece.derived ?? (piece.variable ? `\${${piece.variable}}` : '…')),
    )
    .join('');
}

/** The names of the variables that stand in the text. */
export function variablesIn(text: PartialText): readonly string[] {
  return text.flatMap((piece) => (piece.kind === 'unknown' && piece.variable ? [piece.variable] : []));
}

/**
 * Cuts at every occurrence of a character in known stretches. An unknown stretch is taken to hold none of them:
 * callers for whom that matters ask `hasUnknown` first.
 */
export function splitAt(text: PartialText, separator: string): readonly PartialText[] {
  const parts: Piece[][] = [[]];
  for (const piece of text) {
    if (piece.kind === 'unknown') {
      parts.at(-1)!.push(piece);
      continue;
    }
    for (const [index, stretch] of piece.text.split(separator).entries()) {
      if (index > 0) parts.push([]);
      if (stretch !== '') parts.at(-1)!.push({ kind: 'text', text: stretch });
    }
  }
  return parts;
}

export function hasUnknown(text: PartialText): boolean {
  return text.some((piece) => piece.kind === 'unknown');
}

/** Whether both are the same text: true or false where that is certain, else undefined. */
export function isSameText(a: PartialText, b: PartialText): boolean | undefined {
  const left = knownText(a);
  const right = knownText(b);
  if (left !== undefined && right !== undefined) return left === right;
  const [ownA, ownB] = withoutCommonBeginning(a, b);
  if (ownA.length === 0 && ownB.length === 0) return true;
  // One is the other with something added.
  if (ownA.length === 0 || ownB.length === 0)
    return [...ownA, ...ownB].some(({ kind }) => kind === 'text') ? false : undefined;
  return fixedEndsFit(ownA, ownB) ? undefined : false;
}

/** Both without the pieces that they begin with alike. */
function withoutCommonBeginning(a: PartialText, b: PartialText): [PartialText, PartialText] {
  const differing = a.findIndex((piece, index) => !b[index] || !isSamePiece(piece, b[index]));
  const common = differing < 0 ? a.length : differing;
  const [restA, restB] = [a.slice(common), b.slice(common)];
  const [firstA, firstB] = [restA[0], restB[0]];
  if (firstA?.kind !== 'text' || firstB?.kind !== 'text') return [restA, restB];
  const length = Math.min(firstA.text.length, firstB.text.length);
  if (firstA.text.slice(0, length) !== firstB.text.slice(0, length)) return [restA, restB];
  return [
    joined([known(firstA.text.slice(length)), restA.slice(1)]),
    joined([known(firstB.text.slice(length)), restB.slice(1)]),
  ];
}

function isSamePiece(a: Piece, b: Piece): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text;
  if (b.kind === 'text') return false;
  if (a.variable !== undefined) return a.variable === b.variable && a.derived === b.derived;
  return a.origin !== undefined && b.origin !== undefined && isSameSpan(a.origin, b.origin);
}

export function isSameSpan(a: Span, b: Span): boolean {
  return a.segment === b.segment && a.start === b.start && a.end === b.end;
}

/** False where the known beginnings or ends already differ. */
function fixedEndsFit(a: PartialText, b: PartialText): boolean {
  const beginning = (text: PartialText) => (text[0]?.kind === 'text' ? text[0].text : '');
  const end = (text: PartialText) => {
    const last = text.at(-1);
    return last?.kind === 'text' ? last.text : '';
  };
  const starts = beginning(a).length < beginning(b).length ? [a, b] : [b, a];
  if (!beginning(starts[1]!).startsWith(beginning(starts[0]!))) return false;
  const ends = end(a).length < end(b).length ? [a, b] : [b, a];
  return end(ends[1]!).endsWith(end(ends[0]!));
}
