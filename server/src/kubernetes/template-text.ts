/** A scalar of a manifest as text with placeholders in it: what is known of it before it is rendered. */
import { findOperations } from '../envsubst/lookalike.ts';
import { findPlaceholders } from '../envsubst/placeholder.ts';
import type { Span } from '../text/span.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';

export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string; readonly text: string; readonly at: Span }
  /** `${NAME:-x}` and the like: what becomes of it depends on the program that reads it. */
  | { readonly kind: 'operation'; readonly text: string };

export interface TemplateText {
  readonly node: ScalarNode;
  /** The decoded text, placeholders as they are written. */
  readonly text: string;
  /** The text in order; one piece of kind `text` where there is no placeholder. */
  readonly pieces: readonly TemplatePiece[];
}

/** The scalar's decoded text, cut at its placeholders. */
export function templateText(node: ScalarNode): TemplateText {
  const text = node.value;
  if (!text.includes('$')) return { node, text, pieces: [{ kind: 'text', text }] };
  const pieces: TemplatePiece[] = [];
  let last = 0;
  const operations = findOperations(text);
  const isInside = (offset: number) => operations.some(({ start, end }) => start < offset && offset < end);
  const placeholders = findPlaceholders(text).filter(({ start }) => !isInside(start));
  for (const found of [...placeholders, ...operations].sort((a, b) => a.start - b.start)) {
    const { name, start, end } = found;
    if (start > last) pieces.push({ kind: 'text', text: text.slice(last, start) });
    const written = text.slice(start, end);
    if ('kind' in found) pieces.push({ kind: 'operation', text: written });
    else pieces.push({ kind: 'placeholder', name, text: written, at: spanInScalar(node, start, end) });
    last = end;
  }
  if (last < text.length || pieces.length === 0) pieces.push({ kind: 'text', text: text.slice(last) });
  return { node, text, pieces };
}

/** Whether the text is the same after rendering, whatever the variables are. */
export function isFixed(text: TemplateText): boolean {
  return text.pieces.every((piece) => piece.kind === 'text');
}

/** The text where it holds no placeholder. */
export function fixedText(text: TemplateText | undefined): string | undefined {
  return text && isFixed(text) ? text.text : undefined;
}

/** Whether both become the same text: the same pieces in the same order. False also where that is not known. */
export function isSameTemplate(a: TemplateText, b: TemplateText): boolean {
  const key = (text: TemplateText) =>
    text.pieces
      .map((piece) =>
        piece.kind === 'text' ? piece.text : `\0${piece.kind === 'placeholder' ? piece.name : piece.text}\0`,
      )
      .join('');
  return key(a) === key(b);
}

/** Whether the texts may become the same: false only where their fixed beginnings or ends differ. */
export function mayBeSame(a: TemplateText, b: TemplateText): boolean {
  if (isFixed(a) && isFixed(b)) return a.text === b.text;
  if (isSameTemplate(a, b)) return true;
  return fits(a, b);
}

function fits(a: TemplateText, b: TemplateText): boolean {
  const ends = (text: TemplateText, last: boolean) => {
    const piece = text.pieces.at(last ? -1 : 0);
    return piece?.kind === 'text' ? piece.text : '';
  };
  const starts = [ends(a, false), ends(b, false)].sort((x, y) => x.length - y.length);
  const tails = [ends(a, true), ends(b, true)].sort((x, y) => x.length - y.length);
  return starts[1]!.startsWith(starts[0]!) && tails[1]!.endsWith(tails[0]!);
}
