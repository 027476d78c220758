/** Findings in the form that scripts read; a contract, so it may grow but not change. */
import path from 'node:path';
import type { FileEdit } from '../text/edit.ts';
import type { OffsetRange } from '../text/span.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import { locateFix } from '../rules/fix-all.ts';
import { pageUrl } from '../rules/page-url.ts';
import { subjectPaths } from '../rules/subjects-of.ts';
import type { AskedProject } from './load-projects.ts';

export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;
export type ReportedSeverity = (typeof SEVERITIES)[number];

/** Lines and columns are 1-based, columns in UTF-16 units; the end is behind the last character. */
export interface ReportedRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ReportedEdit extends ReportedRange {
  readonly file: string;
  readonly newText: string;
}

export interface ReportedFinding extends ReportedRange {
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  readonly rule: string;
  readonly severity: ReportedSeverity;
  readonly message: string;
  readonly url: string;
  readonly fixes: readonly { readonly title: string; readonly edits: readonly ReportedEdit[] }[];
  readonly related: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

export interface LintReport {
  readonly version: 1;
  readonly findings: readonly ReportedFinding[];
  readonly summary: {
    readonly files: number;
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    readonly hints: number;
    readonly durationMs: number;
  };
  /** The text of a reported file, for formats that show lines; not part of the JSON form. */
  readonly textOf: (file: string) => SourceText | undefined;
}

export interface LintedProject extends AskedProject {
  readonly findings: ReadonlyMap<string, readonly LocatedFinding[]>;
}

export function makeReport(
  projects: readonly LintedProject[],
  workingDirectory: string,
  durationMs: number,
): LintReport {
  const findings: ReportedFinding[] = [];
  const texts = new Map<string, SourceText>();
  let files = 0;
  for (const { project, root, isAsked, findings: found } of projects) {
    const snapshot = project.snapshot();
    const name = (file: string) =>
      path.relative(workingDirectory, path.join(root, file)).split(path.sep).join('/');
    files += subjectPaths(snapshot).filter(isAsked).length;
    for (const [file, located] of found) {
      if (!isAsked(file)) continue;
      texts.set(name(file), snapshot.text(file)!);
      findings.push(...located.map((finding) => toReported(snapshot, finding, name)));
    }
  }
  findings.sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule),
  );
  const count = (severity: ReportedSeverity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const summary = {
    files,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    hints: count('hint'),
    durationMs: Math.round(durationMs),
  };
  return { version: 1, findings, summary, textOf: (file) => texts.get(file) };
}

/** Whether a finding is at or above a severity. */
export function reaches({ findings }: LintReport, severity: ReportedSeverity): boolean {
  const limit = SEVERITIES.indexOf(severity);
  return findings.some((finding) => SEVERITIES.indexOf(finding.severity) <= limit);
}

function toReported(
  snapshot: Snapshot,
  { finding, location }: LocatedFinding,
  name: (file: string) => string,
): ReportedFinding {
  return {
    file: name(location.path),
    ...rangeIn(snapshot.text(location.path)!, location.range),
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    url: pageUrl(finding.rule),
    fixes: (finding.fixes ?? []).flatMap((fix) => {
      const located = locateFix(snapshot, fix);
      return located
        ? [{ title: fix.title, edits: [...located.edits.map(toEdit), ...located.newFiles.map(toNewFile)] }]
        : [];
    }),
    related: (finding.related ?? []).flatMap((place) => {
      const at = snapshot.locate(place.at);
      if (!at) return [];
      const { line, column } = rangeIn(snapshot.text(at.path)!, at.range);
      return [{ file: name(at.path), line, column, message: place.message }];
    }),
  };

  function toEdit(edit: FileEdit): ReportedEdit {
    return {
      file: name(edit.path),
      ...rangeIn(snapshot.text(edit.path)!, edit.range),
      newText: edit.newText,
    };
  }

  function toNewFile(file: { path: string; text: string }): ReportedEdit {
    return { file: name(file.path), line: 1, column: 1, endLine: 1, endColumn: 1, newText: file.text };
  }
}

function rangeIn(source: SourceText, range: OffsetRange): ReportedRange {
  const { start, end } = source.rangeAt(range);
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
