/** How jobs get started: by themselves when somebody pushes, or by hand. */
import { isMap, isSequence, keyOf, type MapNode, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';

/** A way in which a job starts by itself after a push to a branch. */
export interface AutomaticStart {
  /** The rule that lets it; undefined for jobs without rules. */
  readonly rule: MapNode | undefined;
  /** `when:` of that rule or of the job, if there is one. */
  readonly when: ScalarNode | undefined;
}

const BY_HAND: ReadonlySet<string> = new Set(['manual', 'delayed', 'never']);

/**
 * The ways in which a push to a branch starts the job without anybody being asked; none for jobs that wait for a
 * hand, a tag, a schedule or a variable. Undefined where that cannot be told.
 */
export function automaticStarts(job: Job, pipeline: Pipeline): readonly AutomaticStart[] | undefined {
  if (!mayRunForBranches(pipeline)) return [];
  if (job.keyword('rules')) return fromRules(job);
  const when = job.scalar('when');
  if (when && BY_HAND.has(when.value)) return [];
  if (job.keyword('only') && !isForBranches(job.value('only'))) return [];
  return [{ rule: undefined, when }];
}

/** Whether somebody starts the job by hand, in some or in all pipelines. */
export function isManual(job: Job): boolean {
  return (
    job.scalar('when')?.value === 'manual' ||
    job.rules.some((rule) => scalarIn(rule, 'when')?.value === 'manual')
  );
}

function fromRules(job: Job): readonly AutomaticStart[] | undefined {
  const value = job.value('rules');
  if (!isSequence(value)) return undefined;
  const starts: AutomaticStart[] = [];
  for (const item of value.items) if (!isMap(item) && !isSequence(item)) return undefined;
  for (const rule of job.rules) {
    const when = scalarIn(rule, 'when') ?? job.scalar('when');
    if (when && BY_HAND.has(when.value)) continue;
    const condition = scalarIn(rule, 'if');
    if (condition ? isAboutBranches(condition.value) : !hasKey(rule, 'if')) starts.push({ rule, when });
  }
  return starts;
}

const OF_BRANCHES: ReadonlySet<string> = new Set(
  'CI_COMMIT_BRANCH CI_COMMIT_REF_NAME CI_COMMIT_REF_SLUG CI_DEFAULT_BRANCH CI_COMMIT_REF_PROTECTED CI_PIPELINE_SOURCE'.split(
    ' ',
  ),
);

/** Whether a condition asks for nothing but a push to a branch. */
function isAboutBranches(condition: string): boolean {
  const names = [...condition.matchAll(/\$\{?(\w+)/g)].map((found) => found[1]!);
  if (names.some((name) => !OF_BRANCHES.has(name))) return false;
  const sources = [...condition.matchAll(/CI_PIPELINE_SOURCE\}?\s*==\s*["'](\w+)["']/g)];
  return sources.every((found) => found[1] === 'push');
}

function mayRunForBranches(pipeline: Pipeline): boolean {
  const rules = fieldOf(pipeline.globalValue('workflow'), 'rules');
  if (!isSequence(rules) || rules.items.length === 0) return true;
  return rules.items.some((rule) => {
    if (!isMap(rule)) return true;
    if (scalarIn(rule, 'when')?.value === 'never') return false;
    const condition = scalarIn(rule, 'if');
    return !condition || isAboutBranches(condition.value);
  });
}

const NOT_BRANCHES: ReadonlySet<string> = new Set(
  'tags triggers schedules web api external external_pull_requests pipelines merge_requests chat'.split(' '),
);

function isForBranches(only: YamlNode | undefined): boolean {
  const refs = isMap(only) ? fieldOf(only, 'refs') : only;
  if (isMap(only) && only.pairs.some((pair) => keyOf(pair) === 'variables')) return false;
  const items = isSequence(refs) ? refs.items : refs ? [refs] : [];
  if (items.length === 0) return true;
  return items.some((item) => item.kind === 'scalar' && !NOT_BRANCHES.has(item.value));
}

function hasKey(map: MapNode, name: string): boolean {
  return map.pairs.some((pair) => keyOf(pair) === name);
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}

function scalarIn(node: YamlNode, name: string): ScalarNode | undefined {
  const value = fieldOf(node, name);
  return value?.kind === 'scalar' ? value : undefined;
}
