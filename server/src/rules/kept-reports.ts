/** What the checks of one scope found, kept with each subject; one look at a subject tells of all of them. */
import type { Check, Report } from './rule.ts';

export interface CheckOfRule {
  readonly rule: string;
  readonly check: Check;
}

export interface FoundBy {
  readonly check: Check;
  readonly reports: readonly Report[];
}

interface Record {
  /** Counts the changes of the checks that were more than additions. */
  readonly generation: number;
  /** How many of the checks were asked. */
  readonly count: number;
  /** What the findings depend on besides the subject. */
  readonly also: readonly unknown[];
  /** The checks that found something. */
  readonly found: readonly FoundBy[];
}

const NOTHING: readonly never[] = [];

export class KeptReports {
  readonly #records = new WeakMap<object, Record>();
  #checks: readonly CheckOfRule[] = [];
  #generation = 0;

  /** Says which checks count from now on. */
  use(checks: readonly CheckOfRule[]): void {
    const isAddition = this.#checks.every(({ check }, index) => check === checks[index]?.check);
    if (!isAddition) this.#generation++;
    this.#checks = checks;
  }

  /**
   * What the checks found in a subject; those that were not asked about it yet are asked now.
   * @param also what the findings depend on besides the subject
   */
  reportsOf(
    subject: object,
    also: readonly unknown[],
    run: (check: CheckOfRule) => readonly Report[],
  ): readonly FoundBy[] {
    let known = this.#records.get(subject);
    if (known && (known.generation !== this.#generation || !isSame(known.also, also))) known = undefined;
    const count = known?.count ?? 0;
    if (known && count === this.#checks.length) return known.found;
    const found = [...(known?.found ?? NOTHING)];
    for (const check of this.#checks.slice(count)) {
      const reports = run(check);
      if (reports.length > 0) found.push({ check: check.check, reports });
    }
    this.#records.set(subject, {
      generation: this.#generation,
      count: this.#checks.length,
      also: known?.also ?? also,
      found: found.length === 0 ? NOTHING : found,
    });
    return found;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
