/** The CI/CD variables of a job, with what is known of their values before the pipeline runs. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import {
  changingNames,
  namesMadeByRun,
  variablePairs,
  variableText,
  VARIABLE_USE,
  writtenValue,
} from '../gitlab/job-variables.ts';
import type { Pair } from '../yaml/node.ts';
import { joined, known, unknown, type PartialText } from './partial-text.ts';
import type { EnvironmentVariable, PipelineVariables } from './shell-variables.ts';

const MAXIMUM_DEPTH = 20;

/** What is taken as known of one run of the pipeline. */
export interface RunValues {
  /** Set by whoever starts the pipeline: they count before all others. */
  readonly given: ReadonlyMap<string, string>;
  /** Set by the rules that lead to the job; undefined for one that they only may set. */
  readonly rules: ReadonlyMap<string, Pair | undefined>;
  /** Neither given nor in the files: the text; undefined where it is not known. */
  value(name: string): string | undefined;
}

interface KeptVariables {
  readonly pairs: Pipeline['variables'];
  readonly workflow: Pipeline['workflow'];
  readonly variables: JobVariables;
}

const kept = new WeakMap<Job, KeptVariables>();

/** The variables of a job; the same object as long as all that they are read from is. */
export function jobVariablesOf(job: Job, pipeline: Pipeline, hasUnknownAdditions: boolean): JobVariables {
  const { variables: pairs, workflow } = pipeline;
  let known = kept.get(job);
  if (
    known?.pairs !== pairs ||
    known.workflow !== workflow ||
    known.variables.hasUnknownAdditions !== hasUnknownAdditions
  ) {
    known = { pairs, workflow, variables: new JobVariables(job, pipeline, hasUnknownAdditions) };
    kept.set(job, known);
  }
  return known.variables;
}

export class JobVariables implements PipelineVariables {
  readonly hasUnknownAdditions: boolean;
  readonly #pairs: ReadonlyMap<string, Pair>;
  readonly #changing: ReadonlySet<string>;
  readonly #run: RunValues | undefined;
  readonly #known = new Map<string, EnvironmentVariable | undefined>();

  /**
   * @param hasUnknownAdditions whether earlier jobs hand over variables of which the files do not tell
   * @param run the variables of one run, rather than what is known before any
   */
  constructor(job: Job, pipeline: Pipeline, hasUnknownAdditions: boolean, run?: RunValues) {
    const pairs = variablePairs(job, pipeline);
    this.#pairs = run ? new Map([...pairs, ...certainPairs(run)]) : pairs;
    this.#changing = run
      ? new Set([...namesMadeByRun(job), ...uncertainNames(run)])
      : changingNames(job, pipeline);
    this.#run = run;
    this.hasUnknownAdditions = hasUnknownAdditions;
  }

  /** Undefined for a name that neither the files nor GitLab define. */
  variable(name: string): EnvironmentVariable | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#read(name));
    return this.#known.get(name);
  }

  /** The pair under `variables:` of the job or the pipeline that counts. */
  pair(name: string): Pair | undefined {
    return this.#pairs.get(name);
  }

  /** The names that `variables:` of the job and the pipeline define. */
  names(): Iterable<string> {
    return this.#pairs.keys();
  }

  /** A text of the pipeline as GitLab expands it: `$NAME`, `${NAME}`, and `$$` for a dollar sign. */
  expand(text: string): PartialText {
    return this.#expand(text, []);
  }

  #read(name: string): EnvironmentVariable | undefined {
    const pair = this.#pairs.get(name);
    const base = { name, origin: 'pipeline', isExported: true } as const;
    const at = pair && { at: pair.key };
    const given = this.#run?.given.get(name);
    if (given !== undefined) return { ...base, value: known(given), ...at };
    if (this.#changing.has(name)) return { ...base, value: unknown(name), ...at };
    if (pair) return { ...base, value: this.#valueOf(pair, [name]), ...at };
    const value = this.#run?.value(name);
    if (value !== undefined) return { ...base, value: known(value) };
    return isPredefined(name) ? { ...base, value: unknown(name) } : undefined;
  }

  #valueOf(pair: Pair, path: readonly string[]): PartialText {
    const { node, expands } = writtenValue(pair.value);
    if (!node) return [];
    const text = variableText(node);
    return expands ? this.#expand(text, path) : known(text);
  }

  #expand(text: string, path: readonly string[]): PartialText {
    const parts: PartialText[] = [];
    let last = 0;
    for (const found of text.matchAll(VARIABLE_USE)) {
      parts.push(known(text.slice(last, found.index)));
      const name = found[1] ?? found[2];
      if (name === undefined) parts.push(known(found[0] === '$$' ? '$' : found[0]));
      else parts.push(this.#inner(name, path));
      last = found.index + found[0].length;
    }
    return joined([...parts, known(text.slice(last))]);
  }

  #inner(name: string, path: readonly string[]): PartialText {
    const given = this.#run?.given.get(name);
    if (given !== undefined) return known(given);
    const pair = this.#pairs.get(name);
    if (this.#changing.has(name)) return unknown(name);
    if (!pair) {
      const value = this.#run?.value(name);
      return value === undefined ? unknown(name) : known(value);
    }
    if (path.includes(name) || path.length > MAXIMUM_DEPTH) return unknown(name);
    return this.#valueOf(pair, [...path, name]);
  }
}

function certainPairs({ rules }: RunValues): [string, Pair][] {
  return [...rules].flatMap(([name, pair]): [string, Pair][] => (pair ? [[name, pair]] : []));
}

function uncertainNames({ rules }: RunValues): string[] {
  return [...rules].flatMap(([name, pair]) => (pair ? [] : [name]));
}
