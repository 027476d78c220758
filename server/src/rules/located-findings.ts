/** Where findings stand in their files, kept from one snapshot of a project to the next. */
import { levelOf, type Configuration, type RuleLevel } from '../project/configuration.ts';
import { areSame, resultsOf, type KeptResults } from '../project/kept-results.ts';
import { matchesGlob, type Snapshot } from '../project/snapshot.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Location } from '../text/span.ts';
import { ignoresIn } from './ignore.ts';
import type { Check, Finding, Report, Rule } from './rule.ts';

export interface LocatedFinding {
  readonly finding: Finding;
  readonly location: Location;
}

/** What one check of a rule found. */
export interface FoundByRule {
  readonly rule: Rule;
  readonly check: Check;
  readonly reports: readonly Report[];
}

interface PlacedReport {
  /** The text that it was placed in; undefined where it stands in no file any more. */
  readonly source: SourceText | undefined;
  /** Undefined where it is switched off or silenced. */
  readonly located: LocatedFinding | undefined;
}

interface FindingsOfFile {
  readonly asFound: readonly LocatedFinding[];
  readonly inOrder: readonly LocatedFinding[];
}

/** The findings of one project. */
export class LocatedFindings {
  #configuration: Configuration | undefined;
  #byCheck = new Map<Check, KeptResults<Report, PlacedReport>>();
  #byPath: ReadonlyMap<string, FindingsOfFile> = new Map();

  /**
   * The findings by path, each file's in the order of its text; what is switched off or silenced is left out. A file's
   * list is the same object as before as long as all that is in it is the same.
   */
  locate(snapshot: Snapshot, found: readonly FoundByRule[]): Map<string, readonly LocatedFinding[]> {
    if (this.#configuration !== snapshot.configuration) this.#byCheck = new Map();
    this.#configuration = snapshot.configuration;
    const asFound = new Map<string, LocatedFinding[]>();
    for (const one of found) {
      for (const { located } of this.#place(snapshot, one)) {
        if (!located) continue;
        const list = asFound.get(located.location.path);
        if (list) list.push(located);
        else asFound.set(located.location.path, [located]);
      }
    }
    this.#byPath = new Map([...asFound].map(([path, list]) => [path, this.#inOrder(path, list)]));
    return new Map([...this.#byPath].map(([path, { inOrder }]) => [path, inOrder]));
  }

  #place(snapshot: Snapshot, { rule, check, reports }: FoundByRule): readonly PlacedReport[] {
    const place = (report: Report) => placeReport(snapshot, rule, report);
    const isCurrent = ({ source }: PlacedReport) => source && snapshot.text(source.path) === source;
    let placed = resultsOf(reports, this.#byCheck.get(check), place);
    if (!placed.results.every(isCurrent))
      placed = {
        subjects: reports,
        results: placed.results.map((it, index) => (isCurrent(it) ? it : place(reports[index]!))),
      };
    this.#byCheck.set(check, placed);
    return placed.results;
  }

  #inOrder(path: string, asFound: readonly LocatedFinding[]): FindingsOfFile {
    const known = this.#byPath.get(path);
    if (known && areSame(known.asFound, asFound)) return known;
    const sorted = [...asFound].sort(inTextOrder);
    return { asFound, inOrder: sorted.filter((_, index) => !isRepeated(sorted, index)) };
  }
}

function placeReport(snapshot: Snapshot, rule: Rule, report: Report): PlacedReport {
  const path = snapshot.pathOf(report.at.segment);
  const source = path === undefined ? undefined : snapshot.text(path);
  return { source, located: source && locate(snapshot, rule, report, source) };
}

function locate(
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
    compareNames(a.finding.rule, b.finding.rule)
  );
}

/** By character: the engine's comparison by language takes 3 MB of tables and some milliseconds to begin. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the rule has said the same of the same place before. */
function isRepeated(sorted: readonly LocatedFinding[], index: number): boolean {
  const own = sorted[index]!;
  for (let before = index - 1; before >= 0; before--) {
    const other = sorted[before]!;
    if (inTextOrder(other, own) !== 0) return false;
    if (other.finding.message === own.finding.message) return true;
  }
  return false;
}
