/** Completion of variables behind `$`, in every place that knows them, with where each comes from. */
import { displayText } from '../delivery/partial-text.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { SourceText } from '../text/source-text.ts';
import { snippetText, type CompletionChoice } from './completion-choice.ts';
import { occurrencesIn } from './find-name.ts';
import { code } from './markdown.ts';
import { describePredefined, predefinedNames } from './predefined.ts';
import type { FileRole } from './role.ts';

/** `$`, `${` or a part of a name behind it, in front of the cursor. */
export interface VariableStart {
  /** Offset of the `$`. */
  readonly start: number;
  readonly end: number;
  readonly isBraced: boolean;
  /** Whether a closing brace follows. */
  readonly hasEnd: boolean;
}

export function variableStart(source: SourceText, offset: number): VariableStart | undefined {
  const line = source.lineAt(offset);
  const before = source.text.slice(source.lineStarts[line], offset);
  const found = /(?<!\$)(?:\$\$)*\$(\{)?([A-Za-z_]\w*)?$/.exec(before);
  if (!found) return undefined;
  const length = 1 + (found[1]?.length ?? 0) + (found[2]?.length ?? 0);
  const after = /^\w*/.exec(source.text.slice(offset, source.lineEnd(line)))![0].length;
  return {
    start: offset - length,
    end: offset + after,
    isBraced: found[1] !== undefined,
    hasEnd: source.text[offset + after] === '}',
  };
}

export interface VariablePlace {
  readonly role: FileRole;
  readonly path: string;
  /** The top-level entry of a pipeline's file: a job's name or a global keyword. */
  readonly entry?: string;
  /** Braces are no part of the language of `rules:if`, and the only safe form in manifests. */
  readonly form: 'bare' | 'braced' | 'either';
}

interface Known {
  readonly name: string;
  readonly from: string;
  readonly value?: string;
  readonly order: number;
}

export function variableChoices(
  snapshot: Snapshot,
  start: VariableStart,
  place: VariablePlace,
): CompletionChoice[] {
  const seen = new Map<string, Known>();
  for (const variable of knownVariables(snapshot, place))
    if (!seen.has(variable.name)) seen.set(variable.name, variable);
  return [...seen.values()].map(({ name, from, value, order }) => {
    const isBraced = start.isBraced || place.form === 'braced';
    const text = isBraced ? `\${${name}${start.hasEnd && start.isBraced ? '' : '}'}` : `$${name}`;
    const markdown = [...(value === undefined ? [] : [code(value)]), ...describePredefined(name)].join(
      '\n\n',
    );
    return {
      label: name,
      kind: 'variable' as const,
      detail: from,
      ...(markdown && { markdown }),
      range: { start: start.start, end: start.end },
      newText: text,
      snippet: snippetText(text),
      order,
    };
  });
}

/** Those that are there, the nearest first. */
function* knownVariables(snapshot: Snapshot, place: VariablePlace): Iterable<Known> {
  const { role } = place;
  if (role.kind === 'manifest') {
    const delivery = deliveryOf(snapshot);
    const jobs = new Map<Job, Pipeline>();
    for (const { job, call } of delivery.templateUses(place.path)) {
      const pipeline = delivery.pipelineOf(job.job);
      if (pipeline) jobs.set(job.job, pipeline);
      for (const variable of call.environment.assigned)
        if (variable.isExported && isWanted(call.list?.names, variable.name))
          yield {
            name: variable.name,
            from: `exported by ${job.job.name}`,
            value: displayText(variable.value),
            order: 0,
          };
    }
    for (const [job, pipeline] of jobs) yield* variablesOfJob(snapshot, job, pipeline);
    if (jobs.size === 0) for (const pipeline of snapshot.pipelines) yield* variablesOfPipeline(pipeline);
  } else if (role.kind === 'pipeline') {
    const { entry } = place;
    for (const pipeline of role.pipelines) {
      const job = entry === undefined ? undefined : pipeline.jobs.get(entry);
      const hidden = entry === undefined ? undefined : pipeline.hiddenJobs.get(entry);
      if (job) yield* assignedIn(role.file.path, pipeline, entry!);
      if (job) yield* variablesOfJob(snapshot, job, pipeline);
      for (const pair of hidden?.variables ?? [])
        if (pair.key.kind === 'scalar') yield { name: pair.key.value, from: hidden!.name, order: 1 };
      if (!job) yield* variablesOfPipeline(pipeline);
    }
  } else for (const pipeline of snapshot.pipelines) yield* variablesOfPipeline(pipeline);
  for (const [name, variable] of snapshot.configuration.variables ?? [])
    yield {
      name,
      from: "the project's settings",
      ...(variable.description !== undefined && { value: variable.description }),
      order: 3,
    };
  for (const name of predefinedNames()) yield { name, from: 'GitLab', order: 4 };
}

function isWanted(list: ReadonlySet<string> | undefined, name: string): boolean {
  return !list || list.has(name);
}

function* assignedIn(path: string, pipeline: Pipeline, entry: string): Iterable<Known> {
  const file = pipeline.files.find((it) => it.path === path);
  for (const it of file ? occurrencesIn(file) : [])
    if (it.entry === entry && it.role === 'assignment') yield { name: it.name, from: 'the script', order: 0 };
}

function* variablesOfJob(snapshot: Snapshot, job: Job, pipeline: Pipeline): Iterable<Known> {
  const variables = deliveryOf(snapshot).variables(job);
  for (const name of variables?.names() ?? []) {
    const isOwn = job.variables.some((pair) => pair.key.kind === 'scalar' && pair.key.value === name);
    const value = variables?.variable(name)?.value;
    yield {
      name,
      from: isOwn ? job.name : 'the pipeline',
      ...(value && { value: displayText(value) }),
      order: isOwn ? 1 : 2,
    };
  }
  if (!variables) yield* variablesOfPipeline(pipeline);
}

function* variablesOfPipeline(pipeline: Pipeline): Iterable<Known> {
  for (const [name, pair] of pipeline.variables)
    yield {
      name,
      from: 'the pipeline',
      ...(pair.value?.kind === 'scalar' && { value: pair.value.value }),
      order: isPredefined(name) ? 4 : 2,
    };
}
