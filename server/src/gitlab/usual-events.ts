/** The events that a pipeline is tried with: those that happen to every project, with the branches that it names. */
import { walkExpression } from './expression.ts';
import { eventOf, type PipelineEvent } from './event.ts';
import { jobConditions, pipelineConditions } from './conditions.ts';
import { parseExpression } from './parse-expression.ts';
import { valueOf } from '../yaml/node.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';

export interface UsualEvent {
  readonly event: PipelineEvent;
  /** Continues "In a pipeline for …". */
  readonly words: string;
  /** Its name in a list: `default branch`, `tags`. */
  readonly label: string;
}

const MAXIMUM_BRANCHES = 6;

/** Stands for branches that no rule names. */
export const OTHER_BRANCH = 'some-topic';

/** A push to the default branch, to another one, to those that the rules name; a merge request, a tag, a schedule. */
export function usualEvents(pipeline: Pipeline): readonly UsualEvent[] {
  const named = namedBranches(pipeline);
  const defaultBranch = named.has('main') || !named.has('master') ? 'main' : 'master';
  const push = (branch: string) => eventOf('push', { branch, defaultBranch });
  const others = [...named].filter((name) => name !== defaultBranch).slice(0, MAXIMUM_BRANCHES);
  const topic = { branch: OTHER_BRANCH, defaultBranch };
  return [
    { event: push(defaultBranch), words: 'a push to the default branch', label: 'default branch' },
    { event: push(OTHER_BRANCH), words: 'a push to another branch', label: 'other branches' },
    { event: eventOf('merge_request', topic), words: 'a merge request', label: 'merge requests' },
    { event: eventOf('tag', { defaultBranch }), words: 'a tag', label: 'tags' },
    { event: eventOf('schedule', { defaultBranch }), words: 'a schedule', label: 'schedules' },
    ...others.map((branch) => ({
      event: push(branch),
      words: `a push to \`${branch}\``,
      label: `branch ${branch}`,
    })),
  ];
}

/** Stands for a file that no `changes` names, but one that names all. */
const OTHER_FILE = 'some-other-file';

/** Those of the usual events that change files, each changing none that `changes` names; none where nothing asks. */
export function eventsOfOtherFiles(pipeline: Pipeline): readonly UsualEvent[] {
  if (![...pipeline.jobs.values()].some(asksForChanges)) return [];
  return usualEvents(pipeline)
    .filter(({ event }) => event.kind === 'push' || event.kind === 'merge_request')
    .map((it) => ({ ...it, event: { ...it.event, changed: [OTHER_FILE] } }));
}

function asksForChanges(job: Job): boolean {
  return (
    job.rules.some((rule) => valueOf(rule, 'changes')) ||
    ['only', 'except'].some((name) => valueOf(job.value(name), 'changes'))
  );
}

/** Texts that conditions compare the branch or ref with. */
function namedBranches(pipeline: Pipeline): Set<string> {
  const names = new Set<string>();
  for (const condition of pipelineConditions(pipeline)) addBranches(names, condition.value);
  for (const job of pipeline.jobs.values()) for (const name of branchesOf(job)) names.add(name);
  return names;
}

const kept = new WeakMap<Job, ReadonlySet<string>>();

function branchesOf(job: Job): ReadonlySet<string> {
  let known = kept.get(job);
  if (!known) {
    const names = new Set<string>();
    for (const condition of jobConditions(job)) addBranches(names, condition.value);
    kept.set(job, (known = names));
  }
  return known;
}

function addBranches(names: Set<string>, condition: string): void {
  if (!/CI_COMMIT_(?:BRANCH|REF_NAME)/.test(condition)) return;
  walkExpression(parseExpression(condition).root, (part) => {
    if (part.kind !== 'operation' || part.operator !== '==') return;
    const { left, right } = part;
    const text = left.kind === 'string' ? left : right.kind === 'string' ? right : undefined;
    const variable = left.kind === 'variable' ? left : right.kind === 'variable' ? right : undefined;
    if (text && variable && /^CI_COMMIT_(?:BRANCH|REF_NAME)$/.test(variable.name)) names.add(text.value);
  });
}
