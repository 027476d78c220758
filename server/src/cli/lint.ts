/** `pipewright lint [PATH…]`. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { FileSystem } from '../project/file-system.ts';
import { MemoryFileSystem } from '../project/file-system.ts';
import { Project } from '../project/project.ts';
import { RuleEngine, type LocatedFinding, type RuleFailure } from '../rules/engine.ts';
import { loadAllRules } from '../rules/load.ts';
import { UsageError, type Command } from './command.ts';
import { loadProjects, type AskedProject } from './load-projects.ts';
import { FORMATS, formatReport } from './reporters.ts';
import { SEVERITIES, makeReport, type LintReport, type ReportedSeverity } from './report.ts';

export const command: Command = {
  usage: `usage: pipewright lint [PATH…] [--format ${FORMATS.join('|')}] [--fail-on ${SEVERITIES.join('|')}]
                       [--stdin-filename NAME]

Reports what will break in the pipelines, manifests and Dockerfiles of the given files, folders and globs; '-' reads a
file from standard input, by default as .gitlab-ci.yml. Without a path it looks at the working directory.

Exit status: 0 nothing at or above --fail-on (default: error), 1 findings, 2 wrong usage or an internal error.`,
  run: lint,
};

async function lint(words: string[]): Promise<number> {
  const started = performance.now();
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'error' },
      'stdin-filename': { type: 'string' },
    },
  });
  const { format } = values;
  if (!FORMATS.includes(format))
    throw new UsageError(`There is no format '${format}': ${FORMATS.join(', ')}.`);
  const failOn = SEVERITIES.indexOf(values['fail-on'] as ReportedSeverity);
  if (failOn < 0)
    throw new UsageError(`--fail-on takes ${SEVERITIES.join(', ')}, not '${values['fail-on']}'.`);
  const { report, failures } = await lintPaths(positionals, started, values['stdin-filename']);
  process.stdout.write(await formatReport(format, report));
  for (const { rule, error } of failures) {
    process.stderr.write(
      `pipewright: ${rule} failed, its findings are missing\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
  }
  if (failures.length > 0) return 2;
  return report.findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= failOn) ? 1 : 0;
}

interface LintOutcome {
  readonly report: LintReport;
  readonly failures: readonly RuleFailure[];
}

async function lintPaths(
  paths: readonly string[],
  started: number,
  stdinName?: string,
): Promise<LintOutcome> {
  const failures: RuleFailure[] = [];
  const [rules, projects] = await Promise.all([loadAllRules(), askedProjects(paths, stdinName)]);
  const engine = new RuleEngine(rules, (failure) => failures.push(failure));
  const results = [];
  for (const asked of projects) {
    let findings: Map<string, LocatedFinding[]>;
    do {
      await asked.project.settle();
      findings = engine.lint(asked.project.snapshot());
    } while (asked.project.isUnsettled);
    results.push({ ...asked, findings });
  }
  return { report: makeReport(results, process.cwd(), performance.now() - started), failures };
}

async function askedProjects(
  paths: readonly string[],
  stdinName = '.gitlab-ci.yml',
): Promise<AskedProject[]> {
  if (!paths.includes('-')) return loadProjects(paths);
  if (paths.length > 1) throw new UsageError("'-' stands alone: standard input is one file.");
  const name = path.relative(process.cwd(), path.resolve(stdinName)).split(path.sep).join('/');
  const fileSystem: FileSystem = new MemoryFileSystem({ [name]: await readStandardInput() });
  const project = new Project(fileSystem, { namedFiles: [name] });
  await project.load({ paths: [name], complete: false });
  return [{ project, root: process.cwd(), isAsked: () => true }];
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
