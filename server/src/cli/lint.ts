/** `pipewright lint [PATH…]`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { FileSystem } from '../project/file-system.ts';
import { MemoryFileSystem } from '../project/file-system.ts';
import { Project } from '../project/project.ts';
import type { RuleFailure } from '../rules/engine.ts';
import { UsageError, type Command } from './command.ts';
import { loadProjects, type AskedProject } from './load-projects.ts';
import { Linter, printFailures, readFailOn } from './linter.ts';
import { FORMATS, formatReport } from './reporters.ts';
import { SEVERITIES, makeReport, reaches, type LintReport } from './report.ts';

export const command: Command = {
  usage: `usage: pipewright lint [PATH…] [--format ${FORMATS.join('|')}] [--fail-on ${SEVERITIES.join('|')}]
                       [--output FILE] [--stdin-filename NAME]

Reports what will break in the pipelines, manifests and Dockerfiles of the given files, folders and globs; '-' reads a
file from standard input, by default as .gitlab-ci.yml. Without a path it looks at the working directory. The formats
sarif, codequality (GitLab) and junit are for platforms, json is for scripts.

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
      output: { type: 'string', short: 'o' },
      'stdin-filename': { type: 'string' },
    },
  });
  const { format } = values;
  if (!FORMATS.includes(format))
    throw new UsageError(`There is no format '${format}': ${FORMATS.join(', ')}.`);
  const failOn = readFailOn(values['fail-on']);
  const { report, failures } = await lintPaths(positionals, started, values['stdin-filename']);
  const text = await formatReport(format, report);
  if (values.output === undefined) process.stdout.write(text);
  else await writeFile(values.output, text);
  printFailures(failures);
  if (failures.length > 0) return 2;
  return reaches(report, failOn) ? 1 : 0;
}

async function lintPaths(
  paths: readonly string[],
  started: number,
  stdinName?: string,
): Promise<{ readonly report: LintReport; readonly failures: readonly RuleFailure[] }> {
  const [linter, projects] = await Promise.all([Linter.load(), askedProjects(paths, stdinName)]);
  const results = [];
  for (const asked of projects) results.push({ ...asked, findings: await linter.lint(asked.project) });
  return {
    report: makeReport(results, process.cwd(), performance.now() - started),
    failures: linter.failures,
  };
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
