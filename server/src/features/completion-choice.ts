/** What completion offers: one choice, and how it is written. */
import type { OffsetRange } from '../text/span.ts';

export type ChoiceKind =
  'keyword' | 'value' | 'job' | 'stage' | 'variable' | 'file' | 'anchor' | 'rule' | 'field' | 'snippet';

export interface CompletionChoice {
  readonly label: string;
  readonly kind: ChoiceKind;
  /** A few words beside the label: where it comes from. */
  readonly detail?: string;
  readonly markdown?: string;
  /** UTF-16 offsets of what is replaced. */
  readonly range: OffsetRange;
  readonly newText: string;
  /** The same with places to fill in (`$1`, `$0`), for editors that know such. */
  readonly snippet?: string;
  /** Choices are shown in the order of this, then of the label. */
  readonly order: number;
}

/** A literal text inside a snippet. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
