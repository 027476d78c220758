/** Runs rules over a snapshot. What a check found is kept as long as its subject is the same object. */
import { levelOf, type Configuration } from '../project/configuration.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { byCheck, KeptReports, type CheckOfRule } from './kept-reports.ts';
import { LocatedFindings, type FoundByRule, type LocatedFinding } from './located-findings.ts';
import type { Check, Report, Rule } from './rule.ts';
import type { DocumentKind, DocumentSubject, Subjects } from './subjects.ts';
import { subjectsOf } from './subjects-of.ts';

export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

const NOTHING: readonly never[] = [];

/** Scopes whose findings depend on the subject alone. */
type KeptScope = 'job' | 'document' | 'manifest';

/** The rules that a configuration does not switch off. */
interface ActiveRules {
  readonly of: readonly Rule[];
  readonly configuration: Configuration;
  readonly rules: readonly Rule[];
  readonly checks: Readonly<Record<KeptScope | 'entry', readonly CheckOfRule[]>>;
}

export class RuleEngine {
  readonly #kept: Readonly<Record<KeptScope, KeptReports>> = {
    job: new KeptReports(),
    document: new KeptReports(),
    manifest: new KeptReports(),
  };
  readonly #ofEntries = new KeptReports();
  readonly #ofEntriesByDocument = new KeptReports();
  readonly #located = new WeakMap<object, LocatedFindings>();
  readonly #onFailure: (failure: RuleFailure) => void;
  #rules: readonly Rule[] = [];
  #active: ActiveRules | undefined;

  /** @param onFailure is told of every exception in a check; the other checks go on */
  constructor(rules: readonly Rule[], onFailure: (failure: RuleFailure) => void) {
    this.#onFailure = onFailure;
    this.#rules = rules;
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  addRules(rules: readonly Rule[]): void {
    this.#rules = [...this.#rules, ...rules];
  }

  /** All findings of a snapshot by path, each file's in the order of its text. Switched off and silenced ones are left out. */
  lint(snapshot: Snapshot): Map<string, readonly LocatedFinding[]> {
    const { rules, checks } = this.#activeIn(snapshot);
    const kept: Partial<Record<keyof Subjects, ReadonlyMap<Check, readonly Report[]>>> = {
      job: this.#inKept(snapshot, 'job', checks.job),
      document: this.#inKept(snapshot, 'document', checks.document),
      manifest: this.#inKept(snapshot, 'manifest', checks.manifest),
      entry: this.#inEntries(snapshot, checks.entry),
    };
    const found = rules.flatMap((rule) =>
      rule.checks.map((check): FoundByRule => {
        const known = kept[check.scope];
        const reports = known ? (known.get(check) ?? NOTHING) : this.#inAll(rule, check, snapshot);
        return { rule, check, reports };
      }),
    );
    return this.#locatedIn(snapshot).locate(snapshot, found);
  }

  #activeIn({ configuration }: Snapshot): ActiveRules {
    const known = this.#active;
    if (known?.of === this.#rules && known.configuration === configuration) return known;
    return (this.#active = activeRules(this.#rules, configuration));
  }

  #locatedIn({ line }: Snapshot): LocatedFindings {
    let known = this.#located.get(line);
    if (!known) this.#located.set(line, (known = new LocatedFindings()));
    return known;
  }

  #inAll(rule: Rule, check: Check, snapshot: Snapshot): readonly Report[] {
    return subjectsOf(snapshot, check.scope).flatMap((subject) => this.#run(rule.id, check, subject));
  }

  /** There are many of these, and most checks find nothing in most of them: each is looked at once for all checks. */
  #inKept(
    snapshot: Snapshot,
    scope: KeptScope,
    checks: readonly CheckOfRule[],
  ): ReadonlyMap<Check, readonly Report[]> {
    const kept = this.#kept[scope];
    kept.use(checks);
    const subjects: readonly Subjects[KeptScope][] = subjectsOf(snapshot, scope);
    return kept.reportsIn(
      snapshot,
      subjects,
      (subject) =>
        ({ rule, check }) =>
          this.#run(rule, check, subject),
    );
  }

  /** Entries are kept by themselves; a document that is the same object is not looked through for them. */
  #inEntries(snapshot: Snapshot, checks: readonly CheckOfRule[]): ReadonlyMap<Check, readonly Report[]> {
    this.#ofEntries.use(checks);
    this.#ofEntriesByDocument.use(checks);
    return this.#ofEntriesByDocument.reportsIn(snapshot, subjectsOf(snapshot, 'document'), (subject) => {
      let found: Map<Check, Report[]> | undefined;
      return ({ check }) => (found ??= this.#inEntriesOf(subject)).get(check) ?? NOTHING;
    });
  }

  #inEntriesOf(subject: DocumentSubject): Map<Check, Report[]> {
    const { document, kind } = subject;
    return byCheck(
      document.entries.map((entry) => {
        const reach = document.reachOf(entry);
        return this.#ofEntries.reportsOf(
          entry,
          reach.length === 0 ? ALONE[kind] : [kind, ...reach],
          ({ rule, check }) => this.#run(rule, check, { ...subject, entry }),
        );
      }),
    );
  }

  #run(rule: string, check: Check, subject: Subjects[keyof Subjects]): readonly Report[] {
    const reports: Report[] = [];
    try {
      (check.check as (subject: unknown, report: (report: Report) => void) => void)(subject, (report) =>
        reports.push(report),
      );
    } catch (error) {
      this.#onFailure({ rule, error });
    }
    return reports;
  }
}

/** What an entry's findings depend on where no alias leads out of it. */
const ALONE: Readonly<Record<DocumentKind, readonly [DocumentKind]>> = {
  pipeline: ['pipeline'],
  manifest: ['manifest'],
  configuration: ['configuration'],
};

function checksOf(rules: readonly Rule[], scope: keyof Subjects): CheckOfRule[] {
  return rules.flatMap((rule) =>
    rule.checks.flatMap((check) => (check.scope === scope ? [{ rule: rule.id, check }] : [])),
  );
}

function activeRules(of: readonly Rule[], configuration: Configuration): ActiveRules {
  const rules = of.filter((rule) => !isOffEverywhere(configuration, rule));
  const checks = {
    job: checksOf(rules, 'job'),
    document: checksOf(rules, 'document'),
    manifest: checksOf(rules, 'manifest'),
    entry: checksOf(rules, 'entry'),
  };
  return { of, configuration, rules, checks };
}

function isOffEverywhere(configuration: Configuration, rule: Rule): boolean {
  return (
    configuration.overrides.length === 0 &&
    levelOf(configuration, rule.id, rule.severity, () => false) === 'off'
  );
}
