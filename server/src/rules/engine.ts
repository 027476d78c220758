/** Runs rules over a snapshot. What a check found is kept as long as its subject is the same object. */
import type { SourceText } from '../text/source-text.ts';
import type { Location, Segment } from '../text/span.ts';
import { levelOf, type Configuration, type RuleLevel } from '../project/configuration.ts';
import { matchesGlob, type Snapshot } from '../project/snapshot.ts';
import { ignoresIn } from './ignore.ts';
import { KeptReports, type CheckOfRule, type FoundBy } from './kept-reports.ts';
import type { Check, Finding, Report, Rule } from './rule.ts';
import type { DocumentKind, Subjects } from './subjects.ts';
import { subjectsOf } from './subjects-of.ts';

export interface LocatedFinding {
  readonly finding: Finding;
  readonly location: Location;
}

export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** Scopes whose findings depend on the subject alone. */
const KEPT: ReadonlySet<keyof Subjects> = new Set(['manifest']);
const NOTHING: readonly never[] = [];

export class RuleEngine {
  readonly #kept = new Map<Check, WeakMap<object, readonly Report[]>>();
  readonly #ofJobs = new KeptReports();
  readonly #ofEntries = new KeptReports();
  readonly #ofDocuments = new KeptReports();
  readonly #onFailure: (failure: RuleFailure) => void;
  #rules: readonly Rule[] = [];

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
  lint(snapshot: Snapshot): Map<string, LocatedFinding[]> {
    const byPath = new Map<string, LocatedFinding[]>();
    const rules = this.#rules.filter((rule) => !isOffEverywhere(snapshot, rule));
    const found = new Map<Check, Report[]>();
    this.#inJobs(rules, snapshot, found);
    this.#inEntries(rules, snapshot, found);
    for (const rule of rules) {
      const seen = new Map<Segment, Report[]>();
      for (const check of rule.checks) {
        for (const report of this.#reports(rule, check, snapshot, found)) {
          const located = locate(snapshot, rule, report);
          if (!located) continue;
          if (isSeen(seen, report)) continue;
          const { path } = located.location;
          const list = byPath.get(path);
          if (list) list.push(located);
          else byPath.set(path, [located]);
        }
      }
    }
    for (const list of byPath.values()) list.sort(inTextOrder);
    return byPath;
  }

  /** @param known what was found in jobs and entries */
  #reports(
    rule: Rule,
    check: Check,
    snapshot: Snapshot,
    known: ReadonlyMap<Check, readonly Report[]>,
  ): readonly Report[] {
    if (check.scope === 'job' || check.scope === 'entry') return known.get(check) ?? NOTHING;
    const found: Report[] = [];
    for (const subject of subjectsOf(snapshot, check.scope))
      for (const report of this.#runKept(rule.id, check, subject)) found.push(report);
    return found;
  }

  /** There are many jobs, and most checks find nothing in most of them: each is looked at once for all checks. */
  #inJobs(rules: readonly Rule[], snapshot: Snapshot, found: Map<Check, Report[]>): void {
    this.#ofJobs.use(checksOf(rules, 'job'));
    for (const job of subjectsOf(snapshot, 'job'))
      add(
        found,
        this.#ofJobs.reportsOf(job, NOTHING, ({ rule, check }) => this.#run(rule, check, job)),
      );
  }

  #inEntries(rules: readonly Rule[], snapshot: Snapshot, found: Map<Check, Report[]>): void {
    const checks = checksOf(rules, 'entry');
    this.#ofEntries.use(checks);
    this.#ofDocuments.use(checks);
    for (const subject of subjectsOf(snapshot, 'document')) {
      const { document, kind } = subject;
      let inDocument: Map<Check, Report[]> | undefined;
      // A document that is the same object is not looked through again.
      const reports = this.#ofDocuments.reportsOf(document, [kind], ({ check }) => {
        inDocument ??= this.#inEntriesOf(subject);
        return inDocument.get(check) ?? NOTHING;
      });
      add(found, reports);
    }
  }

  #inEntriesOf(subject: Subjects['document']): Map<Check, Report[]> {
    const { document, kind } = subject;
    const found = new Map<Check, Report[]>();
    for (const entry of document.entries) {
      const reach = document.reachOf(entry);
      add(
        found,
        this.#ofEntries.reportsOf(
          entry,
          reach.length === 0 ? ALONE[kind] : [kind, ...reach],
          ({ rule, check }) => this.#run(rule, check, { ...subject, entry }),
        ),
      );
    }
    return found;
  }

  #runKept(rule: string, check: Check, subject: Subjects[keyof Subjects]): readonly Report[] {
    if (!KEPT.has(check.scope)) return this.#run(rule, check, subject);
    const keeper = this.#keeperOf(check);
    let reports = keeper.get(subject);
    if (!reports) keeper.set(subject, (reports = this.#run(rule, check, subject)));
    return reports;
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

  #keeperOf(check: Check): WeakMap<object, readonly Report[]> {
    let keeper = this.#kept.get(check);
    if (!keeper) this.#kept.set(check, (keeper = new WeakMap()));
    return keeper;
  }
}

/** Whether a rule has said the same of the same place; notes it. */
function isSeen(seen: Map<Segment, Report[]>, report: Report): boolean {
  const { segment, start, end } = report.at;
  const others = seen.get(segment);
  if (!others) {
    seen.set(segment, [report]);
    return false;
  }
  if (others.some((it) => it.at.start === start && it.at.end === end && it.message === report.message))
    return true;
  others.push(report);
  return false;
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

function add(found: Map<Check, Report[]>, more: readonly FoundBy[]): void {
  for (const { check, reports } of more) {
    const known = found.get(check);
    if (known) known.push(...reports);
    else found.set(check, [...reports]);
  }
}

function isOffEverywhere(snapshot: Snapshot, rule: Rule): boolean {
  const { configuration } = snapshot;
  return (
    configuration.overrides.length === 0 &&
    levelOf(configuration, rule.id, rule.severity, () => false) === 'off'
  );
}

interface Placed {
  readonly source: SourceText;
  readonly configuration: Configuration;
  readonly located: LocatedFinding | undefined;
}

const placed = new WeakMap<Report, Placed>();

/** Where a report stands today, and how severe it is there; the same as before while file and configuration are. */
function locate(snapshot: Snapshot, rule: Rule, report: Report): LocatedFinding | undefined {
  const path = snapshot.pathOf(report.at.segment);
  const source = path === undefined ? undefined : snapshot.text(path);
  if (!source) return undefined;
  const { configuration } = snapshot;
  let known = placed.get(report);
  if (known?.source !== source || known.configuration !== configuration) {
    known = { source, configuration, located: locateAnew(snapshot, rule, report, source) };
    placed.set(report, known);
  }
  return known.located;
}

function locateAnew(
  snapshot: Snapshot,
  rule: Rule,
  report: Report,
  source: SourceText,
): LocatedFinding | undefined {
  const location = snapshot.locate(report.at);
  if (!location || snapshot.isIgnored(location.path)) return undefined;
  const configured = levelOf(snapshot.configuration, rule.id, report.severity ?? rule.severity, (glob) =>
    matchesGlob(glob, location.path),
  );
  if (configured === 'off') return undefined;
  if (ignoresIn(source).isIgnored(rule.id, source.lineAt(location.range.start))) return undefined;
  return { finding: { ...report, rule: rule.id, severity: configured satisfies RuleLevel }, location };
}

function inTextOrder(a: LocatedFinding, b: LocatedFinding): number {
  return (
    a.location.range.start - b.location.range.start ||
    a.location.range.end - b.location.range.end ||
    a.finding.rule.localeCompare(b.finding.rule)
  );
}
