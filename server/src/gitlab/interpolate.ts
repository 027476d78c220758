/**
 * `$[[ inputs.name ]]` replaced by what it stands for. What is not known stays as it is written. Positions stay those
 * of the text; the same nodes give the same nodes.
 * Source: docs.gitlab.com/ci/inputs, functions: …#specify-functions-to-manipulate-input-values.
 */
import { readPlain, scalarValue } from '../yaml/plain-value.ts';
import { isMap, isSequence, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { InputValues } from './inputs.ts';
import type { JobEntry, PipelineFile, RootEntry } from './pipeline-file.ts';

const BLOCK = /\$\[\[\s*inputs\.([\w-]+)\s*((?:\|\s*[^|\]]+)*)\]\]/g;
const MAXIMUM_DEPTH = 100;
const MAXIMUM_LENGTH = 100_000;

const interpolated = new WeakMap<PipelineFile, Map<string, PipelineFile>>();
const entries = new WeakMap<RootEntry, Map<string, RootEntry>>();

/** The file as it is included with these inputs; the same object for the same values. */
export function withInputs(file: PipelineFile, values: InputValues): PipelineFile {
  if (!file.header || !file.yaml.source.text.includes('$[[')) return file;
  const key = keyOfValues(values);
  const known = interpolated.get(file) ?? new Map<string, PipelineFile>();
  interpolated.set(file, known);
  let result = known.get(key);
  if (!result) {
    const interpolation = new Interpolation(values);
    const globals = new Map<string, RootEntry>();
    const jobs = new Map<string, JobEntry>();
    for (const [name, entry] of file.globals) globals.set(name, entryWith(entry, key, interpolation));
    for (const entry of file.jobs.values()) {
      const job = entryWith(entry, key, interpolation) as JobEntry;
      jobs.set(job.name, job);
    }
    result = { ...file, globals, jobs, interpolate: (node) => interpolation.node(node) };
    known.set(key, result);
  }
  return result;
}

/** Which values these are, by the identity of their nodes. */
export function keyOfValues(values: InputValues): string {
  return [...values].map(([name, node]) => `${name}=${identityOf(node)}`).join(';');
}

const identities = new WeakMap<YamlNode, number>();
let lastIdentity = 0;

function identityOf(node: YamlNode): number {
  let identity = identities.get(node);
  if (identity === undefined) identities.set(node, (identity = ++lastIdentity));
  return identity;
}

/** An entry with aliases is one of its own too: what they lead to may hold inputs. */
function entryWith(entry: RootEntry, key: string, interpolation: Interpolation): RootEntry {
  if (!entry.parsed.segment.text.includes('$[[') && entry.parsed.aliases.length === 0) return entry;
  const known = entries.get(entry) ?? new Map<string, RootEntry>();
  entries.set(entry, known);
  let result = known.get(key);
  if (!result) {
    const written = interpolation.node(entry.key);
    const name = written.kind === 'scalar' ? written : entry.key;
    const value = entry.value && interpolation.node(entry.value);
    result = {
      ...entry,
      name: name.value,
      key: name,
      value,
      ...('isHidden' in entry && { isHidden: name.value.startsWith('.') }),
    };
    known.set(key, result);
  }
  return result;
}

class Interpolation {
  readonly #values: InputValues;
  readonly #done = new WeakMap<YamlNode, YamlNode>();

  constructor(values: InputValues) {
    this.#values = values;
  }

  /** The same node where nothing is replaced in it. */
  node(node: YamlNode, depth = 0): YamlNode {
    const known = this.#done.get(node);
    if (known) return known;
    const result = depth > MAXIMUM_DEPTH ? node : this.#replace(node, depth);
    this.#done.set(node, result);
    return result;
  }

  #replace(node: YamlNode, depth: number): YamlNode {
    if (node.kind === 'scalar') return node.value.includes('$[[') ? this.#scalar(node) : node;
    if (isSequence(node)) {
      const items = node.items.map((item) => this.node(item, depth + 1));
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    if (!isMap(node)) return node;
    const pairs = node.pairs.map((pair): Pair => {
      const key = this.node(pair.key, depth + 1);
      const value = pair.value && this.node(pair.value, depth + 1);
      return key === pair.key && value === pair.value ? pair : { key, ...(value && { value }) };
    });
    return pairs.every((pair, index) => pair === node.pairs[index]) ? node : { ...node, pairs };
  }

  #scalar(node: ScalarNode): YamlNode {
    const whole = new RegExp(`^\\s*${BLOCK.source}\\s*$`).exec(node.value);
    const value = whole && whole[2]!.trim() === '' ? this.#values.get(whole[1]!) : undefined;
    // A block that is the whole text hands its value on with its type.
    if (value && value.kind !== 'scalar') return value;
    if (value?.kind === 'scalar' && scalarValue(value).type !== 'string')
      return { ...node, style: 'plain', value: value.value };
    const text = node.value.replace(BLOCK, (written, name: string, functions: string) => {
      const input = this.#values.get(name);
      if (input?.kind !== 'scalar') return written;
      return applyFunctions(input.value, functions) ?? written;
    });
    if (text === node.value || text.length > MAXIMUM_LENGTH) return node;
    // What was text stays text, whatever it looks like now.
    const isText = node.style !== 'plain' || readPlain(text).type === 'string';
    return { ...node, value: text, ...(!isText && { style: 'double' as const }) };
  }
}

/** `| truncate(0, 8) | posix_escape`; undefined where the outcome is not known. */
function applyFunctions(value: string, functions: string): string | undefined {
  let result: string | undefined = value;
  for (const written of functions.split('|').map((part) => part.trim())) {
    if (written === '' || result === undefined) continue;
    const truncate = /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(written);
    if (truncate) result = result.slice(Number(truncate[1]), Number(truncate[1]) + Number(truncate[2]));
    else if (written === 'posix_escape') result = posixEscape(result);
    // Of variables nothing is known here.
    else result = written === 'expand_vars' && !result.includes('$') ? result : undefined;
  }
  return result;
}

/** As Ruby's Shellwords: a backslash before everything that a shell could read. */
function posixEscape(text: string): string {
  if (text === '') return "''";
  return text.replace(/[^A-Za-z0-9_\-.,:+/@\n]/g, '\\$&').replaceAll('\n', "'\n'");
}
