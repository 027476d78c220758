/**
 * What a job's envsubst puts into a file, in a pipeline for one event: for the preview and the command line alike.
 * Loaded late, with all of delivery and RE2.
 */
import { templateUsesOf, type TemplateUse } from '../delivery/delivery.ts';
import { leadsTo } from '../delivery/file-reference.ts';
import { readJobInRun } from '../delivery/job-delivery.ts';
import { readJobInputs } from '../delivery/job-inputs.ts';
import { displayText, knownText, type PartialText } from '../delivery/partial-text.ts';
import { JobVariables } from '../delivery/pipeline-variables.ts';
import { placeholderOutcome, type PlaceholderReader } from '../delivery/placeholder-value.ts';
import type { EnvironmentVariable } from '../delivery/shell-variables.ts';
import type { Truth } from '../gitlab/evaluate-expression.ts';
import { eventOf, type PipelineEvent } from '../gitlab/event.ts';
import { namesMadeByRun } from '../gitlab/job-variables.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import type { Simulation } from '../gitlab/simulate.ts';
import { valueInJob, type GitLabValue } from '../gitlab/values-in-job.ts';
import type { Span } from '../text/span.ts';
import { deliveryOf } from './delivery.ts';
import { simulationOf, usualSimulations } from './simulation.ts';
import type { Snapshot } from './snapshot.ts';

export interface RenderingRequest {
  /** The first of the usual events for which a pipeline has the job, where it is not told. */
  readonly event?: PipelineEvent | undefined;
  /** The first job that renders the file in such a pipeline, where it is not told or renders it nowhere. */
  readonly job?: string | undefined;
  /** Values that count before all that the files say. */
  readonly variables?: ReadonlyMap<string, string> | undefined;
}

/** Something that must be known for a placeholder's value and is not. */
export interface MissingValue {
  /** The variable that would have to be given. */
  readonly name: string;
  readonly why:
    /** Nothing in the files defines it: the project's settings may. */
    | 'settings'
    /** An earlier job may hand it over by a dotenv report. */
    | 'report'
    /** GitLab sets it, and there is no example. */
    | 'gitlab'
    /** Differs between the jobs of `parallel:matrix`, or is a token or secret that GitLab fetches. */
    | 'job'
    /** Rules may set it or not. */
    | 'rules'
    /** Made by a command of the script. */
    | 'script'
    /** Only the run tells whether the list of envsubst holds the name. */
    | 'list';
  /** Where the files come to it: the assignment, the key, the call. */
  readonly at: Span | undefined;
}

/** What becomes of `${NAME}`. */
export type RenderedValue =
  /** The list leaves the name out: the placeholder stays. */
  | { readonly kind: 'kept' }
  /** envsubst writes nothing: assigned without export, or not set by GitLab for this event. */
  | { readonly kind: 'empty'; readonly why: 'not-exported' | 'not-set' }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** GitLab's variables for which an example was put in. */
      readonly examples: readonly string[];
    }
  | {
      readonly kind: 'unknown';
      /** As far as it is known, with `${NAME}` for variables; the placeholder itself where that does not tell all. */
      readonly text: string;
      /** For people: with `…` for what is not even a variable. */
      readonly shown: string;
      readonly missing: readonly MissingValue[];
    };

export interface JobRendering {
  readonly job: Job;
  readonly pipeline: Pipeline;
  /** All jobs that render the file in some pipeline. */
  readonly jobs: readonly string[];
  readonly event: PipelineEvent;
  /** Whether the event's pipeline has the job; undefined where the files do not tell. */
  readonly isIn: Truth;
  /** The call that is shown, read with the values of the run. */
  readonly use: TemplateUse;
  /** How many calls of the job read the file. */
  readonly callCount: number;
  /** The names that envsubst replaces; undefined for all. */
  readonly list: ReadonlySet<string> | undefined;
  /** @param list the names to replace instead of those of the script's list */
  value(name: string, list?: ReadonlySet<string>): RenderedValue;
}

/** Undefined where no job renders the file. */
export function jobRendering(
  snapshot: Snapshot,
  path: string,
  request: RenderingRequest = {},
): JobRendering | undefined {
  const uses = deliveryOf(snapshot).templateUses(path);
  const jobs = [...new Set(uses.map(({ job }) => job.job))];
  const named = jobs.filter((job) => job.name === request.job);
  const runs = (named.length > 0 ? named : jobs).flatMap((job) => runOf(snapshot, job, request) ?? []);
  // Those that are in the pipeline come first, in the order of the files.
  runs.sort((a, b) => rank(a.isIn) - rank(b.isIn));
  const names = [...new Set(jobs.map((job) => job.name))];
  for (const isCertain of [true, false]) {
    for (const run of runs) {
      const calls = run.uses(path, isCertain);
      if (calls[0]) return run.rendering(calls[0], calls.length, names);
    }
  }
  return undefined;
}

function rank(isIn: Truth): number {
  return isIn === true ? 0 : isIn === undefined ? 1 : 2;
}

function runOf(snapshot: Snapshot, job: Job, request: RenderingRequest): JobRun | undefined {
  const pipeline = deliveryOf(snapshot).pipelineOf(job);
  if (!pipeline) return undefined;
  const usual = usualSimulations(snapshot, pipeline);
  const isIn = (truth: Truth) =>
    usual.find(({ jobs }) => jobs.find((it) => it.job.name === job.name)?.isIn === truth);
  const likely = request.event ? undefined : (isIn(true) ?? isIn(undefined) ?? usual[0]);
  const { variables } = request;
  if (likely && !variables?.size) return new JobRun(snapshot, job, pipeline, likely, true);
  const event = request.event ?? likely?.event ?? eventOf('push');
  const all = new Map([...event.variables, ...(variables ?? [])]);
  const simulation = simulationOf(snapshot, pipeline, { ...event, variables: all });
  // What starts a child pipeline decides over it.
  return new JobRun(snapshot, job, pipeline, simulation, usual.length > 0);
}

/** A job in a pipeline for an event. */
class JobRun {
  readonly isIn: Truth;
  readonly #snapshot: Snapshot;
  readonly #job: Job;
  readonly #pipeline: Pipeline;
  readonly #event: PipelineEvent;
  readonly #variables: JobVariables;
  readonly #mayBeSetByRules: ReadonlySet<string>;
  readonly #hasReports: boolean;
  readonly #asked = new Set<string>();
  #uses: readonly TemplateUse[] | undefined;

  /** @param isTold false where the simulation does not tell whether the job runs */
  constructor(snapshot: Snapshot, job: Job, pipeline: Pipeline, simulation: Simulation, isTold: boolean) {
    this.#snapshot = snapshot;
    this.#job = job;
    this.#pipeline = pipeline;
    this.#event = simulation.event;
    const simulated = simulation.jobs.find((it) => it.job.name === job.name);
    const isOut = simulation.isCreated === false || !simulated;
    this.isIn = isTold ? (isOut ? false : simulated.isIn) : undefined;
    const rules = new Map(simulated?.ruleVariables);
    const given = new Map<string, string>();
    for (const [name, value] of this.#event.variables) {
      if (value === undefined) rules.set(name, undefined);
      else given.set(name, value);
    }
    this.#mayBeSetByRules = new Set([...rules].flatMap(([name, pair]) => (pair ? [] : [name])));
    this.#hasReports = readJobInputs(job, pipeline).hasDotenv;
    this.#variables = new JobVariables(job, pipeline, this.#hasReports, {
      given,
      rules,
      value: (name) => this.#valueOf(name),
    });
  }

  /** In scripts and in `variables:` an unset variable is an empty text. */
  #valueOf(name: string): string | undefined {
    // Paths begin with it: that they lie in the repository must show.
    if (name === 'CI_PROJECT_DIR') return undefined;
    const value = this.#ofGitLab(name);
    return value ? (value.value ?? '') : this.#declared(name);
  }

  /** The calls of envsubst that read the file for certain, or that may. */
  uses(path: string, isCertain: boolean): readonly TemplateUse[] {
    this.#uses ??= templateUsesOf(readJobInRun(this.#job, this.#pipeline, this.#snapshot, this.#variables));
    return this.#uses.filter(({ file }) => leadsTo(file, path) === (isCertain ? true : undefined));
  }

  rendering(use: TemplateUse, callCount: number, jobs: readonly string[]): JobRendering {
    return {
      job: this.#job,
      pipeline: this.#pipeline,
      jobs,
      event: this.#event,
      isIn: this.isIn,
      use,
      callCount,
      list: use.call.list?.names,
      value: (name, list) => (list ? this.#listed(use, name, list) : this.#value(use.call, name)),
    };
  }

  #listed({ call }: TemplateUse, name: string, list: ReadonlySet<string>): RenderedValue {
    return list.has(name) ? this.#value({ environment: call.environment }, name) : { kind: 'kept' };
  }

  #value(call: PlaceholderReader, name: string): RenderedValue {
    const given = this.#event.variables.get(name);
    const outcome = placeholderOutcome(call, name);
    switch (outcome.kind) {
      case 'kept':
        return outcome;
      case 'not-exported':
        return { kind: 'empty', why: 'not-exported' };
      case 'undefined':
        if (this.#ofGitLab(name)?.value === null) return { kind: 'empty', why: 'not-set' };
        return unknownValue(name, [{ name, why: 'settings', at: undefined }]);
      case 'unknown': {
        const isList = call.list !== undefined && !call.list.names;
        if (given !== undefined) return { kind: 'text', text: given, examples: [] };
        const at = isList ? call.list?.at : undefined;
        return unknownValue(name, [{ name, why: isList ? 'list' : 'report', at }]);
      }
      case 'set':
        return this.#textOf(name, outcome.variable);
    }
  }

  #textOf(name: string, variable: EnvironmentVariable): RenderedValue {
    if (this.#ofGitLab(name)?.value === null && variable.origin === 'pipeline' && !this.#variables.pair(name))
      return { kind: 'empty', why: 'not-set' };
    const missing: MissingValue[] = [];
    const value: PartialText = variable.value.map((piece) => {
      if (piece.kind === 'text') return piece;
      const inner = piece.variable;
      const text =
        inner === undefined || piece.derived !== undefined ? undefined : this.#ofGitLab(inner)?.value;
      if (text !== undefined && text !== null) return { kind: 'text', text };
      missing.push(inner === undefined ? madeByScript(name, variable) : this.#missing(inner));
      return piece;
    });
    if (missing.length > 0) {
      const isTold = value.every((piece) => piece.kind === 'text' || piece.variable !== undefined);
      const shown = displayText(value);
      return { kind: 'unknown', shown, text: isTold ? shown : `\${${name}}`, missing: unique(missing) };
    }
    const text = value.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
    return { kind: 'text', text, examples: this.#examplesIn(name) };
  }

  #missing(name: string): MissingValue {
    const at = this.#variables.pair(name)?.key;
    if (this.#mayBeSetByRules.has(name)) return { name, why: 'rules', at };
    if (namesMadeByRun(this.#job).has(name)) return { name, why: 'job', at };
    if (isPredefined(name)) return { name, why: 'gitlab', at };
    return { name, why: this.#hasReports ? 'report' : 'settings', at };
  }

  /** What GitLab sets; none for what whoever starts the pipeline, or the files, give. */
  #ofGitLab(name: string): GitLabValue | undefined {
    // An environment's name may be written with its own variables.
    if (this.#asked.has(name)) return undefined;
    this.#asked.add(name);
    const value = valueInJob(name, this.#job, this.#event, (text) => knownText(this.#variables.expand(text)));
    this.#asked.delete(name);
    return value;
  }

  /** The value that `.pipewright.yml` tells of a variable of the settings. */
  #declared(name: string): string | undefined {
    const declared = this.#snapshot.configuration.variables?.get(name);
    return declared?.type === 'variable' ? declared.value?.value : undefined;
  }

  #examplesIn(name: string): readonly string[] {
    const known = new JobVariables(this.#job, this.#pipeline, false).variable(name)?.value ?? [];
    const names = known.flatMap((piece) => (piece.kind === 'unknown' ? (piece.variable ?? []) : []));
    return [...new Set(names)].filter(
      (it) => !this.#event.variables.has(it) && this.#ofGitLab(it)?.isExample === true,
    );
  }
}

function madeByScript(name: string, { at }: EnvironmentVariable): MissingValue {
  return { name, why: 'script', at };
}

function unknownValue(name: string, missing: readonly MissingValue[]): RenderedValue {
  const text = `\${${name}}`;
  return { kind: 'unknown', shown: text, text, missing };
}

function unique(missing: readonly MissingValue[]): readonly MissingValue[] {
  return missing.filter((it, index) => missing.findIndex((other) => other.name === it.name) === index);
}
