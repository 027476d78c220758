/**
 * Places to fill in, inside of texts that are inserted. They are marked by characters that no text of a user has
 * (of Unicode's private use area), so that texts go through all that writes YAML with the marks in them.
 */
import { snippetText } from './completion-choice.ts';

const OPEN = '\uE000';
const CLOSE = '\uE001';
const SLOT = /\uE000([^\uE001]*)\uE001/g;

/** A place to fill in, with what is proposed for it; the same text is filled in at all its places at once. */
export function slot(proposal: string): string {
  return OPEN + proposal + CLOSE;
}

/** Where the cursor ends. */
export const END = OPEN + CLOSE;

/** Readable in a list of lines: `‹proposal›` for a slot, `‹›` for the end. */
export function withSlots(text: string): string {
  return text.replaceAll('‹', OPEN).replaceAll('›', CLOSE);
}

export function hasSlots(text: string): boolean {
  return text.includes(OPEN);
}

/** The text with the proposals in their places. */
export function withoutSlots(text: string): string {
  return text.replace(SLOT, '$1');
}

/** Numbers the slots of texts that are inserted together. */
export class SnippetWriter {
  readonly #numbers = new Map<string, number>();

  /** The text as a snippet: `${1:proposal}`, and `$0` for the end. */
  write(text: string): string {
    let snippet = '';
    let last = 0;
    for (const { 0: written, 1: proposal, index } of text.matchAll(SLOT)) {
      snippet += snippetText(text.slice(last, index)) + this.#slot(proposal!);
      last = index + written.length;
    }
    return snippet + snippetText(text.slice(last));
  }

  #slot(proposal: string): string {
    if (proposal === '') return '$0';
    const number = this.#numbers.get(proposal) ?? this.#numbers.size + 1;
    this.#numbers.set(proposal, number);
    return `\${${number}:${snippetText(proposal)}}`;
  }
}
