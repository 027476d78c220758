/** The CI/CD variables of a job, with what is known of their values before the pipeline runs. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import { isMap, isSequence, keyOf, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
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
    this.#pairs = pairsOf(job, pipeline);
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
    for (const found of text.matchAll(/\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)|%(\w+)%/g)) {
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

/** The pairs that count: the job's over the pipeline's, as far as the job inherits them. */
function pairsOf(job: Job, pipeline: Pipeline): ReadonlyMap<string, Pair> {
  const inherited = inheritedNames(job);
  const pairs = new Map<string, Pair>();
  for (const [name, pair] of pipeline.variables) if (inherited(name)) pairs.set(name, pair);
  for (const pair of job.variables) {
    const name = keyOf(pair);
    if (name !== undefined) pairs.set(name, pair);
  }
  return pairs;
}

/** `inherit:variables`: true, false, or a list of names. */
function inheritedNames(job: Job): (name: string) => boolean {
  const inherit = fieldOf(job.value('inherit'), 'variables');
  if (isSequence(inherit)) {
    const names = new Set(inherit.items.map((item) => (item.kind === 'scalar' ? item.value : '')));
    return (name) => names.has(name);
  }
  const value = inherit?.kind === 'scalar' ? scalarValue(inherit) : undefined;
  return () => !(value?.type === 'boolean' && !value.value);
}

/** Names whose values GitLab makes when the job runs: of rules, `parallel:matrix`, `id_tokens` and `secrets`. */
function changingNames(job: Job, pipeline: Pipeline): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (map: YamlNode | undefined) => {
    for (const pair of isMap(map) ? map.pairs : []) names.add(keyOf(pair) ?? '');
  };
  add(job.value('id_tokens'));
  add(job.value('secrets'));
  for (const rule of job.rules) add(fieldOf(rule, 'variables'));
  const workflow = fieldOf(pipeline.globalValue('workflow'), 'rules');
  for (const rule of isSequence(workflow) ? workflow.items : []) add(fieldOf(rule, 'variables'));
  const matrix = fieldOf(job.value('parallel'), 'matrix');
  for (const row of isSequence(matrix) ? matrix.items : []) add(row);
  return names;
}

function writtenValue(value: YamlNode | undefined): {
  readonly node?: ScalarNode;
  readonly expands: boolean;
} {
  if (value?.kind === 'scalar') return { node: value, expands: true };
  const inner = fieldOf(value, 'value');
  const expand = fieldOf(value, 'expand');
  const isOff = expand?.kind === 'scalar' && /^(?:false|no|off)$/i.test(expand.value);
  return { ...(inner?.kind === 'scalar' && { node: inner }), expands: !isOff };
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
