/** What the conditions of a job's scripts come to in one run, where every value that they ask for is certain. */
import type { Truth } from '../gitlab/evaluate-expression.ts';
import type { AndOr, CommandNode, CompoundList, Pipeline } from '../shell/parse.ts';
import type { Segment, Span } from '../text/span.ts';
import type { Expander } from './expand-word.ts';

export type Condition = CommandNode | Pipeline | AndOr | CompoundList;

/**
 * Taken from a reading with certain values alone, and kept to in another one, which may have examples for the others:
 * an example decides nothing.
 */
export class Decisions {
  readonly #truths = new Map<string, Truth>();
  readonly #segments = new Map<Segment, number>();
  readonly evaluate: (node: Condition, expander: Expander) => Truth;
  #isClosed = false;

  constructor(evaluate: (node: Condition, expander: Expander) => Truth) {
    this.evaluate = evaluate;
  }

  /** From here on nothing is decided anew. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Whether a condition is met.
   * @param at the condition, and the calls that lead to it
   */
  decide(at: readonly Span[], evaluate: () => Truth): Truth {
    const key = at.map(({ segment, start, end }) => `${this.#numberOf(segment)}:${start}-${end}`).join(' ');
    if (this.#isClosed) return this.#truths.get(key);
    const truth = evaluate();
    // What one round of a loop decides counts only if the others come to the same.
    this.#truths.set(key, this.#truths.has(key) && this.#truths.get(key) !== truth ? undefined : truth);
    return truth;
  }

  #numberOf(segment: Segment): number {
    let number = this.#segments.get(segment);
    if (number === undefined) this.#segments.set(segment, (number = this.#segments.size));
    return number;
  }
}
