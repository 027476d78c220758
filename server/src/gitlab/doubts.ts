/** Why a simulation leaves something open: what the files do not tell. */

/**
 * `changes`: the files that a push changes. `exists`: files of an unknown name. `definition`: what a job or its
 * conditions are made of, such as an include or an input.
 */
export type DoubtKind = 'changes' | 'exists' | 'definition';

export class Doubts {
  readonly #variables = new Set<string>();
  readonly #kinds = new Set<DoubtKind>();

  /** Names of variables whose value is not known. */
  get variables(): ReadonlySet<string> {
    return this.#variables;
  }

  get kinds(): ReadonlySet<DoubtKind> {
    return this.#kinds;
  }

  get isEmpty(): boolean {
    return this.#variables.size === 0 && this.#kinds.size === 0;
  }

  addVariable(name: string): void {
    this.#variables.add(name);
  }

  add(kind: DoubtKind): void {
    this.#kinds.add(kind);
  }

  addAll(other: Doubts): void {
    other.variables.forEach((name) => this.#variables.add(name));
    other.kinds.forEach((kind) => this.#kinds.add(kind));
  }

  /** Notes the kind where the answer is open. @returns the answer */
  about<Answer>(kind: DoubtKind, answer: Answer): Answer {
    if (answer === undefined) this.#kinds.add(kind);
    return answer;
  }
}
