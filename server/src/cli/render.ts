/** `pipewright render FILE`: the file as a job's envsubst would write it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { namesInList } from '../envsubst/list.ts';
import { findPlaceholders } from '../envsubst/placeholder.ts';
import { render } from '../envsubst/render.ts';
import { missingText } from '../features/missing-value.ts';
import { EVENT_KINDS, eventText } from '../gitlab/event.ts';
import { jobRendering, type JobRendering, type MissingValue } from '../project/job-rendering.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { UsageError, type Command } from './command.ts';
import { loadProjects } from './load-projects.ts';
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

Exit status: 0 all values are known, 1 some are not, 2 wrong usage.`,
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
  if (found) return renderByJob(file, bytes, values, found);
  if (asksPipeline)
    throw new UsageError(
      `No job renders '${file}' with envsubst, as far as the scripts of the pipeline tell.`,
    );
  renderPlainly(bytes, values);
  return 0;
}

/** Names are ASCII in any encoding: one character for each byte keeps all that is not replaced as it is. */
function write(bytes: Buffer, lookup: (name: string) => string, list: ReadonlySet<string> | undefined): void {
  const asBytes = (name: string) => Buffer.from(lookup(name), 'utf8').toString('latin1');
  process.stdout.write(Buffer.from(render(bytes.toString('latin1'), asBytes, list).text, 'latin1'));
}

function namesIn(bytes: Buffer, list: ReadonlySet<string> | undefined): readonly string[] {
  const names = new Set(findPlaceholders(bytes.toString('latin1')).map(({ name }) => name));
  return [...names].filter((name) => !list || list.has(name));
}

function listOf({ list }: Words): ReadonlySet<string> | undefined {
  return list === undefined ? undefined : new Set(namesInList(list));
}

/** Only with what the command line gives. */
function renderPlainly(bytes: Buffer, words: Words): void {
  const variables = readVariables(words.var);
  const list = listOf(words);
  write(bytes, (name) => variables.get(name) ?? '', list);
  const missing = namesIn(bytes, list).filter((name) => !variables.has(name));
  if (missing.length > 0) say(`rendered as nothing: ${missing.join(', ')}`);
}

interface Found {
  readonly snapshot: Snapshot;
  readonly rendering: JobRendering;
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
  return rendering && { snapshot: project.snapshot(), rendering };
}

function renderByJob(file: string, bytes: Buffer, words: Words, { snapshot, rendering }: Found): number {
  const { job, jobs, event, isIn, callCount, use } = rendering;
  const given = listOf(words);
  const list = given ?? rendering.list;
  const missing = new Map<string, MissingValue>();
  const examples = new Set<string>();
  const empty: string[] = [];
  const values = new Map(namesIn(bytes, list).map((name) => [name, rendering.value(name, given)]));
  for (const [name, value] of values) {
    if (value.kind === 'unknown') for (const it of value.missing) missing.set(it.name, it);
    if (value.kind === 'text') for (const it of value.examples) examples.add(it);
    if (value.kind === 'empty')
      empty.push(`${name} (${value.why === 'not-exported' ? 'assigned without export' : 'not set there'})`);
  }
  write(
    bytes,
    (name) => {
      const value = values.get(name);
      if (value?.kind === 'text' || value?.kind === 'unknown') return value.text;
      return value?.kind === 'empty' ? '' : `\${${name}}`;
    },
    list,
  );
  say(`'${file}' as ${job.name} renders it in a pipeline for ${eventText(event)}`);
  if (isIn === false) say(`such a pipeline does not have ${job.name}: its values are shown all the same`);
  const others = jobs.filter((name) => name !== job.name);
  if (others.length > 0 && words.job === undefined)
    say(`rendered by ${others.join(', ')} as well: --job takes another one`);
  if (callCount > 1) say(`${job.name} renders it ${callCount} times: this is the first`);
  if (use.editedBy.length > 0)
    say(`${use.editedBy.join(', ')} changes the text before envsubst gets it: that is not shown`);
  if (use.call.flavour === 'a8m' || snapshot.configuration.envsubstFlavour === 'a8m')
    say("only $NAME and ${NAME} are replaced: this job's envsubst knows more than that, as ${NAME:-default}");
  if (examples.size > 0) say(`examples for what GitLab sets: ${[...examples].join(', ')}`);
  if (empty.length > 0) say(`rendered as nothing: ${empty.join(', ')}`);
  for (const [why, names] of grouped([...missing.values()], snapshot)) say(`${names.join(', ')}: ${why}`);
  return missing.size > 0 ? 1 : 0;
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

function say(text: string): void {
  process.stderr.write(`pipewright: ${text}\n`);
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
