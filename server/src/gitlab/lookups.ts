/**
 * Remembers what a computation looked up, so that its result can be kept for as long as the same questions have the
 * same answers.
 */

export type Lookup = (kind: string, key: unknown) => unknown;

interface Recorded {
  readonly kind: string;
  readonly key: unknown;
  readonly answer: unknown;
}

export class LookupRecorder {
  readonly #recorded: Recorded[] = [];
  #lookup: Lookup | undefined;

  /** @param lookup gives for one question the same object as long as its answer is the same */
  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  ask(kind: string, key: unknown): unknown {
    const answer = this.#lookup?.(kind, key);
    this.#recorded.push({ kind, key, answer });
    return answer;
  }

  /** The computation has ended: what it was looked up in need not be kept. */
  close(): this {
    this.#lookup = undefined;
    return this;
  }

  /** Whether another state of the world gives the same answers. */
  isValidFor(lookup: Lookup): boolean {
    for (const { kind, key, answer } of this.#recorded) if (!isSame(lookup(kind, key), answer)) return false;
    return true;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => item === b[index]);
  return false;
}
