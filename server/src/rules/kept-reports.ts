/** What the checks of one scope found, kept with each subject; one look at a subject tells of all of them. */
import { areSame, resultsOf, type KeptResults } from '../project/kept-results.ts';
import type { Snapshot } from '../project/snapshot.ts';
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
    if (checks === this.#checks) return;
    const isAddition = this.#checks.every(({ check }, index) => check === checks[index]?.check);
    if (isAddition && this.#checks.length === checks.length) return;
    if (!isAddition) this.#generation++;
    this.#checks = checks;
  }

  /**
   * What the checks found in a snapshot's subjects, by check, in the order of the subjects. A subject that is the same
   * object as in an earlier snapshot is not looked at again.
   * @param runOn makes what asks a check about a subject
   */
  reportsIn<Subject extends object>(
    snapshot: Snapshot,
    subjects: readonly Subject[],
    runOn: (subject: Subject) => (check: CheckOfRule) => readonly Report[],
  ): Map<Check, Report[]> {
    const { results } = snapshot.deriveFrom<KeptResults<Subject, readonly FoundBy[]>>(
      this.#checks,
      (_, last) => resultsOf(subjects, last, (subject) => this.reportsOf(subject, NOTHING, runOn(subject))),
    );
    return byCheck(results);
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
    if (known && (known.generation !== this.#generation || !areSame(known.also, also))) known = undefined;
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

/** Each check's findings in the order of the records. */
export function byCheck(records: readonly (readonly FoundBy[])[]): Map<Check, Report[]> {
  const found = new Map<Check, Report[]>();
  for (const record of records) {
    for (const { check, reports } of record) {
      const known = found.get(check);
      if (known) known.push(...reports);
      else found.set(check, [...reports]);
    }
  }
  return found;
}
