/**
 * The jobs that GitLab makes of one by `parallel`, and their names: `test 1/3`, `test: [linux, amd64]`.
 * Source: lib/gitlab/ci/config/normalizer/ of GitLab; docs.gitlab.com/ci/yaml/#parallelmatrix.
 */
import { isMap, isSequence, keyOf, valueOf, type YamlNode } from '../yaml/node.ts';
import { readPsych } from '../yaml/psych.ts';
import type { Job, Need } from './job.ts';
import { variableText } from './job-variables.ts';
import type { Pipeline } from './pipeline.ts';

export interface ParallelJob {
  readonly name: string;
  /** The values of a matrix by the names of its variables. */
  readonly variables: ReadonlyMap<string, string>;
}

/** More than these GitLab refuses. */
const MAXIMUM_JOBS = 200;
const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

/** The jobs that GitLab makes of a job; none where it stays one, and where they are not known here. */
export function parallelJobs(job: Job): readonly ParallelJob[] {
  const value = job.value('parallel');
  if (value?.kind === 'scalar') return value.style === 'plain' ? numbered(job.name, value.value) : [];
  return ofMatrix(job.name, valueOf(value, 'matrix'), NO_VARIABLES);
}

/**
 * The jobs of this pipeline that needs name, by the names that GitLab gives them: of a job that `parallel` multiplies all,
 * or those of the matrix in the need.
 * @param variables of the job that has the needs, when it is one of a matrix
 */
export function neededJobs(
  needs: readonly Need[],
  pipeline: Pipeline,
  variables: ReadonlyMap<string, string> = NO_VARIABLES,
): readonly string[] {
  return needs.flatMap((need) => {
    if (!need.job || need.isForeign) return [];
    const name = withMatrixValues(need.job.value, variables);
    const target = pipeline.jobs.get(name);
    const made = need.matrix ? ofMatrix(name, need.matrix, variables) : target ? parallelJobs(target) : [];
    return made.length > 0 ? made.map((it) => it.name) : [name];
  });
}

/**
 * The first of the named jobs that `parallel` does not make of a job; undefined where it makes all of them, and where
 * not all that it makes is known.
 * @param matrix of the need, which then names all that it makes
 */
export function missingParallelJob(
  name: string,
  matrix: YamlNode | undefined,
  target: Job,
): string | undefined {
  const made = parallelJobs(target).map((it) => it.name);
  const isKnown = (it: string) => !it.includes('$');
  if (made.length === 0 || !made.every(isKnown)) return undefined;
  const wanted = matrix
    ? ofMatrix(target.name, matrix, NO_VARIABLES).map((it) => it.name)
    : name === target.name
      ? []
      : [name];
  return wanted.find((it) => isKnown(it) && !made.includes(it));
}

function numbered(name: string, written: string): readonly ParallelJob[] {
  const { type, text } = readPsych(written);
  const count = type === 'number' ? Number(text) : NaN;
  if (!Number.isInteger(count) || count < 1 || count > MAXIMUM_JOBS) return [];
  return Array.from({ length: count }, (_, index) => ({
    name: `${name} ${index + 1}/${count}`,
    variables: NO_VARIABLES,
  }));
}

function ofMatrix(
  name: string,
  matrix: YamlNode | undefined,
  outer: ReadonlyMap<string, string>,
): readonly ParallelJob[] {
  const jobs: ParallelJob[] = [];
  for (const row of isSequence(matrix) ? matrix.items : []) {
    const combinations = combinationsOf(row, outer);
    if (!combinations || jobs.length + combinations.length > MAXIMUM_JOBS) return [];
    for (const variables of combinations)
      jobs.push({ name: `${name}: [${[...variables.values()].join(', ')}]`, variables });
  }
  return jobs;
}

/** Every combination of a row's values, the last variable changing fastest; undefined where some are not known. */
function combinationsOf(
  row: YamlNode,
  outer: ReadonlyMap<string, string>,
): readonly ReadonlyMap<string, string>[] | undefined {
  if (!isMap(row) || row.pairs.length === 0) return undefined;
  let combinations: ReadonlyMap<string, string>[] = [new Map()];
  for (const pair of row.pairs) {
    const name = keyOf(pair);
    const values = textsOf(pair.value, outer);
    if (name === undefined || !values || combinations.length * values.length > MAXIMUM_JOBS) return undefined;
    combinations = combinations.flatMap((known) => values.map((value) => new Map([...known, [name, value]])));
  }
  return combinations;
}

function textsOf(node: YamlNode | undefined, outer: ReadonlyMap<string, string>): string[] | undefined {
  if (isSequence(node) && node.tag !== '!reference') {
    const texts = node.items.flatMap((item) => textsOf(item, outer) ?? [undefined]);
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  if (node?.kind !== 'scalar') return undefined;
  const text = withMatrixValues(variableText(node), outer);
  return text.includes('$[[') ? undefined : [text];
}

/** `$[[ matrix.NAME ]]`: docs.gitlab.com/ci/yaml/matrix_expressions. */
function withMatrixValues(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\[\[\s*matrix\.(\w+)\s*\]\]/g,
    (written, name: string) => variables.get(name) ?? written,
  );
}
