/** Runs rules over a snapshot. What a check found is kept as long as its subject is the same object. */
import type { SourceText } from '../text/source-text.ts';
import type { Location, Segment } from '../text/span.ts';
import { levelOf, type Configuration, type RuleLevel } from '../project/configuration.ts';
import { matchesGlob, type Snapshot } from '../project/snapshot.ts';
import { ignoresIn } from './ignore.ts';
import type { Check, Finding, Report, Rule } from './rule.ts';
import type { Subjects } from './subjects.ts';
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
const KEPT: ReadonlySet<keyof Subjects> = new Set(['entry', 'job', 'manifest', 'dockerfile']);

export class RuleEngine {
  readonly #kept = new Map<Check, WeakMap<object, readonly Report[]>>();
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
    for (const rule of this.#rules) {
      if (isOffEverywhere(snapshot, rule)) continue;
      const seen = new Map<Segment, Report[]>();
      for (const check of rule.checks) {
        for (const report of this.#reports(rule, check, snapshot)) {
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

  #reports(rule: Rule, check: Check, snapshot: Snapshot): readonly Report[] {
    const found: Report[] = [];
    // Most subjects have none, and there are many: a loop without a generator is what this needs.
    if (check.scope === 'entry') {
      for (const subject of subjectsOf(snapshot, 'document'))
        for (const report of this.#inDocument(rule, check, subject)) found.push(report);
      return found;
    }
    for (const subject of subjectsOf(snapshot, check.scope))
      for (const report of this.#run(rule, check, subject)) found.push(report);
    return found;
  }

  /** What a check of scope `entry` finds in a document; one that is the same object is not looked through again. */
  #inDocument(rule: Rule, check: Check, subject: Subjects['document']): readonly Report[] {
    const keeper = this.#keeperOf(check);
    const { document } = subject;
    let reports = keeper.get(document);
    if (!reports) {
      reports = document.entries.flatMap((entry) => this.#run(rule, check, { ...subject, entry }));
      keeper.set(document, reports);
    }
    return reports;
  }

  #run(rule: Rule, check: Check, subject: Subjects[keyof Subjects]): readonly Report[] {
    const keeper = KEPT.has(check.scope) ? this.#keeperOf(check) : undefined;
    const key = keyOf(check, subject);
    const kept = key && keeper?.get(key);
    if (kept) return kept;
    const reports: Report[] = [];
    try {
      (check.check as (subject: unknown, report: (report: Report) => void) => void)(subject, (report) =>
        reports.push(report),
      );
    } catch (error) {
      this.#onFailure({ rule: rule.id, error });
    }
    if (key) keeper?.set(key, reports);
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

/** What a kept finding hangs on; undefined for an entry whose aliases lead to other entries. */
function keyOf(check: Check, subject: Subjects[keyof Subjects]): object | undefined {
  if (check.scope === 'entry') {
    const { entry } = subject as Subjects['entry'];
    return entry.aliases.length === 0 ? entry : undefined;
  }
  if (check.scope === 'dockerfile') return (subject as Subjects['dockerfile']).segment;
  return subject;
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
