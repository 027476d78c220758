/** Resolves jobs: extends, defaults, `!reference`, aliases. What is unchanged is taken over from an earlier reading. */
import {
  isMap,
  isSequence,
  keyOf,
  type MapNode,
  type Pair,
  type SequenceNode,
  type YamlNode,
} from '../yaml/node.ts';
import { isNull } from '../yaml/plain-value.ts';
import { Job, type Keyword, type MissingTarget } from './job.ts';
import { LookupRecorder, type Lookup } from './lookups.ts';
import { mergeNodes } from './merge.ts';
import type { JobEntry, RootEntry } from './pipeline-file.ts';

/** Keywords that `default:` and the old global keywords hand down. */
const DEFAULT_KEYWORDS: ReadonlySet<string> = new Set([
  'after_script',
  'artifacts',
  'before_script',
  'cache',
  'hooks',
  'id_tokens',
  'identity',
  'image',
  'interruptible',
  'retry',
  'services',
  'tags',
  'timeout',
]);
/** GitLab: extends up to 11 levels, references up to 10. We read on to be able to say so. */
const MAXIMUM_LEVELS = 100;
const NODE_BUDGET = 10_000;

/** What a job is read from, as questions with answers that stay the same objects while nothing changes. */
export interface JobSources {
  /** The entries of a job in all files, the one that counts most last. */
  readonly entriesOf: (name: string) => readonly JobEntry[];
  /** The `default:` entries and the old global keywords, likewise. */
  readonly globalsOf: (name: string) => readonly RootEntry[];
  /** What an alias in an entry stands for, with inputs put in. */
  readonly follow: (entry: RootEntry, node: YamlNode) => YamlNode | undefined;
}

const kept = new WeakMap<Job, LookupRecorder>();

/** Reads a job; gives back `earlier` when nothing that it was read from has changed. */
export function readJob(name: string, sources: JobSources, earlier?: Job): Job {
  const lookup = lookupIn(sources);
  if (earlier && kept.get(earlier)?.isValidFor(lookup)) return earlier;
  const recorder = new LookupRecorder(lookup);
  const job = new JobReading(name, recorder).read();
  kept.set(job, recorder.close());
  return job;
}

/** A global keyword's value with all that it was read from. */
export interface KeptGlobal {
  readonly value: YamlNode | undefined;
  readonly read: LookupRecorder;
}

/**
 * A global keyword's value, later files over earlier ones, with aliases and references resolved in it; gives back
 * `earlier` when nothing that it was read from has changed.
 */
export function readGlobal(name: string, sources: JobSources, earlier?: KeptGlobal): KeptGlobal {
  const lookup = lookupIn(sources);
  if (earlier?.read.isValidFor(lookup)) return earlier;
  const read = new LookupRecorder(lookup);
  const value = new JobReading('', read).global(name);
  return { value, read: read.close() };
}

function lookupIn(sources: JobSources): Lookup {
  return (kind, key) => {
    if (kind === 'job') return sources.entriesOf(key as string);
    if (kind === 'global') return sources.globalsOf(key as string);
    const { entry, node } = key as { entry: RootEntry; node: YamlNode };
    return sources.follow(entry, node);
  };
}

class JobReading {
  readonly #name: string;
  readonly #recorder: LookupRecorder;
  readonly #missing: MissingTarget[] = [];
  readonly #origins = new Map<YamlNode, Keyword['origin']>();
  readonly #definitions = new Map<string, YamlNode | undefined>();
  readonly #depths = new Map<string, number>();
  /** The references that are being followed, each one leading to the next. */
  readonly #following: SequenceNode[] = [];
  #cycle: readonly JobEntry[] | undefined;
  #referenceCycle: readonly SequenceNode[] | undefined;
  #budget = NODE_BUDGET;

  constructor(name: string, recorder: LookupRecorder) {
    this.#name = name;
    this.#recorder = recorder;
  }

  read(): Job {
    const entries = this.#entriesOf(this.#name);
    const definition = this.#definition(this.#name, []);
    const keywords = new Map<string, Keyword>();
    for (const pair of isMap(definition) ? definition.pairs : [])
      this.#addKeyword(keywords, pair, this.#originOf(pair, entries));
    if (entries.length > 0 && !this.#name.startsWith('.')) this.#addDefaults(keywords);
    return new Job({
      name: this.#name,
      entries,
      keywords,
      missing: this.#missing,
      extendsCycle: this.#cycle,
      extendsDepth: this.#depths.get(this.#name) ?? 0,
      referenceCycle: this.#referenceCycle,
      isMalformed: definition !== undefined && !isMap(definition) && !isNull(definition),
    });
  }

  global(name: string): YamlNode | undefined {
    let merged: YamlNode | undefined;
    for (const entry of this.#recorder.ask('global', name) as readonly RootEntry[])
      merged = mergeNodes(merged, this.#resolve(entry, entry.value));
    return merged && this.#resolveReferences(merged, 0);
  }

  #entriesOf(name: string): readonly JobEntry[] {
    return this.#recorder.ask('job', name) as readonly JobEntry[];
  }

  #addKeyword(keywords: Map<string, Keyword>, pair: Pair, origin: Keyword['origin']): void {
    const name = keyOf(pair);
    if (name === undefined || name === 'extends') return;
    keywords.set(name, {
      name,
      key: pair.key,
      value: pair.value && this.#resolveReferences(pair.value, 0),
      origin,
    });
  }

  #originOf(pair: Pair, entries: readonly JobEntry[]): Keyword['origin'] {
    const own = entries.some(
      (entry) => isMap(entry.value) && entry.value.pairs.some((candidate) => candidate.key === pair.key),
    );
    if (own) return 'own';
    return this.#origins.get(pair.key) ?? 'merge';
  }

  #addDefaults(keywords: Map<string, Keyword>): void {
    const inherit = keywords.get('inherit')?.value;
    const wanted = isMap(inherit)
      ? inherit.pairs.find((pair) => keyOf(pair) === 'default')?.value
      : undefined;
    const inherits = (name: string) => {
      if (wanted?.kind === 'scalar') return !/^(?:false|no|off)$/i.test(wanted.value);
      return (
        !isSequence(wanted) || wanted.items.some((item) => item.kind === 'scalar' && item.value === name)
      );
    };
    for (const pair of this.#defaultPairs()) {
      const name = keyOf(pair);
      if (name === undefined || !DEFAULT_KEYWORDS.has(name) || !inherits(name)) continue;
      const own = keywords.get(name);
      // A keyword without a value is as if it were not there.
      if (own && !(own.value === undefined || isNull(own.value))) continue;
      this.#addKeyword(keywords, pair, 'default');
    }
  }

  /** `default:` counts before the old global keywords. */
  #defaultPairs(): Pair[] {
    let merged: YamlNode | undefined;
    for (const entry of this.#recorder.ask('global', 'default') as readonly RootEntry[])
      merged = mergeNodes(merged, this.#resolve(entry, entry.value));
    const pairs = isMap(merged) ? [...merged.pairs] : [];
    for (const name of ['image', 'services', 'cache', 'before_script', 'after_script']) {
      const entry = (this.#recorder.ask('global', name) as readonly RootEntry[]).at(-1);
      if (!entry || pairs.some((pair) => keyOf(pair) === name)) continue;
      const value = this.#resolve(entry, entry.value);
      pairs.push({ key: entry.key, ...(value && { value }) });
    }
    return pairs;
  }

  /** A job's entries merged over what they extend, with references still in it. */
  #definition(name: string, path: readonly JobEntry[]): YamlNode | undefined {
    if (this.#definitions.has(name)) return this.#definitions.get(name);
    const entries = this.#entriesOf(name);
    const entry = entries.at(-1);
    if (!entry) return undefined;
    const at = path.findIndex((earlier) => earlier.name === name);
    if (at >= 0 || path.length > MAXIMUM_LEVELS) {
      if (at >= 0) this.#cycle ??= path.slice(at);
      return undefined;
    }
    let own: YamlNode | undefined;
    for (const written of entries) own = mergeNodes(own, this.#resolve(written, written.value));
    let base: YamlNode | undefined;
    let depth = 0;
    for (const parent of this.#parents(own)) {
      if (parent.kind !== 'scalar') continue;
      if (this.#entriesOf(parent.value).length === 0) {
        if (!/\$\[\[/.test(parent.value))
          this.#missing.push({ kind: 'extends', name: parent.value, at: parent });
        continue;
      }
      const inherited = this.#definition(parent.value, [...path, entry]);
      depth = Math.max(depth, 1 + (this.#depths.get(parent.value) ?? 0));
      this.#noteOrigin(inherited);
      base = mergeNodes(base, inherited);
    }
    const definition = base ? mergeNodes(base, own) : own;
    this.#depths.set(name, depth);
    if (!this.#cycle) this.#definitions.set(name, definition);
    return definition;
  }

  #noteOrigin(definition: YamlNode | undefined): void {
    for (const pair of isMap(definition) ? definition.pairs : []) this.#origins.set(pair.key, 'extends');
  }

  #parents(definition: YamlNode | undefined): readonly YamlNode[] {
    const value = isMap(definition)
      ? definition.pairs.findLast((pair) => keyOf(pair) === 'extends')?.value
      : undefined;
    if (!value) return [];
    return isSequence(value) ? value.items : [value];
  }

  /** A node with aliases and merge keys resolved; the same node where there are none. */
  #resolve(entry: RootEntry, node: YamlNode | undefined, depth = 0): YamlNode | undefined {
    if (!node || entry.parsed.aliases.length === 0) return node;
    if (this.#budget-- <= 0 || depth > MAXIMUM_LEVELS) return undefined;
    if (node.kind === 'alias') {
      const target = this.#recorder.ask('alias', { entry, node }) as YamlNode | undefined;
      if (!target) this.#missing.push({ kind: 'alias', name: node.name, at: node });
      return this.#resolve(entry, target, depth + 1);
    }
    if (isMap(node)) return this.#resolveMap(entry, node, depth);
    if (isSequence(node)) {
      const items = node.items.flatMap((item) => this.#resolve(entry, item, depth + 1) ?? []);
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    return node;
  }

  #resolveMap(entry: RootEntry, map: MapNode, depth: number): MapNode {
    let base: YamlNode | undefined;
    const own: Pair[] = [];
    for (const pair of map.pairs) {
      if (keyOf(pair) === '<<') {
        const merged = this.#resolve(entry, pair.value, depth + 1);
        // Of several sources the first that has a key counts.
        for (const source of isSequence(merged) ? [...merged.items].reverse() : [merged])
          base = isMap(source) ? shallowMerge(base, source) : base;
      } else {
        const value = this.#resolve(entry, pair.value, depth + 1);
        own.push(value === pair.value ? pair : { key: pair.key, ...(value && { value }) });
      }
    }
    if (!base && own.every((pair, index) => pair === map.pairs[index])) return map;
    return shallowMerge(base, { ...map, pairs: own });
  }

  /** Replaces `!reference [job, key…]` by what it names; in lists its items take the place of the reference. */
  #resolveReferences(node: YamlNode, depth: number): YamlNode {
    if (depth > MAXIMUM_LEVELS || this.#budget-- <= 0) return node;
    if (isSequence(node) && node.tag === '!reference') return this.#referenced(node, depth) ?? node;
    if (isSequence(node)) {
      const items = node.items.flatMap((item) => {
        const value = this.#resolveReferences(item, depth + 1);
        return value !== item && isSequence(value) && isSequence(item) && item.tag === '!reference'
          ? value.items
          : [value];
      });
      return items.length === node.items.length && items.every((item, index) => item === node.items[index])
        ? node
        : { ...node, items };
    }
    if (!isMap(node)) return node;
    const pairs = node.pairs.map((pair) => {
      const value = pair.value && this.#resolveReferences(pair.value, depth + 1);
      return value === pair.value ? pair : { key: pair.key, ...(value && { value }) };
    });
    return pairs.every((pair, index) => pair === node.pairs[index]) ? node : { ...node, pairs };
  }

  #referenced(reference: SequenceNode, depth: number): YamlNode | undefined {
    const [name, ...keys] = reference.items.map((item) => (item.kind === 'scalar' ? item.value : ''));
    if (name === undefined || keys.length === 0) return undefined;
    const at = this.#following.indexOf(reference);
    if (at >= 0) {
      this.#referenceCycle ??= this.#following.slice(at);
      return undefined;
    }
    let value: YamlNode | undefined =
      this.#entriesOf(name).length > 0 ? this.#definition(name, []) : this.#globalValue(name);
    for (const key of keys)
      value = isMap(value) ? value.pairs.findLast((pair) => keyOf(pair) === key)?.value : undefined;
    if (!value) {
      this.#missing.push({ kind: 'reference', name: [name, ...keys].join(', '), at: reference });
      return undefined;
    }
    this.#following.push(reference);
    const resolved = this.#resolveReferences(value, depth + 1);
    this.#following.pop();
    return resolved;
  }

  #globalValue(name: string): YamlNode | undefined {
    const entry = (this.#recorder.ask('global', name) as readonly RootEntry[]).at(-1);
    return entry && this.#resolve(entry, entry.value);
  }
}

/** YAML's own merge: not deep. */
function shallowMerge(base: YamlNode | undefined, over: MapNode): MapNode {
  if (!isMap(base)) return over;
  const names = new Set(over.pairs.map(keyOf));
  return { ...over, pairs: [...base.pairs.filter((pair) => !names.has(keyOf(pair))), ...over.pairs] };
}
