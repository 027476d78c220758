/**
 * Which jobs a pipeline has for an event, and what breaks, as far as the files tell: what depends on settings, commands
 * or includes that are not known stays open. Loaded late: it needs RE2.
 */
import { keyOf, valueOf, type Pair } from '../yaml/node.ts';
import { conditionalIncludes, filesBelow } from './conditional-includes.ts';
import { Doubts } from './doubts.ts';
import type { Truth } from './evaluate-expression.ts';
import type { PipelineEvent } from './event.ts';
import type { Job, Need } from './job.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Include } from './include.ts';
import { namedJob } from './named-job.ts';
import { readPipeline, type Pipeline } from './pipeline.ts';
import { readRules } from './rule-clauses.ts';
import { presence, RuleOutcomes } from './rule-outcomes.ts';
import { RuleVariables, type Scope, type SettingLookup } from './rule-variables.ts';
import { simulateJob, type SimulatedJob } from './simulate-job.ts';
import type { SimulationMemory } from './simulation-memory.ts';
import { stageIndexOf } from './stage-order.ts';

export interface MissingNeed {
  readonly job: SimulatedJob;
  readonly need: Need;
  readonly target: Job;
  /** False where it is only possible that the needed job is left out. */
  readonly isCertain: boolean;
}

export interface Simulation {
  readonly event: PipelineEvent;
  /** Whether there is a pipeline at all: by `workflow:rules`, and because it has jobs. */
  readonly isCreated: Truth;
  /** Why `workflow:rules` leave it open whether there is a pipeline. */
  readonly doubts: Doubts;
  /** In the order of their stages; those certainly left out are not among them. */
  readonly jobs: readonly SimulatedJob[];
  readonly missingNeeds: readonly MissingNeed[];
}

export interface SimulationInput {
  readonly files: PipelineFiles;
  readonly setting?: SettingLookup;
  /** Of earlier simulations with the same paths and settings. */
  readonly memory?: SimulationMemory;
}

/** Simulates the pipeline. Never throws. */
export function simulate(pipeline: Pipeline, event: PipelineEvent, input: SimulationInput): Simulation {
  const variables = new RuleVariables(event, input.setting);
  const rules = new RuleOutcomes(event, input.files);
  const { left, open } = conditionalIncludes(pipeline, variables, rules);
  const actual = left.size === 0 ? pipeline : without(pipeline, left, input.files);
  const openFiles = filesBelow(actual, open);
  const workflow = simulateWorkflow(actual, variables, rules);
  const known = input.memory?.jobsFor(actual, event, openFiles) ?? new WeakMap<Job, SimulatedJob>();
  const openEntries = new Set(
    actual.files.flatMap((file) => (openFiles.has(file.path) ? [...file.jobs.values()] : [])),
  );
  const around = {
    pipeline: actual,
    event,
    variables,
    rules,
    workflowVariables: workflow.variables,
    openEntries,
  };
  const simulated = (job: Job): SimulatedJob => {
    let result = known.get(job);
    if (!result) known.set(job, (result = simulateJob(job, around)));
    return result;
  };
  const all = workflow.isCreated === false ? [] : [...actual.jobs.values()].map(simulated);
  const jobs = all.filter(({ isIn }) => isIn !== false);
  let ordered: readonly SimulatedJob[] | undefined;
  return {
    event,
    doubts: workflow.doubts,
    isCreated: both(workflow.isCreated, hasJobs(jobs, actual)),
    get jobs() {
      return (ordered ??= inOrderOfStages(jobs, actual));
    },
    missingNeeds: missingNeeds(jobs, actual, simulated),
  };
}

/** The pipeline as it is where includes are left out. */
function without(pipeline: Pipeline, left: ReadonlySet<Include['node']>, files: PipelineFiles): Pipeline {
  const { path, isFragment, inputs } = pipeline;
  const leavesOut = ({ node }: Include) => left.has(node);
  return readPipeline(path, files, { isFragment, leavesOut, ...(inputs && { inputs }) }, pipeline);
}

interface SimulatedWorkflow {
  readonly isCreated: Truth;
  /** Variables that its rules set; the pair is missing where they only may. */
  readonly variables: Scope;
  readonly doubts: Doubts;
}

function simulateWorkflow(
  pipeline: Pipeline,
  ruleVariables: RuleVariables,
  rules: RuleOutcomes,
): SimulatedWorkflow {
  const doubts = new Doubts();
  const variables = new Map<string, Pair | undefined>();
  const written = valueOf(pipeline.workflow, 'rules');
  if (!written) return { isCreated: true, variables, doubts };
  const lookup = ruleVariables.lookup(pipeline.variables);
  const outcomes = rules.of(readRules(written), lookup, 'always', doubts);
  for (const { clause } of outcomes)
    for (const pair of clause?.variables ?? [])
      variables.set(keyOf(pair) ?? '', outcomes.length === 1 ? pair : undefined);
  return { isCreated: presence(outcomes), variables, doubts };
}

function hasJobs(jobs: readonly SimulatedJob[], pipeline: Pipeline): Truth {
  if (jobs.some(({ isIn }) => isIn === true)) return true;
  return jobs.length > 0 || !pipeline.isComplete ? undefined : false;
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === undefined ? undefined : b;
}

function missingNeeds(
  jobs: readonly SimulatedJob[],
  pipeline: Pipeline,
  simulated: (job: Job) => SimulatedJob,
): MissingNeed[] {
  const missing: MissingNeed[] = [];
  for (const job of jobs) {
    for (const need of job.needs ?? []) {
      if (!need.job || need.isForeign || need.isOptional) continue;
      const named = namedJob(need.job.value, pipeline);
      const target = named && simulated(named);
      if (!target || target.isIn === true || target === job) continue;
      const isCertain = target.isIn === false && job.isIn === true;
      missing.push({ job, need, target: target.job, isCertain });
    }
  }
  return missing;
}

function inOrderOfStages(jobs: readonly SimulatedJob[], pipeline: Pipeline): readonly SimulatedJob[] {
  const places = jobs.map(({ job }) => stageIndexOf(job, pipeline) ?? Infinity);
  if (places.every((place, index) => index === 0 || places[index - 1]! <= place)) return jobs;
  const order = jobs.map((_, index) => index);
  order.sort((a, b) => (places[a] === places[b] ? 0 : places[a]! - places[b]!));
  return order.map((index) => jobs[index]!);
}
