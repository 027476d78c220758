/**
 * The CI/CD variables of a job by scope, as the files define them: the job's own over those of the pipeline, as far as
 * it inherits them. What counts more than the files (settings, the run) is left to whoever asks.
 * Precedence: docs.gitlab.com/ci/variables/#cicd-variable-precedence.
 */
import { isMap, isSequence, keyOf, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
import { readPsych } from '../yaml/psych.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';

/** The pairs that count: the job's over the pipeline's, as far as the job inherits them. */
export function variablePairs(job: Job, pipeline: Pipeline): ReadonlyMap<string, Pair> {
  if (job.variables.length === 0 && !job.keyword('inherit')) return pipeline.variables;
  const inherited = inheritsVariable(job);
  const pairs = new Map<string, Pair>();
  for (const [name, pair] of pipeline.variables) if (inherited(name)) pairs.set(name, pair);
  for (const pair of job.variables) {
    const name = keyOf(pair);
    if (name !== undefined) pairs.set(name, pair);
  }
  return pairs;
}

/** `inherit:variables`: true, false, or a list of names. */
export function inheritsVariable(job: Job): (name: string) => boolean {
  const inherit = fieldOf(job.value('inherit'), 'variables');
  if (isSequence(inherit)) {
    const names = new Set(inherit.items.map((item) => (item.kind === 'scalar' ? item.value : '')));
    return (name) => names.has(name);
  }
  const value = inherit?.kind === 'scalar' ? scalarValue(inherit) : undefined;
  return () => !(value?.type === 'boolean' && !value.value);
}

/** Names whose values GitLab makes when the job runs: of rules, `parallel:matrix`, `id_tokens` and `secrets`. */
export function changingNames(job: Job, pipeline: Pipeline): ReadonlySet<string> {
  const names = new Set(namesMadeByRun(job));
  for (const rule of job.rules) addKeys(names, fieldOf(rule, 'variables'));
  const workflow = fieldOf(pipeline.workflow, 'rules');
  for (const rule of isSequence(workflow) ? workflow.items : []) addKeys(names, fieldOf(rule, 'variables'));
  return names;
}

/** Names that differ from job to job of one pipeline, or that only the run knows: `parallel:matrix`, `id_tokens`, `secrets`. */
export function namesMadeByRun(job: Job): ReadonlySet<string> {
  const names = new Set<string>();
  addKeys(names, job.value('id_tokens'));
  addKeys(names, job.value('secrets'));
  const matrix = fieldOf(job.value('parallel'), 'matrix');
  for (const row of isSequence(matrix) ? matrix.items : []) addKeys(names, row);
  return names;
}

function addKeys(names: Set<string>, map: YamlNode | undefined): void {
  for (const pair of isMap(map) ? map.pairs : []) names.add(keyOf(pair) ?? '');
}

export interface WrittenValue {
  readonly node?: ScalarNode;
  /** False with `expand: false`. */
  readonly expands: boolean;
}

/** A variable's value as written: directly or under `value:`. */
export function writtenValue(value: YamlNode | undefined): WrittenValue {
  if (value?.kind === 'scalar') return { node: value, expands: true };
  const inner = fieldOf(value, 'value');
  const expand = fieldOf(value, 'expand');
  const isOff = expand?.kind === 'scalar' && /^(?:false|no|off)$/i.test(expand.value);
  return { ...(inner?.kind === 'scalar' && { node: inner }), expands: !isOff };
}

/** The text that GitLab makes of a written value: numbers and booleans as YAML read them. */
export function variableText(node: ScalarNode): string {
  return node.style === 'plain' && node.tag === undefined ? readPsych(node.value).text : node.value;
}

/** GitLab's own forms of a variable in a text; `$$` stands for a dollar sign. */
export const VARIABLE_USE = /\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)|%(\w+)%/g;

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
