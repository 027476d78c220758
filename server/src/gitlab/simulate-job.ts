/** One job for an event: whether it is in the pipeline, and how it starts. It needs RE2: loaded late. */
import {
  isMap,
  isSequence,
  keyOf,
  valueOf,
  type Pair,
  type ScalarNode,
  type YamlNode,
} from '../yaml/node.ts';
import { Doubts } from './doubts.ts';
import type { Truth, VariableLookup } from './evaluate-expression.ts';
import type { PipelineEvent } from './event.ts';
import { readNeeds, type Job, type Need } from './job.ts';
import { inheritsVariable, variablePairs } from './job-variables.ts';
import type { JobEntry } from './pipeline-file.ts';
import type { Pipeline } from './pipeline.ts';
import { isAllowed } from './policy.ts';
import { booleanOf, readRules } from './rule-clauses.ts';
import { conditionTruth, presence, type Outcome, type RuleOutcomes } from './rule-outcomes.ts';
import type { RuleVariables, Scope } from './rule-variables.ts';

export interface SimulatedJob {
  readonly job: Job;
  /** Undefined: it may be in the pipeline. */
  readonly isIn: Truth;
  /**
   * `on_success`, `manual`, `always`, `delayed`, `on_failure`; where several are possible, the likeliest first. None where
   * what is known of its rules leaves it out, but not all of it is known.
   */
  readonly when: readonly string[];
  readonly allowFailure: Truth;
  /** What it waits for; undefined where its stage decides. */
  readonly needs: readonly Need[] | undefined;
  /** Variables that the rules of the job and of `workflow` set for it; undefined for one that they only may set. */
  readonly ruleVariables: ReadonlyMap<string, Pair | undefined>;
  /** Why it is open whether the job is in; none where it is not. */
  readonly doubts: Doubts;
}

/** What decides over a job besides itself. */
export interface JobSurroundings {
  readonly pipeline: Pipeline;
  readonly event: PipelineEvent;
  readonly variables: RuleVariables;
  readonly rules: RuleOutcomes;
  /** Variables that a rule of `workflow` sets; a name that only may be set is unknown. */
  readonly workflowVariables: Scope;
  /** Of files that the rules of includes may leave out. */
  readonly openEntries: ReadonlySet<JobEntry>;
}

/** Simulates a job. Never throws. */
export function simulateJob(job: Job, around: JobSurroundings): SimulatedJob {
  const doubts = new Doubts();
  const outcomes = outcomesOf(job, around, doubts);
  const present = outcomes.filter(({ when }) => when !== 'never');
  const clause = present.length === 1 ? present[0]!.clause : undefined;
  const isDefinitionOpen = isOpen(job, around);
  if (isDefinitionOpen) doubts.add('definition');
  return {
    job,
    isIn: isDefinitionOpen ? undefined : presence(outcomes),
    doubts,
    when: [...new Set(present.map(({ when }) => when))],
    allowFailure: allowFailure(job, present),
    needs: clause?.needs ? readNeeds(clause.needs) : job.value('needs') ? job.needs : undefined,
    ruleVariables: ruleVariables(job, present, around.workflowVariables),
  };
}

/** By `rules`, else by `only` and `except`. */
function outcomesOf(job: Job, around: JobSurroundings, doubts: Doubts): readonly Outcome[] {
  const own = job.scalar('when')?.value ?? 'on_success';
  const lookup = around.variables.lookup(scopeOf(job, around));
  const rules = job.value('rules');
  if (rules) return around.rules.of(readRules(rules), lookup, own, doubts);
  const isIn = isAllowedByPolicy(job, around, lookup, doubts);
  return [
    ...(isIn === false ? [] : [{ when: own, clause: undefined }]),
    ...(isIn === true ? [] : [{ when: 'never', clause: undefined }]),
  ];
}

function isAllowedByPolicy(
  job: Job,
  { pipeline, event, rules }: JobSurroundings,
  lookup: VariableLookup,
  doubts: Doubts,
): Truth {
  const questions = {
    condition: (text: string) => conditionTruth(text, lookup, doubts),
    changes: (node: YamlNode) =>
      doubts.about('changes', rules.hasChanges({ node, globs: scalars(node), isOpen: false }, lookup)),
  };
  const hasWorkflowRules = valueOf(pipeline.workflow, 'rules') !== undefined;
  const isIn = isAllowed(job.value('only'), job.value('except'), event, questions, hasWorkflowRules);
  if (isIn === undefined && doubts.isEmpty) doubts.add('definition');
  return isIn;
}

/** What is extended but not known may bring rules; a file that may be left out takes its jobs with it. */
function isOpen(job: Job, { openEntries }: JobSurroundings): boolean {
  return (
    job.missing.length > 0 ||
    job.extendsCycle !== undefined ||
    job.referenceCycle !== undefined ||
    job.entries.some((entry) => openEntries.has(entry))
  );
}

/** What a rule of `workflow` sets counts before the pipeline's variables, and after the job's own. */
function scopeOf(job: Job, { pipeline, workflowVariables }: JobSurroundings): Scope {
  const scope = new Map<string, Pair | undefined>(variablePairs(job, pipeline));
  const inherits = inheritsVariable(job);
  const own = new Set(job.variables.map(keyOf));
  for (const [name, pair] of workflowVariables) if (inherits(name) && !own.has(name)) scope.set(name, pair);
  return scope;
}

/** Rules of the job count before its `variables:`, those of `workflow` only before the pipeline's. */
function ruleVariables(job: Job, outcomes: readonly Outcome[], workflowVariables: Scope): Scope {
  const variables = new Map(workflowVariables);
  for (const pair of job.variables) variables.delete(keyOf(pair) ?? '');
  for (const { clause } of outcomes)
    for (const pair of clause?.variables ?? [])
      variables.set(keyOf(pair) ?? '', outcomes.length === 1 ? pair : undefined);
  return variables;
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

function scalars(node: YamlNode): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  return isSequence(node) ? node.items.flatMap(scalars) : [];
}
