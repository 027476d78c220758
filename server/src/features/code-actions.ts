/** Quick fixes for the findings at a place, "fix all", and the fixes that silence a rule. */
import type { FileEdit, NewFile } from '../text/edit.ts';
import type { OffsetRange } from '../text/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import { fixAll, locateFix } from '../rules/fix-all.ts';
import { ignoreEdit } from './ignore-fix.ts';

export interface CodeActionChoice {
  readonly title: string;
  readonly kind: 'quickfix' | 'source.fixAll.pipewright';
  readonly isPreferred: boolean;
  /** It mends nothing: the rule is told to be silent. */
  readonly isSilencing?: boolean;
  /** The findings that it mends. */
  readonly findings: readonly LocatedFinding[];
  readonly edits: readonly FileEdit[];
  readonly newFiles: readonly NewFile[];
}

/**
 * Quick fixes for the findings that touch a range of a file, in the order of the findings.
 * @param range UTF-16 offsets
 * @param findings those of the whole file
 */
export function quickFixes(
  snapshot: Snapshot,
  range: OffsetRange,
  findings: readonly LocatedFinding[],
): CodeActionChoice[] {
  const here = findings.filter(
    ({ location }) => location.range.start <= range.end && range.start <= location.range.end,
  );
  return [
    ...here.flatMap((finding) => ownFixes(snapshot, finding)),
    ...rulesOf(here).flatMap((rule) => fixesOfRule(snapshot, rule, findings)),
    ...rulesOf(here).flatMap((rule) => ignoreFix(snapshot, rule, here)),
  ];
}

/** Everything in a file that has one unambiguous remedy, as one action; undefined where there is nothing. */
export function fixAllAction(
  snapshot: Snapshot,
  path: string,
  findings: readonly LocatedFinding[],
): CodeActionChoice | undefined {
  return allOf(snapshot, path, findings, 'Fix all Pipewright problems', 'source.fixAll.pipewright');
}

function ownFixes(snapshot: Snapshot, located: LocatedFinding): CodeActionChoice[] {
  return (located.finding.fixes ?? []).flatMap((fix) => {
    const edits = locateFix(snapshot, fix);
    if (!edits) return [];
    return [
      {
        title: fix.title,
        kind: 'quickfix' as const,
        isPreferred: fix.isPreferred === true,
        findings: [located],
        ...edits,
      },
    ];
  });
}

function rulesOf(findings: readonly LocatedFinding[]): string[] {
  return [...new Set(findings.map(({ finding }) => finding.rule))];
}

function fixesOfRule(
  snapshot: Snapshot,
  rule: string,
  findings: readonly LocatedFinding[],
): CodeActionChoice[] {
  const same = findings.filter(
    ({ finding }) => finding.rule === rule && finding.fixes?.some((fix) => fix.isPreferred),
  );
  if (same.length < 2) return [];
  const action = allOf(snapshot, same[0]!.location.path, same, `Fix all ${rule} in this file`, 'quickfix');
  return action ? [action] : [];
}

/** The preferred fixes that change this file only: nothing else may change on save. */
function allOf(
  snapshot: Snapshot,
  path: string,
  findings: readonly LocatedFinding[],
  title: string,
  kind: CodeActionChoice['kind'],
): CodeActionChoice | undefined {
  const local = findings.filter(({ finding }) => {
    const fix = finding.fixes?.find((candidate) => candidate.isPreferred);
    const located = fix && locateFix(snapshot, fix);
    return located?.newFiles.length === 0 && located.edits.every((edit) => edit.path === path);
  });
  const result = fixAll(
    snapshot,
    local.map(({ finding }) => finding),
  );
  if (result.edits.length === 0) return undefined;
  const fixed = local.filter(({ finding }) => result.fixed.includes(finding));
  return { title, kind, isPreferred: false, findings: fixed, edits: result.edits, newFiles: [] };
}

function ignoreFix(snapshot: Snapshot, rule: string, here: readonly LocatedFinding[]): CodeActionChoice[] {
  const located = here.find(({ finding }) => finding.rule === rule)!;
  const edit = ignoreEdit(snapshot, rule, located.location);
  if (!edit) return [];
  return [
    {
      title: `Ignore ${rule} here`,
      kind: 'quickfix',
      isPreferred: false,
      isSilencing: true,
      findings: [located],
      edits: [edit],
      newFiles: [],
    },
  ];
}
