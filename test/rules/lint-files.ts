/** Lints files that a test holds in its hand, with all rules, as the command line would. */
import { MemoryFileSystem } from '../../server/src/project/file-system.ts';
import { Project } from '../../server/src/project/project.ts';
import type { Snapshot } from '../../server/src/project/snapshot.ts';
import { RuleEngine } from '../../server/src/rules/engine.ts';
import type { LocatedFinding } from '../../server/src/rules/located-findings.ts';
import { fixAll } from '../../server/src/rules/fix-all.ts';
import { loadAllRules } from '../../server/src/rules/load.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

export type Files = Readonly<Record<string, string>>;

export interface Linted {
  readonly snapshot: Snapshot;
  readonly findings: readonly LocatedFinding[];
}

/** All findings, by path and in the order of the text. A check that throws fails the test. */
export async function lintFiles(files: Files): Promise<Linted> {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  const engine = new RuleEngine(await loadAllRules(), ({ rule, error }) => {
    throw new Error(`${rule} failed`, { cause: error });
  });
  let snapshot = project.snapshot();
  let found = engine.lint(snapshot);
  // Files that a look asked for, such as scripts of the repository, are read for the next one.
  for (let round = 0; project.isUnsettled && round < 5; round++) {
    await project.settle();
    snapshot = project.snapshot();
    found = engine.lint(snapshot);
  }
  return { snapshot, findings: [...found.keys()].sort().flatMap((path) => found.get(path)!) };
}

/** The findings of one rule. */
export async function findingsOf(rule: string, files: Files): Promise<readonly LocatedFinding[]> {
  const { findings } = await lintFiles(files);
  return findings.filter(({ finding }) => finding.rule === rule);
}

/** The text that a finding points at. */
export function markedText({ snapshot }: Linted, { location }: LocatedFinding): string {
  return snapshot.text(location.path)!.slice(location.range);
}

/**
 * The files after the preferred fixes of a rule, made round after round until nothing is left to fix.
 * @param takesFirst whether the first fix is made where none is preferred, as `pipewright fix --rule` does
 */
export async function fixRule(
  rule: string,
  files: Files,
  takesFirst = false,
): Promise<Record<string, string>> {
  let current: Record<string, string> = { ...files };
  for (let round = 0; round < 10; round++) {
    const { snapshot, findings } = await lintFiles(current);
    const own = findings
      .filter(({ finding }) => finding.rule === rule)
      .map(({ finding }) => (takesFirst ? withPreferred(finding) : finding));
    const { edits, newFiles } = fixAll(snapshot, own);
    if (edits.length === 0 && newFiles.length === 0) return current;
    const next: Record<string, string> = { ...current };
    for (const path of new Set(edits.map((edit) => edit.path)))
      next[path] = applyEdits(
        current[path]!,
        edits.filter((edit) => edit.path === path),
      );
    for (const file of newFiles) next[file.path] = file.text;
    current = next;
  }
  throw new Error(`${rule}: its fix never comes to an end`);
}

function withPreferred(finding: Finding): Finding {
  const [first, ...more] = finding.fixes ?? [];
  if (!first || finding.fixes?.some((fix) => fix.isPreferred)) return finding;
  return { ...finding, fixes: [{ ...first, isPreferred: true }, ...more] };
}
