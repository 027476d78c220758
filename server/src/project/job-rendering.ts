/**
 * What a job's envsubst puts into a file, in a pipeline for one event: for the preview and the command line alike.
 * Loaded late, with all of delivery and RE2.
 */
import { templateUsesOf, type TemplateUse } from '../delivery/delivery.ts';
import { leadsTo } from '../delivery/file-reference.ts';
import { displayText, type PartialText } from '../delivery/partial-text.ts';
import { JobVariables } from '../delivery/pipeline-variables.ts';
import { placeholderOutcome, type PlaceholderReader } from '../delivery/placeholder-value.ts';
import type { EnvironmentVariable } from '../delivery/shell-variables.ts';
import type { Truth } from '../gitlab/evaluate-expression.ts';
import { eventOf, type PipelineEvent } from '../gitlab/event.ts';
import { namesMadeByRun } from '../gitlab/job-variables.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import { deliveryOf } from './delivery.ts';
import {
  renderByA8m,
  renderByGnu,
  type MissingValue,
  type Presence,
  type RenderedTemplate,
  type VariableValue,
} from './rendered-template.ts';
import { JobRun } from './job-run.ts';
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
  /**
   * What envsubst writes for a template.
   * @param list the names to replace instead of those of the script's list
   */
  render(template: string, list?: ReadonlySet<string>): RenderedTemplate;
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
      const calls = templateUsesOf(run.delivery).filter(
        ({ file }) => leadsTo(file, path) === (isCertain ? true : undefined),
      );
      if (calls[0]) return renderingOf(run, calls[0], calls.length, names);
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

function renderingOf(
  run: JobRun,
  use: TemplateUse,
  callCount: number,
  jobs: readonly string[],
): JobRendering {
  const { job, pipeline, event, isIn } = run;
  const { flavour, options, environment } = use.call;
  return {
    ...{ job, pipeline, jobs, event, isIn, use, callCount },
    render: (template, given) => {
      const value = (name: string): VariableValue => {
        if (!given) return valueOf(run, use.call, name);
        return given.has(name) ? valueOf(run, { environment }, name) : { kind: 'kept' };
      };
      return flavour === 'a8m' ? renderByA8m(template, value, options) : renderByGnu(template, value);
    },
  };
}

function valueOf(run: JobRun, call: PlaceholderReader, name: string): VariableValue {
  const outcome = placeholderOutcome(call, name);
  switch (outcome.kind) {
    case 'kept':
      return outcome;
    case 'not-exported':
      return { kind: 'empty', why: 'not-exported' };
    case 'undefined':
      return unknownValue(name, { name, why: 'settings', at: undefined }, 'absent');
    case 'unknown': {
      const isList = call.list !== undefined && !call.list.names;
      const at = isList ? call.list?.at : undefined;
      return unknownValue(name, { name, why: isList ? 'list' : 'report', at });
    }
    case 'set':
      return textOf(run, name, outcome.variable);
  }
}

function textOf(run: JobRun, name: string, variable: EnvironmentVariable): VariableValue {
  if (variable.origin === 'pipeline' && run.ofGitLab(name)?.value === null)
    return { kind: 'empty', why: 'not-set' };
  const missing: MissingValue[] = [];
  const value: PartialText = variable.value.map((piece) => {
    if (piece.kind === 'text') return piece;
    const inner = piece.variable;
    const text = inner === undefined || piece.derived !== undefined ? undefined : run.ofGitLab(inner)?.value;
    if (text !== undefined && text !== null) return { kind: 'text', text };
    missing.push(inner === undefined ? { name, why: 'script', at: variable.at } : missingValue(run, inner));
    return piece;
  });
  if (missing.length > 0) {
    const isTold = value.every((piece) => piece.kind === 'text' || piece.variable !== undefined);
    const shown = displayText(value);
    const text = isTold ? shown : `\${${name}}`;
    return { kind: 'unknown', shown, text, missing: unique(missing), presence: presenceOf(run, variable) };
  }
  const text = value.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
  return { kind: 'text', text, examples: examplesIn(run, name) };
}

/** A variable that nothing sets but the settings, or rules perhaps, stands for itself in its own value. */
function presenceOf(run: JobRun, { name, value, origin }: EnvironmentVariable): Presence | undefined {
  if (value.some((piece) => piece.kind === 'text' && piece.text !== '')) return 'filled';
  const isOpen = origin === 'pipeline' && (!run.variables.pair(name) || run.mayBeSetByRules.has(name));
  return isOpen ? undefined : 'set';
}

function missingValue(run: JobRun, name: string): MissingValue {
  const at = run.variables.pair(name)?.key;
  if (run.mayBeSetByRules.has(name)) return { name, why: 'rules', at };
  if (namesMadeByRun(run.job).has(name)) return { name, why: 'job', at };
  if (isPredefined(name)) return { name, why: 'gitlab', at };
  return { name, why: run.hasReports ? 'report' : 'settings', at };
}

/** GitLab's variables that a variable of the files names and that an example was taken for. */
function examplesIn(run: JobRun, name: string): readonly string[] {
  const known = new JobVariables(run.job, run.pipeline, false).variable(name)?.value ?? [];
  const names = known.flatMap((piece) => (piece.kind === 'unknown' ? (piece.variable ?? []) : []));
  return [...new Set(names)].filter((it) => run.ofGitLab(it)?.isExample === true);
}

function unknownValue(name: string, missing: MissingValue, presence?: Presence): VariableValue {
  const text = `\${${name}}`;
  return { kind: 'unknown', shown: text, text, missing: [missing], presence };
}

function unique(missing: readonly MissingValue[]): readonly MissingValue[] {
  return missing.filter((it, index) => missing.findIndex((other) => other.name === it.name) === index);
}
