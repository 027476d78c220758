/** A job as it runs: what it says itself, what it extends, and the defaults, each part with where it comes from. */
import {
  isMap,
  isSequence,
  keyOf,
  valueOf,
  type MapNode,
  type Pair,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
} from '../yaml/node.ts';
import type { JobEntry } from './pipeline-file.ts';
import { JobScript } from './job-script.ts';

export type KeywordOrigin = 'own' | 'extends' | 'default' | 'merge';

/** A keyword's effective value: aliases, merges and references are resolved in it. */
export interface Keyword {
  readonly name: string;
  readonly key: YamlNode;
  readonly value: YamlNode | undefined;
  readonly origin: KeywordOrigin;
}

export interface MissingTarget {
  readonly kind: 'extends' | 'reference' | 'alias';
  readonly name: string;
  readonly at: YamlNode;
}

export interface ScriptSections {
  readonly before_script: JobScript;
  readonly script: JobScript;
  readonly after_script: JobScript;
  /** `before_script` and `script` together: they run in one shell. */
  readonly main: JobScript;
}

export interface NamedImage {
  readonly name: ScalarNode;
  readonly node: YamlNode;
  readonly entrypoint: YamlNode | undefined;
}

export interface Service extends NamedImage {
  /** `alias:` may hold several, separated by blanks or commas. */
  readonly alias: ScalarNode | undefined;
  readonly command: YamlNode | undefined;
  readonly variables: YamlNode | undefined;
}

export interface Need {
  readonly node: YamlNode;
  /** The name of the job; undefined for a whole pipeline. */
  readonly job: ScalarNode | undefined;
  readonly isOptional: boolean;
  /** A job of another pipeline or project, of which nothing is known here. */
  readonly isForeign: boolean;
  /** `parallel:matrix`: which of the jobs that a matrix makes are meant. */
  readonly matrix: YamlNode | undefined;
}

export interface JobParts {
  readonly name: string;
  /** The files' entries of this name, the one that counts most last. */
  readonly entries: readonly JobEntry[];
  readonly keywords: ReadonlyMap<string, Keyword>;
  readonly missing: readonly MissingTarget[];
  /** A cycle of `extends` that the job is part of, from its first job on. */
  readonly extendsCycle: readonly JobEntry[] | undefined;
  /** Over how many jobs the longest way leads from it by `extends`; 100 where there are more. */
  readonly extendsDepth: number;
  /** References that lead back to the first of them, the first met by the job. */
  readonly referenceCycle: readonly SequenceNode[] | undefined;
  /** Its value is no map. */
  readonly isMalformed: boolean;
}

/** Kept over edits for as long as nothing that it was read from changes. */
export class Job implements JobParts {
  readonly name: string;
  readonly entries: readonly JobEntry[];
  readonly keywords: ReadonlyMap<string, Keyword>;
  readonly missing: readonly MissingTarget[];
  readonly extendsCycle: readonly JobEntry[] | undefined;
  readonly extendsDepth: number;
  readonly referenceCycle: readonly SequenceNode[] | undefined;
  readonly isMalformed: boolean;
  /** The stage as written; without one it is `test`. */
  readonly stage: string;
  #sections: ScriptSections | undefined;
  #services: readonly Service[] | undefined;
  #needs: readonly Need[] | undefined;
  #dependencies: readonly ScalarNode[] | undefined;
  #extends: readonly ScalarNode[] | undefined;
  #rules: readonly MapNode[] | undefined;

  constructor(parts: JobParts) {
    this.name = parts.name;
    this.entries = parts.entries;
    this.keywords = parts.keywords;
    this.missing = parts.missing;
    this.extendsCycle = parts.extendsCycle;
    this.extendsDepth = parts.extendsDepth;
    this.referenceCycle = parts.referenceCycle;
    this.isMalformed = parts.isMalformed;
    this.stage = this.scalar('stage')?.value ?? 'test';
  }

  /** The entry that counts most: what the user calls this job. */
  get entry(): JobEntry {
    return this.entries.at(-1)!;
  }

  get key(): ScalarNode {
    return this.entry.key;
  }

  get isHidden(): boolean {
    return this.name.startsWith('.');
  }

  keyword(name: string): Keyword | undefined {
    return this.keywords.get(name);
  }

  value(name: string): YamlNode | undefined {
    return this.keywords.get(name)?.value;
  }

  scalar(name: string): ScalarNode | undefined {
    const value = this.value(name);
    return value?.kind === 'scalar' ? value : undefined;
  }

  get sections(): ScriptSections {
    if (!this.#sections) {
      const items = (keyword: string) => scriptScalars(this.value(keyword));
      const before = items('before_script');
      const script = items('script');
      this.#sections = {
        before_script: new JobScript(before),
        script: new JobScript(script),
        after_script: new JobScript(items('after_script')),
        main: new JobScript([...before, ...script]),
      };
    }
    return this.#sections;
  }

  get image(): NamedImage | undefined {
    const value = this.value('image');
    return value && readImage(value);
  }

  get services(): readonly Service[] {
    return (this.#services ??= sequenceItems(this.value('services')).flatMap(
      (item) => readService(item) ?? [],
    ));
  }

  get needs(): readonly Need[] {
    return (this.#needs ??= readNeeds(this.value('needs')));
  }

  /** The names of `dependencies:`. */
  get dependencies(): readonly ScalarNode[] {
    return (this.#dependencies ??= scalarItems(this.value('dependencies')));
  }

  /** The names of `extends:` as written in the entries. */
  get extends(): readonly ScalarNode[] {
    return (this.#extends ??= this.entries.flatMap((entry) => {
      const pair = isMap(entry.value)
        ? entry.value.pairs.findLast((candidate) => keyOf(candidate) === 'extends')
        : undefined;
      return pair ? scalarItems(pair.value) : [];
    }));
  }

  get rules(): readonly MapNode[] {
    return (this.#rules ??= sequenceItems(this.value('rules')).flatMap(flattenItems).filter(isMap));
  }

  /** The pairs of `variables:`. */
  get variables(): readonly Pair[] {
    const value = this.value('variables');
    return isMap(value) ? value.pairs : NONE;
  }
}

const NONE: readonly never[] = [];

function sequenceItems(value: YamlNode | undefined): readonly YamlNode[] {
  return isSequence(value) ? value.items : NONE;
}

function flattenItems(item: YamlNode): YamlNode[] {
  return isSequence(item) && !item.tag ? item.items.flatMap(flattenItems) : [item];
}

/** The scalars of a script value; items that YAML read as something else are left out. */
function scriptScalars(value: YamlNode | undefined): ScalarNode[] {
  if (!value || value.tag === '!reference') return [];
  if (value.kind === 'scalar') return [value];
  return isSequence(value) ? value.items.flatMap(scriptScalars) : [];
}

function scalarItems(value: YamlNode | undefined): ScalarNode[] {
  if (value?.kind === 'scalar') return [value];
  return isSequence(value) ? value.items.flatMap((item) => (item.kind === 'scalar' ? [item] : [])) : [];
}

function field(node: YamlNode, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}

function scalarField(node: YamlNode, name: string): ScalarNode | undefined {
  const value = field(node, name);
  return value?.kind === 'scalar' ? value : undefined;
}

function readImage(node: YamlNode): NamedImage | undefined {
  const name = node.kind === 'scalar' ? node : scalarField(node, 'name');
  return name && { name, node, entrypoint: field(node, 'entrypoint') };
}

function readService(node: YamlNode): Service | undefined {
  const image = readImage(node);
  return (
    image && {
      ...image,
      alias: scalarField(node, 'alias'),
      command: field(node, 'command'),
      variables: field(node, 'variables'),
    }
  );
}

/** The entries of a `needs:` value in which aliases and references are resolved. */
export function readNeeds(value: YamlNode | undefined): readonly Need[] {
  if (isMap(value)) return [readNeed(value)];
  return isSequence(value) ? value.items.flatMap(flattenItems).map(readNeed) : [];
}

function readNeed(node: YamlNode): Need {
  if (node.kind === 'scalar')
    return { node, job: node, isOptional: false, isForeign: false, matrix: undefined };
  const isForeign = field(node, 'project') !== undefined || field(node, 'pipeline') !== undefined;
  return {
    node,
    job: scalarField(node, 'job'),
    isOptional: /^(?:true|yes|on)$/i.test(scalarField(node, 'optional')?.value ?? ''),
    isForeign,
    matrix: valueOf(field(node, 'parallel'), 'matrix'),
  };
}
