/** `pipewright generate [FOLDER]`: writes pipeline, Dockerfile and manifests for a project. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NodeFileSystem } from '../lsp/node-file-system.ts';
import { Project } from '../project/project.ts';
import type { PartialAnswers, QuestionId } from '../scaffold/answers.ts';
import { describeApplications } from '../scaffold/describe.ts';
import { isRefusal, makePlan, type Plan } from '../scaffold/plan.ts';
import { QUESTION_IDS, choicesOf, problemWith, questionsFor, titleOf } from '../scaffold/questions.ts';
import type { Question } from '../scaffold/questions/question.ts';
import { settingText } from '../scaffold/settings.ts';
import { readSituation, type Situation } from '../scaffold/situation.ts';
import { settled } from '../scaffold/settled.ts';
import { askAll, confirm, openTerminal, type Terminal } from './ask.ts';
import { UsageError, type Command } from './command.ts';
import { diffOf } from './diff.ts';
import { writeFiles } from './write-files.ts';

export const command: Command = {
  usage: `usage: pipewright generate [FOLDER] [--yes] [--dry-run] [--QUESTION ANSWER]…

Looks at the project in FOLDER (the working directory by default), asks what it cannot know, and writes what is
missing of .gitlab-ci.yml, Dockerfile, .dockerignore, the Kubernetes manifests and .pipewright.yml. Files that exist
are extended and never replaced; all is written or nothing.

  --yes       take the guess for every question that no flag answers
  --dry-run   show what would be written, and write nothing

${questionHelp()}

Exit status: 0 written or nothing to do, 1 nothing could be written, 2 wrong usage, or nobody there to answer.`,
  run: generate,
};

function questionHelp(): string {
  const flags = QUESTION_IDS.map(
    (id) => [`--${id} ${choicesOf(id)?.join('|') ?? 'TEXT'}`, titleOf(id)] as const,
  );
  return flags.map(([flag, title]) => `  ${flag}\n              ${title}`).join('\n');
}

async function generate(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', short: 'y', default: false },
      'dry-run': { type: 'boolean', short: 'n', default: false },
      ...Object.fromEntries(QUESTION_IDS.map((id) => [id, { type: 'string' as const }])),
    },
  });
  if (positionals.length > 1) throw new UsageError('generate takes one folder.');
  const root = path.resolve(positionals[0] ?? '.');
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new UsageError(`There is no folder '${positionals[0]}'.`);
  if (!isReadable(root)) throw new UsageError(`The folder '${positionals[0] ?? '.'}' cannot be read.`);
  const given = readAnswers(values as Readonly<Record<string, unknown>>);
  const project = new Project(new NodeFileSystem(root));
  await project.load();
  const situation = await settled(project, (snapshot) => readSituation(snapshot, path.basename(root)));
  // Refuse before asking anything.
  const first = await makePlan(situation, given);
  if (isRefusal(first)) return refuse(first.refusal);
  print(describeApplications(situation.applications));
  if (first.files.length === 0) {
    print('Nothing is missing: nothing to write.');
    return 0;
  }
  const isDry = values['dry-run'] === true;
  const isAsking = values.yes !== true && process.stdin.isTTY && process.stdout.isTTY;
  if (!isAsking && values.yes !== true && !isDry) return explain(situation, given);
  return isAsking
    ? interactively(situation, given, root, isDry)
    : finish(await planned(situation, given), root, isDry);
}

function isReadable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws UsageError for an answer that is none */
function readAnswers(values: Readonly<Record<string, unknown>>): PartialAnswers {
  const answers: Partial<Record<QuestionId, string>> = {};
  for (const id of QUESTION_IDS) {
    const value = values[id];
    if (typeof value !== 'string') continue;
    const problem = problemWith(id, value);
    if (problem !== undefined) throw new UsageError(`--${id} does not take '${value}'. ${problem}`);
    answers[id] = value;
  }
  return answers;
}

async function planned(situation: Situation, answers: PartialAnswers): Promise<Plan> {
  const plan = await makePlan(situation, answers);
  if (isRefusal(plan)) throw new UsageError(plan.refusal);
  return plan;
}

async function interactively(
  situation: Situation,
  given: PartialAnswers,
  root: string,
  isDry: boolean,
): Promise<number> {
  const terminal: Terminal = openTerminal();
  try {
    const answers = await askAll(terminal, situation, given);
    if (!answers) return cancelled();
    const plan = await planned(situation, answers);
    if (isDry) return finish(plan, root, true);
    print(plan.files.map(diffOf).join('\n'));
    const isWanted = await confirm(
      terminal,
      `Write ${plan.files.length === 1 ? 'this file' : `these ${plan.files.length} files`}?`,
    );
    return isWanted ? finish(plan, root, false) : cancelled();
  } finally {
    terminal.close();
  }
}

function cancelled(): number {
  print('Nothing was written.');
  return 1;
}

function refuse(reason: string): number {
  process.stderr.write(`pipewright: ${reason}\n`);
  return 1;
}

/** Without anybody to ask: what would have been asked. */
function explain(situation: Situation, given: PartialAnswers): number {
  const open = questionsFor(situation, given).filter(({ id }) => given[id] === undefined);
  const lines = open.map((question) => `  --${question.id} ${shown(question)}\n      ${question.title}`);
  process.stderr.write(
    `pipewright: these questions are open, and there is no terminal to ask them at. Answer them by flags, or take the guesses shown here with --yes.\n\n${lines.join('\n')}\n`,
  );
  return 2;
}

function shown({ guess, reason }: Question): string {
  return `${guess === '' ? "''" : guess}${reason === undefined ? '' : `   (${reason})`}`;
}

async function finish(plan: Plan, root: string, isDry: boolean): Promise<number> {
  if (isDry) {
    print(plan.files.map(diffOf).join('\n'));
    return 0;
  }
  const problem = await writeFiles(root, plan.files);
  if (problem !== undefined) return refuse(`Nothing was written. ${problem}`);
  const files = plan.files.map(
    ({ path: file, before }) => `  ${before === undefined ? 'new     ' : 'extended'}  ${file}`,
  );
  print(`Written:\n${files.join('\n')}`);
  if (plan.settings.length > 0)
    print(
      `\nSet in the project's Settings > CI/CD > Variables:\n${plan.settings.map((it) => `  ${it.name}: ${it.description} (${settingText(it)})`).join('\n')}`,
    );
  for (const remark of plan.remarks) print(`\n${remark}`);
  return 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
