/** `pipewright fix [PATH…]`: makes the fixes that leave no choice. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { applyEdits } from '../text/edit.ts';
import { nearestName } from '../text/nearest.ts';
import type { Project } from '../project/project.ts';
import type { PlannedFile } from '../scaffold/plan/planned-files.ts';
import { settled } from '../scaffold/settled.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import { fixAll } from '../rules/fix-all.ts';
import type { Finding } from '../rules/rule.ts';
import { UsageError, type Command } from './command.ts';
import { diffOf } from './diff.ts';
import { Linter, printFailures, readFailOn } from './linter.ts';
import { loadProjects, type AskedProject } from './load-projects.ts';
import { SEVERITIES, makeReport, reaches } from './report.ts';
import { reportText } from './report-text.ts';
import { writeFiles } from './write-files.ts';

export const command: Command = {
  usage: `usage: pipewright fix [PATH…] [--rule RULE]… [--dry-run] [--fail-on ${SEVERITIES.join('|')}]

Mends what has one unambiguous remedy in the given files, folders and globs (by default the working directory), and
then reports what is left. All else in the files stays as it is, byte for byte.

  --rule      only this rule; where it has no remedy that is the only one, its first is taken
  --dry-run   print what would change as a unified diff, and write nothing

Exit status: 0 nothing left at or above --fail-on (default: error), 1 findings are left, 2 wrong usage, an internal
error, or a file that could not be written.`,
  run: fix,
};

/** How often fixes are made and looked at again: one may bring another to light. */
const MAXIMUM_ROUNDS = 20;

interface FixedProject extends AskedProject {
  readonly files: readonly PlannedFile[];
  readonly fixed: readonly Finding[];
  readonly findings: ReadonlyMap<string, readonly LocatedFinding[]>;
}

async function fix(words: string[]): Promise<number> {
  const started = performance.now();
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      rule: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', short: 'n', default: false },
      'fail-on': { type: 'string', default: 'error' },
    },
  });
  if (positionals.includes('-')) throw new UsageError('fix changes files: it cannot mend standard input.');
  const failOn = readFailOn(values['fail-on']);
  const [linter, projects] = await Promise.all([Linter.load(), loadProjects(positionals)]);
  checkRules(values.rule, linter.ruleIds);
  const results: FixedProject[] = [];
  for (const asked of projects) results.push(await fixProject(asked, values.rule, linter));
  printFailures(linter.failures);
  // What a broken rule would have said of a fix is not known.
  if (linter.failures.length > 0) return 2;
  let isWritten = true;
  for (const result of results) {
    if (values['dry-run']) printDiff(result);
    else isWritten = (await write(result)) && isWritten;
  }
  const report = makeReport(results, process.cwd(), performance.now() - started);
  if (!values['dry-run']) process.stdout.write(`${summaryOf(results)}${reportText(report)}`);
  if (!isWritten) return 2;
  return reaches(report, failOn) ? 1 : 0;
}

function checkRules(wanted: readonly string[], known: readonly string[]): void {
  for (const rule of wanted) {
    if (known.includes(rule)) continue;
    const near = nearestName(rule, known);
    throw new UsageError(`There is no rule '${rule}'.${near === undefined ? '' : ` Did you mean ${near}?`}`);
  }
}

/** Fixes in memory, round after round; the project's snapshot is the mended one afterwards. */
async function fixProject(
  asked: AskedProject,
  rules: readonly string[],
  linter: Linter,
): Promise<FixedProject> {
  const { project, isAsked } = asked;
  const before = new Map<string, string | undefined>();
  const after = new Map<string, string>();
  const fixed: Finding[] = [];
  for (let round = 0; ; round++) {
    const findings = await linter.lint(project);
    const wanted: Finding[] = [];
    for (const [file, list] of findings)
      if (isAsked(file))
        wanted.push(...(await completed(project, list)).flatMap(({ finding }) => chosen(finding, rules)));
    const snapshot = project.snapshot();
    const result = fixAll(snapshot, wanted);
    const isDone = result.fixed.length === 0 || round >= MAXIMUM_ROUNDS;
    if (isDone) return { ...asked, files: plannedFiles(before, after), fixed, findings };
    fixed.push(...result.fixed);
    for (const file of new Set(result.edits.map((edit) => edit.path))) {
      const text = snapshot.text(file)!.text;
      if (!before.has(file)) before.set(file, text);
      after.set(
        file,
        applyEdits(
          text,
          result.edits.filter((edit) => edit.path === file),
        ),
      );
    }
    for (const file of result.newFiles) {
      before.set(file.path, undefined);
      after.set(file.path, file.text);
    }
    for (const file of [...result.edits, ...result.newFiles])
      project.setOpen(file.path, after.get(file.path)!);
  }
}

/** With the fixes that take knowledge of the project's stack. */
async function completed(
  project: Project,
  findings: readonly LocatedFinding[],
): Promise<readonly LocatedFinding[]> {
  if (!findings.some(({ finding }) => finding.missingDockerfile)) return findings;
  const { withNewDockerfiles } = await import('../scaffold/missing-dockerfile.ts');
  return settled(project, (snapshot) => withNewDockerfiles(snapshot, findings));
}

/** The finding with the fix to make, if it is asked for and has one. */
function chosen(finding: Finding, rules: readonly string[]): Finding[] {
  if (rules.length > 0 && !rules.includes(finding.rule)) return [];
  const fixes = finding.fixes ?? [];
  if (fixes.some((it) => it.isPreferred)) return [finding];
  const [first] = fixes;
  return rules.length > 0 && first ? [{ ...finding, fixes: [{ ...first, isPreferred: true }] }] : [];
}

function plannedFiles(
  before: ReadonlyMap<string, string | undefined>,
  after: ReadonlyMap<string, string>,
): PlannedFile[] {
  return [...after].sort().flatMap(([file, text]): PlannedFile[] => {
    const earlier = before.get(file);
    if (earlier === text) return [];
    return [{ path: file, ...(earlier !== undefined && { before: earlier }), after: text, edits: [] }];
  });
}

function printDiff({ root, files }: FixedProject): void {
  for (const file of files) {
    const name = path.relative(process.cwd(), path.join(root, file.path)).split(path.sep).join('/');
    process.stdout.write(diffOf({ ...file, path: name }));
  }
}

async function write({ root, files }: FixedProject): Promise<boolean> {
  for (const file of files) {
    if (file.before === undefined || (await isUtf8(path.join(root, file.path), file.before))) continue;
    process.stderr.write(`pipewright: ${file.path} is not wholly UTF-8, so nothing was written.\n`);
    return false;
  }
  const problem = files.length === 0 ? undefined : await writeFiles(root, files);
  if (problem !== undefined) process.stderr.write(`pipewright: nothing was written: ${problem}\n`);
  return problem === undefined;
}

/** Whether writing the text gives the bytes that it was read from. */
async function isUtf8(file: string, text: string): Promise<boolean> {
  return Buffer.from(text, 'utf8').equals(await readFile(file));
}

function summaryOf(results: readonly FixedProject[]): string {
  const counts = new Map<string, number>();
  for (const { rule } of results.flatMap(({ fixed }) => fixed)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  if (counts.size === 0) return 'Nothing to fix.\n\n';
  const lines = [...counts]
    .sort()
    .map(([rule, count]) => `fixed: ${rule}${count > 1 ? ` (${count} times)` : ''}\n`);
  return `${lines.join('')}\n`;
}
