/** The CI/CD variables of a job, with what is known of their values before the pipeline runs. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import { changingNames, variablePairs, VARIABLE_USE, writtenValue } from '../gitlab/job-variables.ts';
import type { Pair } from '../yaml/node.ts';
import { joined, known, unknown, type PartialText } from './partial-text.ts';
import type { EnvironmentVariable, PipelineVariables } from './shell-variables.ts';

const MAXIMUM_DEPTH = 20;

export class JobVariables implements PipelineVariables {
  readonly hasUnknownAdditions: boolean;
  readonly #pairs: ReadonlyMap<string, Pair>;
  readonly #changing: ReadonlySet<string>;
  readonly #known = new Map<string, EnvironmentVariable | undefined>();

  /** @param hasUnknownAdditions whether earlier jobs hand over variables of which the files do not tell */
  constructor(job: Job, pipeline: Pipeline, hasUnknownAdditions: boolean) {
    this.#pairs = variablePairs(job, pipeline);
    this.#changing = changingNames(job, pipeline);
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
    if (!pair) {
      return isPredefined(name) || this.#changing.has(name) ? { ...base, value: unknown(name) } : undefined;
    }
    const value = this.#changing.has(name) ? unknown(name) : this.#valueOf(pair, [name]);
    return { ...base, value, at: pair.key };
  }

  #valueOf(pair: Pair, path: readonly string[]): PartialText {
    const { node, expands } = writtenValue(pair.value);
    if (!node) return [];
    return expands ? this.#expand(node.value, path) : known(node.value);
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
    const pair = this.#pairs.get(name);
    if (!pair || path.includes(name) || path.length > MAXIMUM_DEPTH || this.#changing.has(name))
      return unknown(name);
    return this.#valueOf(pair, [...path, name]);
  }
}
