/** A pipeline: an entry file with all that it includes, its stages, variables and jobs. Immutable. */
import { isMap, isSequence, keyOf, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { readIncludes, type Include } from './include.ts';
import { inputValues } from './inputs.ts';
import { keyOfValues, withInputs } from './interpolate.ts';
import type { Job } from './job.ts';
import { readGlobal, readJob, type JobSources, type KeptGlobal } from './job-reader.ts';
import { mergeNodes } from './merge.ts';
import { readPipelineFile, type JobEntry, type PipelineFile, type RootEntry } from './pipeline-file.ts';
import type { PipelineFiles } from './pipeline-files.ts';

/** GitLab takes 150 files, unless its administrators allow more. */
const MAXIMUM_INCLUDES = 500;

export const DEFAULT_STAGES: readonly string[] = ['build', 'test', 'deploy'];

export interface IncludeCycle {
  /** The includes that lead around, the first one first. */
  readonly includes: readonly Include[];
}

export interface PipelineParts {
  readonly path: string;
  readonly files: readonly PipelineFile[];
  readonly includes: readonly Include[];
  readonly includeCycles: readonly IncludeCycle[];
  readonly isFragment: boolean;
  /** There are more includes than are read. */
  readonly isCut: boolean;
  /** What the job that starts it gives for the inputs of the entry file. */
  readonly inputs?: YamlNode | undefined;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly hiddenJobs: ReadonlyMap<string, Job>;
  readonly globals: ReadonlyMap<string, readonly RootEntry[]>;
  readonly sources: JobSources;
}

export class Pipeline implements PipelineParts {
  /** The entry file. */
  readonly path: string;
  /** All files that were read, in the order in which they count: included ones first, the entry file last. */
  readonly files: readonly PipelineFile[];
  readonly includes: readonly Include[];
  readonly includeCycles: readonly IncludeCycle[];
  /** The entry file is made to be included by pipelines that are not known here. */
  readonly isFragment: boolean;
  /** There are more includes than are read. */
  readonly isCut: boolean;
  readonly inputs: YamlNode | undefined;
  /** The visible jobs, in the order of the files. */
  readonly jobs: ReadonlyMap<string, Job>;
  readonly hiddenJobs: ReadonlyMap<string, Job>;
  readonly globals: ReadonlyMap<string, readonly RootEntry[]>;
  readonly sources: JobSources;
  /** The same object in all readings of one pipeline over edits: what is kept by it can be taken over from one to the next. */
  readonly line: object;
  #earlierWorkflow: KeptGlobal | undefined;
  #earlierVariables: ReadonlyMap<string, Pair> | undefined;
  #workflow: KeptGlobal | undefined;
  #stages: readonly StageName[] | undefined;
  #places: ReadonlyMap<string, number> | undefined;
  #variables: ReadonlyMap<string, Pair> | undefined;

  /** @param earlier an earlier reading of the same pipeline: what is still the same stays the same object */
  constructor(parts: PipelineParts, earlier?: Pipeline) {
    this.path = parts.path;
    this.files = parts.files;
    this.includes = parts.includes;
    this.includeCycles = parts.includeCycles;
    this.isFragment = parts.isFragment;
    this.isCut = parts.isCut;
    this.inputs = parts.inputs;
    this.jobs = parts.jobs;
    this.hiddenJobs = parts.hiddenJobs;
    this.globals = parts.globals;
    this.sources = parts.sources;
    this.line = earlier?.line ?? {};
    if (!earlier) return;
    // Not the earlier pipeline itself: it would keep all before it alive.
    this.#earlierWorkflow = earlier.#workflow ?? earlier.#earlierWorkflow;
    this.#earlierVariables = earlier.#variables ?? earlier.#earlierVariables;
  }

  /** Whether all that the pipeline consists of is known: every include was read, nobody includes it with more. */
  get isComplete(): boolean {
    return !this.isFragment && !this.isCut && this.includes.every((include) => include.status === 'resolved');
  }

  /** A job, visible or hidden. */
  job(name: string): Job | undefined {
    return this.jobs.get(name) ?? this.hiddenJobs.get(name);
  }

  /** The stages in their order, without `.pre` and `.post`; the default ones where the pipeline names none. */
  get stages(): readonly StageName[] {
    return (this.#stages ??= this.#readStages());
  }

  /** The last `stages:` entry: the list that counts. */
  get stagesEntry(): RootEntry | undefined {
    return this.globals.get('stages')?.at(-1) ?? this.globals.get('types')?.at(-1);
  }

  /** The place of a stage in `stages`; undefined for one that is not listed. */
  placeOf(stage: string): number | undefined {
    this.#places ??= placesOf(this.stages);
    return this.#places.get(stage);
  }

  /**
   * The pairs of the global `variables:`, later files over earlier ones. The same object over edits for as long as
   * keys and values are the same ones.
   */
  get variables(): ReadonlyMap<string, Pair> {
    if (!this.#variables) {
      const read = this.#globalPairs('variables');
      const earlier = this.#earlierVariables;
      this.#variables = earlier && arePairsSame(earlier, read) ? earlier : read;
    }
    return this.#variables;
  }

  /** The value of `workflow:`, with aliases and references resolved. The same node over edits as long as nothing in it changes. */
  get workflow(): YamlNode | undefined {
    this.#workflow ??= readGlobal('workflow', this.sources, this.#earlierWorkflow);
    return this.#workflow.value;
  }

  /** The value of a global keyword with aliases of its own file followed at the top. */
  globalValue(name: string): YamlNode | undefined {
    let merged: YamlNode | undefined;
    for (const entry of this.globals.get(name) ?? []) merged = mergeNodes(merged, this.#follow(entry));
    return merged;
  }

  #globalPairs(name: string): ReadonlyMap<string, Pair> {
    const merged = new Map<string, Pair>();
    for (const entry of this.globals.get(name) ?? []) {
      const document = this.#fileOf(entry)?.document;
      const value = this.#follow(entry);
      if (!document || !isMap(value)) continue;
      for (const pair of document.pairsOf(value)) {
        const target = document.follow(pair.value);
        const key = keyOf(pair);
        if (key !== undefined)
          merged.set(key, target === pair.value ? pair : { key: pair.key, ...(target && { value: target }) });
      }
    }
    return merged;
  }

  #readStages(): StageName[] {
    const entry = this.stagesEntry;
    const value = entry && this.#follow(entry);
    if (!isSequence(value)) return DEFAULT_STAGES.map((name) => ({ name, node: undefined }));
    return value.items.flatMap((item) => stageNames(item, entry && this.#fileOf(entry)));
  }

  #follow(entry: RootEntry): YamlNode | undefined {
    return this.#fileOf(entry)?.document?.follow(entry.value) ?? entry.value;
  }

  #fileOf(entry: RootEntry): PipelineFile | undefined {
    return this.files.find((file) => file.globals.get(entry.name) === entry);
  }
}

function arePairsSame(a: ReadonlyMap<string, Pair>, b: ReadonlyMap<string, Pair>): boolean {
  if (a.size !== b.size) return false;
  const others = b.values();
  for (const pair of a.values()) {
    const other = others.next().value!;
    if (pair.key !== other.key || pair.value !== other.value) return false;
  }
  return true;
}

/** Of a stage that is listed twice the first place counts. */
function placesOf(stages: readonly StageName[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, { name }] of stages.entries()) if (!places.has(name)) places.set(name, index);
  return places;
}

export interface StageName {
  readonly name: string;
  /** Undefined for GitLab's default stages. */
  readonly node: ScalarNode | undefined;
}

function stageNames(item: YamlNode, file: PipelineFile | undefined): StageName[] {
  const node = file?.document?.follow(item) ?? item;
  if (node.kind === 'scalar') return [{ name: node.value, node }];
  return isSequence(node) ? node.items.flatMap((nested) => stageNames(nested, file)) : [];
}

export interface ReadingOptions {
  readonly isFragment?: boolean;
  /** What the job that starts it gives for the inputs of the entry file. */
  readonly inputs?: YamlNode;
  /** Whether an include brings nothing in, because of its rules. */
  readonly leavesOut?: (include: Include) => boolean;
}

/**
 * Reads the pipeline of an entry file. Never throws; cycles and missing files are facts.
 * @param options.isFragment the file is made to be included by others: what it names may be defined there
 * @param earlier an earlier reading of the same pipeline, whose jobs are taken over where nothing changed
 */
export function readPipeline(
  path: string,
  files: PipelineFiles,
  options: ReadingOptions = {},
  earlier?: Pipeline,
): Pipeline {
  const gathering = new Gathering(files, options.leavesOut);
  gathering.visit(path, [], '', options.isFragment ? undefined : (options.inputs ?? 'defaults'));
  const collected = gathering.files;
  const globals = new Map<string, RootEntry[]>();
  const entries = new Map<string, JobEntry[]>();
  const owners = new Map<RootEntry, PipelineFile>();
  for (const file of collected) {
    for (const [name, entry] of [...file.globals, ...file.jobs]) {
      owners.set(entry, file);
      const target: Map<string, RootEntry[]> = file.globals.has(name) ? globals : entries;
      const list = target.get(name);
      if (list) list.push(entry);
      else target.set(name, [entry]);
    }
  }
  const none: readonly JobEntry[] = [];
  const sources: JobSources = {
    entriesOf: (name) => entries.get(name) ?? none,
    globalsOf: (name) => globals.get(name) ?? none,
    follow: (entry, node) => {
      const owner = owners.get(entry);
      const target = owner?.document?.follow(node);
      return target && owner?.interpolate ? owner.interpolate(target) : target;
    },
  };
  const jobs = new Map<string, Job>();
  const hiddenJobs = new Map<string, Job>();
  for (const name of entries.keys()) {
    const job = readJob(name, sources, earlier?.job(name));
    (job.isHidden ? hiddenJobs : jobs).set(name, job);
  }
  const isFragment = options.isFragment === true;
  const { includes, cycles: includeCycles } = gathering;
  const parts = {
    path,
    files: collected,
    includes,
    includeCycles,
    isFragment,
    isCut: gathering.isCut,
    inputs: options.inputs,
    jobs,
    hiddenJobs,
    globals,
    sources,
  };
  return new Pipeline(parts, earlier);
}

/**
 * Reads an entry file with all that it includes. A file that is included several times counts where it is included last:
 * docs.gitlab.com/ci/yaml/includes/#use-nested-includes-with-duplicate-include-entries. So includes are followed from the
 * last to the first, and what was met before is left out.
 */
class Gathering {
  isCut = false;
  readonly #source: PipelineFiles;
  readonly #leavesOut: (include: Include) => boolean;
  readonly #seen = new Set<string>();
  readonly #files: PipelineFile[] = [];
  readonly #includes: Include[] = [];
  readonly #cycles: IncludeCycle[] = [];

  constructor(source: PipelineFiles, leavesOut: (include: Include) => boolean = () => false) {
    this.#source = source;
    this.#leavesOut = leavesOut;
  }

  /** In the order in which they count: what a file includes counts less than the file itself. */
  get files(): readonly PipelineFile[] {
    return this.#files.toReversed();
  }

  /** In the order of the text, each followed by those that it brings in. */
  get includes(): readonly Include[] {
    return this.#includes.toReversed();
  }

  get cycles(): readonly IncludeCycle[] {
    return this.#cycles.toReversed();
  }

  /**
   * @param root the folder of the repository that the file belongs to; '' for this one
   * @param inputs those of the include; undefined for a file that is taken as it is written
   */
  visit(path: string, way: readonly Step[], root: string, inputs: YamlNode | 'defaults' | undefined): void {
    const yaml = this.#source.yaml(path);
    if (!yaml) return;
    if (this.#seen.size > MAXIMUM_INCLUDES) {
      this.isCut = true;
      return;
    }
    const written = readPipelineFile(yaml);
    const values = inputs && inputValues(written, inputs === 'defaults' ? undefined : inputs);
    const file = values ? withInputs(written, values) : written;
    const key = file === written || !values ? path : `${path} ${keyOfValues(values)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#files.push(file);
    for (const include of readIncludes(file, this.#source, root).reverse()) {
      if (this.#leavesOut(include)) continue;
      for (const target of include.paths.toReversed()) {
        const at = target === path ? way.length : way.findIndex((step) => step.path === target);
        if (at >= 0) this.#cycles.push({ includes: [...way.slice(at).map((step) => step.include), include] });
        else this.visit(target, [...way, { path, include }], include.root, include.inputs ?? 'defaults');
      }
      this.#includes.push(include);
    }
  }
}

interface Step {
  readonly path: string;
  readonly include: Include;
}
