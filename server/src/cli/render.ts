/** `pipewright render FILE`: the file as a job's envsubst would write it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { namesInList } from '../envsubst/list.ts';
import { missingText } from '../features/missing-value.ts';
import { EVENT_KINDS, eventText } from '../gitlab/event.ts';
import { jobRendering, type JobRendering } from '../project/job-rendering.ts';
import {
  renderByA8m,
  renderByGnu,
  type MissingValue,
  type RenderedTemplate,
  type VariableValue,
} from '../project/rendered-template.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { UsageError, type Command } from './command.ts';
import { loadProjects } from './load-projects.ts';
import {
  namesOf,
  placeholdersOf,
  readTemplate,
  say,
  writeRendered,
  type TemplateBytes,
} from './rendered-output.ts';
import { EVENT_OPTIONS, namesEvent, readEvent, readVariables, type EventWords } from './read-event.ts';

export const command: Command = {
  usage: `usage: pipewright render FILE [--event ${EVENT_KINDS.join('|')}] [--branch B] [--default-branch B] [--tag T]
                              [--job J] [--var NAME=VALUE]… [--list '$A $B']

Prints the file as the job that renders it with envsubst would write it: with the job's variables in a pipeline for this
event (default: the first usual one that has the job), examples for what only GitLab knows, what the script assigns, and
the list of names in the script. --var counts before all of them, --list before the script's own.

A placeholder whose value the files do not tell stays, and is named on standard error with where it is to be set;
--var NAME=VALUE gives it, --var NAME= takes it for empty. Where no job renders the file, or for standard input ('-'),
only --var counts, and all else is rendered as nothing.

GNU's envsubst is meant unless the options of the call, or envsubst: {flavour: a8m} in .pipewright.yml, tell of a8m's.

Exit status: 0 all values are known, 1 some are not or envsubst fails, 2 wrong usage.`,
  run: renderFile,
};

interface Words extends EventWords {
  readonly job?: string | undefined;
  readonly list?: string | undefined;
}

async function renderFile(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { ...EVENT_OPTIONS, job: { type: 'string' }, list: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError('render takes one file');
  const bytes = await readBytes(file);
  const asksPipeline = namesEvent(values) || values.job !== undefined;
  if (file === '-' && asksPipeline)
    throw new UsageError('No job renders standard input: --event, --branch, --tag and --job go with a file.');
  const found = file === '-' ? undefined : await renderingOf(file, values);
  if (found?.rendering) return renderByJob(file, bytes, values, found.snapshot, found.rendering);
  if (asksPipeline)
    throw new UsageError(
      `No job renders '${file}' with envsubst, as far as the scripts of the pipeline tell.`,
    );
  return renderPlainly(readTemplate(file, bytes, found?.snapshot.configuration.envsubstFlavour), values);
}

function listOf({ list }: Words): ReadonlySet<string> | undefined {
  return list === undefined ? undefined : new Set(namesInList(list));
}

/** Only with what the command line gives. */
function renderPlainly(template: TemplateBytes, words: Words): number {
  const variables = readVariables(words.var);
  const list = listOf(words);
  const value = (name: string): VariableValue => {
    if (list?.has(name) === false) return { kind: 'kept' };
    const text = variables.get(name);
    return text === undefined ? { kind: 'empty', why: 'not-set' } : { kind: 'text', text, examples: [] };
  };
  const rendered =
    template.flavour === 'a8m'
      ? renderByA8m(template.text, value, { noDigit: false, noUnset: false, noEmpty: false })
      : renderByGnu(template.text, value);
  if (!writeRendered(template, rendered)) return 1;
  const missing = placeholdersOf(rendered).filter(({ value: { kind } }) => kind === 'empty');
  if (missing.length > 0) say(`rendered as nothing: ${namesOf(missing).join(', ')}`);
  return 0;
}

interface Found {
  readonly snapshot: Snapshot;
  /** Undefined where no job renders the file. */
  readonly rendering: JobRendering | undefined;
}

/** @throws UsageError for a job that does not render the file */
async function renderingOf(file: string, words: Words): Promise<Found | undefined> {
  const [asked] = await loadProjects([file]);
  if (!asked) return undefined;
  const { project, root } = asked;
  const inProject = path.relative(root, path.resolve(file)).split(path.sep).join('/');
  const variables = readVariables(words.var);
  const event = namesEvent(words) ? readEvent(words) : undefined;
  let rendering: JobRendering | undefined;
  do {
    await project.settle();
    rendering = jobRendering(project.snapshot(), inProject, { event, job: words.job, variables });
  } while (project.isUnsettled);
  if (rendering && words.job !== undefined && rendering.job.name !== words.job)
    throw new UsageError(
      rendering.jobs.includes(words.job)
        ? `'${words.job}' does not render '${file}' in a pipeline for ${eventText(event ?? rendering.event)}.`
        : `'${words.job}' does not render '${file}'. These jobs do: ${rendering.jobs.join(', ')}.`,
    );
  return { snapshot: project.snapshot(), rendering };
}

function renderByJob(
  file: string,
  bytes: Buffer,
  words: Words,
  snapshot: Snapshot,
  rendering: JobRendering,
): number {
  const { flavour } = rendering.use.call;
  if (flavour === 'a8m' && words.list !== undefined)
    throw new UsageError("--list is for GNU's envsubst: that of this job, a8m's, takes no list.");
  const template = readTemplate(file, bytes, flavour);
  const rendered = rendering.render(template.text, listOf(words));
  const isWritten = writeRendered(template, rendered);
  sayHow(file, words, rendering);
  sayWhatStands(rendered);
  const missing = new Map<string, MissingValue>();
  for (const { value } of placeholdersOf(rendered))
    if (value.kind === 'unknown') for (const it of value.missing) missing.set(it.name, it);
  for (const [why, names] of grouped([...missing.values()], snapshot)) say(`${names.join(', ')}: ${why}`);
  return missing.size > 0 || !isWritten ? 1 : 0;
}

function sayHow(file: string, words: Words, { job, jobs, event, isIn, callCount, use }: JobRendering): void {
  say(`'${file}' as ${job.name} renders it in a pipeline for ${eventText(event)}`);
  if (isIn === false) say(`such a pipeline does not have ${job.name}: its values are shown all the same`);
  const others = jobs.filter((name) => name !== job.name);
  if (others.length > 0 && words.job === undefined)
    say(`rendered by ${others.join(', ')} as well: --job takes another one`);
  if (callCount > 1) say(`${job.name} renders it ${callCount} times: this is the first`);
  if (use.editedBy.length > 0)
    say(`${use.editedBy.join(', ')} changes the text before envsubst gets it: that is not shown`);
}

function sayWhatStands(rendered: RenderedTemplate): void {
  const placeholders = placeholdersOf(rendered);
  const examples = placeholders.flatMap(({ value }) => (value.kind === 'text' ? value.examples : []));
  if (examples.length > 0) say(`examples for what GitLab sets: ${[...new Set(examples)].join(', ')}`);
  const empty = placeholders.flatMap(({ name, value }) =>
    value.kind === 'empty'
      ? [`${name} (${value.why === 'not-exported' ? 'assigned without export' : 'not set there'})`]
      : [],
  );
  if (empty.length > 0) say(`rendered as nothing: ${[...new Set(empty)].join(', ')}`);
  const assumed = placeholders.flatMap((it) => it.assumed ?? []);
  if (assumed.length > 0)
    say(
      `taken for not set, as nothing in these files sets them: ${[...new Set(assumed)].join(', ')}. The project's settings may; --var NAME=VALUE gives a value`,
    );
}

/** Names of the same reason together, in their order. */
function grouped(
  missing: readonly MissingValue[],
  snapshot: Snapshot,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const it of missing) {
    const how =
      it.why === 'list' ? "Give the list with --list '$A $B'." : 'Give a value with --var NAME=VALUE.';
    const text = `${missingText(it)}${placeOf(it, snapshot)}. ${how}`;
    const names = groups.get(text);
    if (names) names.push(it.name);
    else groups.set(text, [it.name]);
  }
  return groups;
}

function placeOf({ at }: MissingValue, snapshot: Snapshot): string {
  const location = at && snapshot.locate(at);
  if (!location) return '';
  const { line, character } = snapshot.text(location.path)!.positionAt(location.range.start);
  return ` (${location.path}:${line + 1}:${character + 1})`;
}

async function readBytes(file: string): Promise<Buffer> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(
      `'${file}' cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
}
