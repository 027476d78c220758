/** Renders a template as GNU envsubst would, byte for byte, and keeps the way from the output back to the template. */
import { findPlaceholders, type Placeholder } from './placeholder.ts';

export interface RenderedPiece {
  /** UTF-16 offsets in the rendered text. */
  readonly start: number;
  readonly end: number;
  readonly placeholder: Placeholder;
}

export interface RenderedText {
  readonly text: string;
  /** What was put in for placeholders, in order. */
  readonly pieces: readonly RenderedPiece[];
}

/** The variable's value; undefined for one that is unset, which renders as nothing. */
export type VariableLookup = (name: string) => string | undefined;

/**
 * Renders a text.
 * @param list the names of the SHELL-FORMAT argument; without one every placeholder is replaced
 */
export function render(text: string, lookup: VariableLookup, list?: ReadonlySet<string>): RenderedText {
  let rendered = '';
  let last = 0;
  const pieces: RenderedPiece[] = [];
  for (const placeholder of findPlaceholders(text)) {
    if (list && !list.has(placeholder.name)) continue;
    rendered += text.slice(last, placeholder.start);
    const start = rendered.length;
    rendered += lookup(placeholder.name) ?? '';
    pieces.push({ start, end: rendered.length, placeholder });
    last = placeholder.end;
  }
  return { text: rendered + text.slice(last), pieces };
}

/** The offset in the template that an offset of the rendered text comes from: inside a value, its placeholder's start. */
export function templateOffset({ pieces }: RenderedText, offset: number): number {
  let shift = 0;
  for (const { start, end, placeholder } of pieces) {
    if (offset < start) break;
    if (offset < end) return placeholder.start;
    shift = placeholder.end - end;
  }
  return offset + shift;
}
