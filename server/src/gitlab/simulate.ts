/**
 * Which jobs a pipeline has for an event, and what breaks, as far as the files tell: what depends on settings, commands
 * or includes that are not known stays open. Loaded late: it needs RE2.
 */
import { isMap, isSequence, keyOf, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { Doubts } from './doubts.ts';
import { isTrue, type Truth, type VariableLookup, type VariableValue } from './evaluate-expression.ts';
import { walkExpression } from './expression.ts';
import { predefinedValue, type PipelineEvent } from './event.ts';
import { matchesAny } from './file-globs.ts';
import { readNeeds, type Job, type Need } from './job.ts';
import {
  inheritsVariable,
  VARIABLE_USE,
  variablePairs,
  variableText,
  writtenValue,
} from './job-variables.ts';
import { parseExpression } from './parse-expression.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Include } from './include.ts';
import { namedJob } from './named-job.ts';
import type { JobEntry } from './pipeline-file.ts';
import { readPipeline, type Pipeline } from './pipeline.ts';
import { isAllowed } from './policy.ts';
import { booleanOf, readRules, type FileClause, type RuleClause } from './rule-clauses.ts';
import { stageIndexOf } from './stage-order.ts';

const MAXIMUM_DEPTH = 20;

export interface SimulatedJob {
  readonly job: Job;
  /** Undefined: it may be in the pipeline. */
  readonly isIn: Truth;
  /** `on_success`, `manual`, `always`, `delayed`, `on_failure`; where several are possible, the likeliest first. */
  readonly when: readonly string[];
  readonly allowFailure: Truth;
  /** What it waits for; undefined where its stage decides. */
  readonly needs: readonly Need[] | undefined;
  /** Variables that the rules of the job and of `workflow` set for it; undefined for one that they only may set. */
  readonly ruleVariables: ReadonlyMap<string, Pair | undefined>;
  /** Why it is open whether the job is in; none where it is not. */
  readonly doubts: Doubts;
}

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
  /** The value of a variable of the project's settings; null for one that is certainly not there. */
  readonly setting?: (name: string) => VariableValue;
  /** Of earlier simulations with the same paths and settings. */
  readonly memory?: SimulationMemory;
}

interface KeptJobs {
  readonly event: string;
  readonly openFiles: string;
  readonly variables: Pipeline['variables'];
  readonly workflow: Pipeline['workflow'];
  readonly jobs: WeakMap<Job, SimulatedJob>;
}

/** Jobs simulated before: they are taken over for as long as all that decides over them is the same. */
export class SimulationMemory {
  /** As many as the events of a pipeline or two. */
  static readonly #MAXIMUM = 24;
  #kept: readonly KeptJobs[] = [];

  /** The jobs of a pipeline with just these variables and workflow, for an event. */
  jobsFor(
    { variables, workflow }: Pipeline,
    event: PipelineEvent,
    openFiles: ReadonlySet<string>,
  ): WeakMap<Job, SimulatedJob> {
    const keys = { event: keyOfEvent(event), openFiles: [...openFiles].sort().join('\n') };
    let known = this.#kept.find(
      (it) =>
        it.variables === variables &&
        it.workflow === workflow &&
        it.event === keys.event &&
        it.openFiles === keys.openFiles,
    );
    if (!known) {
      known = { ...keys, variables, workflow, jobs: new WeakMap() };
      this.#kept = [known, ...this.#kept.slice(0, SimulationMemory.#MAXIMUM - 1)];
    }
    return known.jobs;
  }
}

function keyOfEvent(event: PipelineEvent): string {
  return JSON.stringify({ ...event, variables: [...event.variables] });
}

/** Simulates the pipeline. Never throws. */
export function simulate(pipeline: Pipeline, event: PipelineEvent, input: SimulationInput): Simulation {
  const { left, open } = new Run(pipeline, event, input).conditionalIncludes();
  if (left.size === 0) return new Run(pipeline, event, input, filesBelow(pipeline, open)).run();
  const { isFragment, inputs } = pipeline;
  const leavesOut = ({ node }: Include) => left.has(node);
  const actual = readPipeline(
    pipeline.path,
    input.files,
    { isFragment, leavesOut, ...(inputs && { inputs }) },
    pipeline,
  );
  return new Run(actual, event, input, filesBelow(actual, open)).run();
}

/** The files that come in by these includes, or by what they bring in. */
function filesBelow(pipeline: Pipeline, open: ReadonlySet<YamlNode>): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (path: string) => {
    if (paths.has(path)) return;
    paths.add(path);
    for (const include of pipeline.includes) if (include.from === path) include.paths.forEach(visit);
  };
  for (const { node, paths: brought } of pipeline.includes) if (open.has(node)) brought.forEach(visit);
  return paths;
}

/** The variables of a job or of the pipeline; the pair is missing where the value is not known. */
type Scope = ReadonlyMap<string, Pair | undefined>;

interface Outcome {
  readonly when: string;
  readonly clause: RuleClause | undefined;
}

class Run {
  readonly #pipeline: Pipeline;
  readonly #event: PipelineEvent;
  readonly #input: SimulationInput;
  readonly #openEntries: ReadonlySet<JobEntry>;
  readonly #known: WeakMap<Job, SimulatedJob>;
  /** Variables that a rule of `workflow` sets; a name that only may be set is unknown. */
  readonly #workflowVariables = new Map<string, Pair | undefined>();

  /** @param openFiles files that the rules of includes may leave out */
  constructor(
    pipeline: Pipeline,
    event: PipelineEvent,
    input: SimulationInput,
    openFiles: ReadonlySet<string> = new Set(),
  ) {
    this.#pipeline = pipeline;
    this.#event = event;
    this.#input = input;
    this.#openEntries = new Set(
      pipeline.files.flatMap((file) => (openFiles.has(file.path) ? [...file.jobs.values()] : [])),
    );
    this.#known = input.memory?.jobsFor(pipeline, event, openFiles) ?? new WeakMap();
  }

  /** Includes by their rules, which see neither the files' variables nor those of jobs. */
  conditionalIncludes(): { readonly left: ReadonlySet<YamlNode>; readonly open: ReadonlySet<YamlNode> } {
    const left = new Set<YamlNode>();
    const open = new Set<YamlNode>();
    const lookup = this.#lookup(new Map());
    const doubts = new Doubts();
    for (const { node, rules } of this.#pipeline.includes) {
      if (!rules) continue;
      const truth = presence(this.#outcomes(readRules(rules), lookup, 'always', doubts));
      if (truth === false) left.add(node);
      else if (truth === undefined) open.add(node);
    }
    return { left, open };
  }

  run(): Simulation {
    const doubts = new Doubts();
    const workflow = this.#workflow(doubts);
    const jobs: SimulatedJob[] = [];
    for (const job of workflow === false ? [] : this.#pipeline.jobs.values()) {
      const simulated = this.#job(job);
      if (simulated.isIn !== false) jobs.push(simulated);
    }
    const hasJobs = jobs.some(({ isIn }) => isIn === true)
      ? true
      : jobs.length > 0 || !this.#pipeline.isComplete
        ? undefined
        : false;
    const pipeline = this.#pipeline;
    let ordered: readonly SimulatedJob[] | undefined;
    return {
      event: this.#event,
      doubts,
      isCreated: workflow === false || hasJobs === false ? false : workflow === true ? hasJobs : undefined,
      get jobs() {
        return (ordered ??= inOrderOfStages(jobs, pipeline));
      },
      missingNeeds: this.#missingNeeds(jobs),
    };
  }

  #missingNeeds(present: readonly SimulatedJob[]): MissingNeed[] {
    const missing: MissingNeed[] = [];
    for (const job of present) {
      for (const need of job.needs ?? []) {
        if (!need.job || need.isForeign || need.isOptional) continue;
        const named = namedJob(need.job.value, this.#pipeline);
        const target = named && this.#job(named);
        if (!target || target.isIn === true || target === job) continue;
        const isCertain = target.isIn === false && job.isIn === true;
        missing.push({ job, need, target: target.job, isCertain });
      }
    }
    return missing;
  }

  #workflow(doubts: Doubts): Truth {
    const rules = field(this.#pipeline.workflow, 'rules');
    if (!rules) return true;
    const lookup = this.#lookup(this.#pipeline.variables);
    const outcomes = this.#outcomes(readRules(rules), lookup, 'always', doubts);
    const isCertain = outcomes.length === 1;
    for (const { clause } of outcomes)
      for (const pair of clause?.variables ?? [])
        this.#workflowVariables.set(keyOf(pair) ?? '', isCertain ? pair : undefined);
    return presence(outcomes);
  }

  #job(job: Job): SimulatedJob {
    let known = this.#known.get(job);
    if (!known) this.#known.set(job, (known = this.#simulated(job)));
    return known;
  }

  #simulated(job: Job): SimulatedJob {
    const own = job.scalar('when')?.value ?? 'on_success';
    const lookup = this.#lookup(this.#scopeOf(job));
    const rules = job.value('rules');
    const doubts = new Doubts();
    const outcomes = rules
      ? this.#outcomes(readRules(rules), lookup, own, doubts)
      : this.#policy(job, lookup, doubts).map((when) => ({
          when: when === 'in' ? own : when,
          clause: undefined,
        }));
    const present = outcomes.filter(({ when }) => when !== 'never');
    const clause = present.length === 1 ? present[0]!.clause : undefined;
    const isOpen = this.#isOpen(job);
    if (isOpen) doubts.add('definition');
    return {
      job,
      isIn: isOpen ? undefined : presence(outcomes),
      doubts,
      when: [...new Set(present.map(({ when }) => when))],
      allowFailure: allowFailure(job, present),
      needs: clause?.needs ? readNeeds(clause.needs) : job.value('needs') ? job.needs : undefined,
      ruleVariables: this.#ruleVariables(job, present),
    };
  }

  /** Rules of the job count before its `variables:`, those of `workflow` only before the pipeline's. */
  #ruleVariables(job: Job, outcomes: readonly Outcome[]): ReadonlyMap<string, Pair | undefined> {
    const variables = new Map(this.#workflowVariables);
    for (const pair of job.variables) variables.delete(keyOf(pair) ?? '');
    for (const { clause } of outcomes)
      for (const pair of clause?.variables ?? [])
        variables.set(keyOf(pair) ?? '', outcomes.length === 1 ? pair : undefined);
    return variables;
  }

  /** What is extended but not known may bring rules; a file that may be left out takes its jobs with it. */
  #isOpen(job: Job): boolean {
    return (
      job.missing.length > 0 ||
      job.extendsCycle !== undefined ||
      job.referenceCycle !== undefined ||
      job.entries.some((entry) => this.#openEntries.has(entry))
    );
  }

  /** What a rule of `workflow` sets counts before the pipeline's variables, and after the job's own. */
  #scopeOf(job: Job): Scope {
    const scope = new Map<string, Pair | undefined>(variablePairs(job, this.#pipeline));
    const inherits = inheritsVariable(job);
    const own = new Set(job.variables.map(keyOf));
    for (const [name, pair] of this.#workflowVariables)
      if (inherits(name) && !own.has(name)) scope.set(name, pair);
    return scope;
  }

  #policy(job: Job, lookup: VariableLookup, doubts: Doubts): string[] {
    const questions = {
      condition: (text: string) => condition(text, lookup, doubts),
      changes: (node: YamlNode) =>
        doubts.about('changes', this.#changes({ node, globs: scalars(node), isOpen: false }, lookup)),
    };
    const hasWorkflowRules = field(this.#pipeline.workflow, 'rules') !== undefined;
    const isIn = isAllowed(job.value('only'), job.value('except'), this.#event, questions, hasWorkflowRules);
    if (isIn === undefined && doubts.isEmpty) doubts.add('definition');
    return isIn === undefined ? ['in', 'never'] : [isIn ? 'in' : 'never'];
  }

  /** What the rules may lead to: the first that applies counts, those before it that may apply are possible too. */
  #outcomes(
    clauses: readonly RuleClause[],
    lookup: VariableLookup,
    fallback: string,
    doubts: Doubts,
  ): Outcome[] {
    const outcomes: Outcome[] = [];
    for (const clause of clauses) {
      const truth = this.#applies(clause, lookup, doubts);
      if (truth === false) continue;
      outcomes.push({ when: clause.when?.value ?? fallback, clause });
      if (clause.isOpen) outcomes.push({ when: 'never', clause: undefined });
      if (truth === true) return outcomes;
    }
    outcomes.push({ when: 'never', clause: undefined });
    return outcomes;
  }

  #applies(clause: RuleClause, lookup: VariableLookup, doubts: Doubts): Truth {
    if (clause.isOpen) return doubts.about('definition', undefined);
    const own = new Doubts();
    const parts = [
      clause.condition ? condition(clause.condition.value, lookup, own) : true,
      clause.changes ? own.about('changes', this.#changes(clause.changes, lookup)) : true,
      clause.exists ? own.about('exists', this.#exists(clause.exists, lookup)) : true,
    ];
    if (parts.includes(false)) return false;
    doubts.addAll(own);
    return parts.includes(undefined) ? undefined : true;
  }

  /** Without a push or a merge request GitLab takes everything for changed. */
  #changes(clause: FileClause, lookup: VariableLookup): Truth {
    const { kind, changed } = this.#event;
    if (kind !== 'push' && kind !== 'merge_request' && !clause.isOpen) return true;
    return changed ? this.#match(clause, changed, lookup) : undefined;
  }

  #exists(clause: FileClause, lookup: VariableLookup): Truth {
    const found = this.#match(clause, this.#input.files.paths(), lookup);
    if (found !== false) return found;
    return clause.globs.every(({ value }) => this.#input.files.exists(value) !== undefined)
      ? false
      : undefined;
  }

  #match(clause: FileClause, paths: Iterable<string>, lookup: VariableLookup): Truth {
    if (clause.isOpen) return undefined;
    const known = [...paths];
    let isOpen = false;
    for (const { value } of clause.globs) {
      const glob = expand(value, lookup, (written) => written);
      if (glob === undefined) isOpen = true;
      else if (matchesAny(glob, known)) return true;
    }
    return isOpen ? undefined : false;
  }

  /** Values as rules see them, since GitLab 18.5 with the variables in them put in. */
  #lookup(scope: Scope, path: readonly string[] = []): VariableLookup {
    return (name) => {
      if (path.includes(name) || path.length > MAXIMUM_DEPTH) return undefined;
      return this.#value(name, scope, (node, expands) => {
        const text = variableText(node);
        return expands ? expand(text, this.#lookup(scope, [...path, name]), () => '') : text;
      });
    };
  }

  #value(
    name: string,
    scope: Scope,
    read: (node: ScalarNode, expands: boolean) => string | undefined,
  ): VariableValue {
    if (this.#event.variables.has(name)) return this.#event.variables.get(name);
    if (!scope.has(name)) {
      const predefined = predefinedValue(name, this.#event);
      return predefined === undefined ? this.#input.setting?.(name) : predefined;
    }
    const pair = scope.get(name);
    if (!pair) return undefined;
    const { node, expands } = writtenValue(pair.value);
    if (node) return read(node, expands);
    return isMap(pair.value) ? undefined : '';
  }
}

function inOrderOfStages(jobs: readonly SimulatedJob[], pipeline: Pipeline): readonly SimulatedJob[] {
  const places = jobs.map(({ job }) => stageIndexOf(job, pipeline) ?? Infinity);
  if (places.every((place, index) => index === 0 || places[index - 1]! <= place)) return jobs;
  const order = jobs.map((_, index) => index);
  order.sort((a, b) => (places[a] === places[b] ? 0 : places[a]! - places[b]!));
  return order.map((index) => jobs[index]!);
}

function condition(text: string, lookup: VariableLookup, doubts: Doubts): Truth {
  const { root, problems } = parseExpression(text);
  const truth = problems.length > 0 ? undefined : isTrue(root, lookup);
  if (truth === undefined) {
    walkExpression(root, (part) => {
      if (part.kind === 'variable' && lookup(part.name) === undefined) doubts.addVariable(part.name);
      if (part.kind === 'input' || part.kind === 'missing') doubts.add('definition');
    });
  }
  return truth;
}

/**
 * A text with GitLab's variables put in; undefined where one of them is not known.
 * @param unset what stands for a variable that is certainly not set
 */
function expand(
  text: string,
  lookup: VariableLookup,
  unset: (written: string) => string,
): string | undefined {
  let isOpen = false;
  const result = text.replace(VARIABLE_USE, (written, ...groups) => {
    const name = groups.slice(0, 3).find((group) => group !== undefined) as string | undefined;
    if (name === undefined) return '$';
    const value = lookup(name);
    if (value === undefined) isOpen = true;
    return value ?? unset(written);
  });
  return isOpen ? undefined : result;
}

function presence(outcomes: readonly Outcome[]): Truth {
  const isOut = outcomes.map(({ when }) => when === 'never');
  if (isOut.every((out) => out)) return false;
  return isOut.some((out) => out) ? undefined : true;
}

/** A job that is manual by its own `when` may fail unless something else is said; one that rules make manual may not. */
function allowFailure(job: Job, outcomes: readonly Outcome[]): Truth {
  const own = job.value('allow_failure');
  const isManual = job.scalar('when')?.value === 'manual';
  const answers = outcomes.map(({ clause }) => {
    if (clause?.allowFailure !== undefined) return clause.allowFailure;
    if (own) return isMap(own) ? undefined : booleanOf(own);
    return isManual;
  });
  return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
}

function scalars(node: YamlNode): (YamlNode & { kind: 'scalar' })[] {
  if (node.kind === 'scalar') return [node];
  return isSequence(node) ? node.items.flatMap(scalars) : [];
}

function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
