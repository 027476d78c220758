/**
 * The project at one moment, immutable: its files' texts, what they parse to, and the facts read from them. Two
 * snapshots share all that the edits between them did not touch.
 */
import { globMatcher } from '../text/glob.ts';
import type { Location, OffsetRange, Segment, Span } from '../text/span.ts';
import type { SourceText } from '../text/source-text.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { CONFIGURATION_FILE, readConfiguration, type Configuration, type Settings } from './configuration.ts';
import type { ParsedFiles } from './parsed-files.ts';
import { readPipelines } from './pipelines.ts';

export type FileState =
  | { readonly kind: 'text'; readonly source: SourceText }
  | { readonly kind: 'binary' | 'too-large' | 'unreadable'; readonly reason: string };

export interface SnapshotState {
  /** Every path of the project that is known. */
  readonly paths: ReadonlySet<string>;
  /** Whether `paths` is all there is; while it is not, a path outside of it may exist. */
  readonly isListed: boolean;
  readonly files: ReadonlyMap<string, FileState>;
  readonly settings: Settings;
  readonly parsed: ParsedFiles;
  /** Where a file that is known but not read yet is noted, so that it can be read. */
  readonly wanted: Set<string>;
  /** The pipelines of an earlier snapshot, for what can be taken over. */
  readonly earlierPipelines: ReadonlyMap<string, Pipeline>;
  /** What was derived last, from whichever snapshot of the project, by its key: see `deriveFrom`. */
  readonly last: WeakMap<object, unknown>;
}

/** Where Go keeps the dependencies that a project has committed: `vendor/github.com/…`. */
const VENDORED = /(?:^|\/)vendor\/[\w-]+(?:\.[\w-]+)+\//;

export class Snapshot {
  readonly #state: SnapshotState;
  #configuration: Configuration | undefined;
  #pipelines: readonly Pipeline[] | undefined;
  #ignored: ((path: string) => boolean) | undefined;
  readonly #derived = new Map<unknown, unknown>();

  constructor(state: SnapshotState) {
    this.#state = state;
  }

  /** Every known path, relative to the project's root. */
  paths(): ReadonlySet<string> {
    return this.#state.paths;
  }

  /** The known paths that fit; found anew only when files come or go. */
  pathsWhere(fits: (path: string) => boolean): readonly string[] {
    return pathsWhere(this.#state.paths, fits);
  }

  /** Whether a file exists; undefined while the project is not listed wholly. */
  exists(path: string): boolean | undefined {
    if (this.#state.paths.has(path)) return true;
    return this.#state.isListed ? false : undefined;
  }

  get isListed(): boolean {
    return this.#state.isListed;
  }

  /** The text of a file; undefined where it is missing, no text, or not read yet. */
  text(path: string): SourceText | undefined {
    const state = this.#state.files.get(path);
    if (state) return state.kind === 'text' ? state.source : undefined;
    if (this.#state.paths.has(path)) this.#state.wanted.add(path);
    return undefined;
  }

  /** Why a file that exists has no text. */
  unreadable(path: string): { readonly kind: string; readonly reason: string } | undefined {
    const state = this.#state.files.get(path);
    return state && state.kind !== 'text' ? state : undefined;
  }

  yaml(path: string): YamlFile | undefined {
    const source = this.text(path);
    return source && this.#state.parsed.yaml(source);
  }

  /** A whole file as one segment, for files that are no YAML. */
  segment(path: string): Segment | undefined {
    const source = this.text(path);
    return source && this.#state.parsed.whole(source);
  }

  /** The file that a segment was cut from. */
  pathOf(segment: Segment): string | undefined {
    return this.#state.parsed.pathOf(segment);
  }

  /** Where a span lies today; undefined when its file or its segment is gone. */
  locate(at: Span): Location | undefined {
    const path = this.pathOf(at.segment);
    const source = path === undefined ? undefined : this.text(path);
    if (path === undefined || !source) return undefined;
    let range: OffsetRange | undefined = this.#state.parsed.yaml(source).locate(at);
    if (!range && this.#state.parsed.whole(source) === at.segment) range = { start: at.start, end: at.end };
    return range && { path, range };
  }

  /** Files that somebody asked about by name. */
  get namedFiles(): readonly string[] {
    return this.#state.settings.namedFiles ?? [];
  }

  /** The project is one of several below a folder. */
  get isNested(): boolean {
    return this.#state.settings.isNested === true;
  }

  get configuration(): Configuration {
    return (this.#configuration ??= configurationOf(this.yaml(CONFIGURATION_FILE), this.#state.settings));
  }

  /** The folder that `.pipewright.yml` gives for a project path of `include:project`. */
  projectFolder(project: string): string | undefined {
    return this.configuration.projects.get(project);
  }

  /** Whether a path is left alone: `.pipewright.yml` says so, or it is a copy of somebody else's code. */
  isIgnored(path: string): boolean {
    if (VENDORED.test(path)) return true;
    if (!this.#ignored) {
      const globs = [...this.configuration.ignore];
      this.#ignored =
        globs.length === 0 ? () => false : (candidate) => globs.some((glob) => matchesGlob(glob, candidate));
    }
    return this.#ignored(path);
  }

  /** Every pipeline of the project: entry points, child pipelines, and files that only other projects include. */
  get pipelines(): readonly Pipeline[] {
    return (this.#pipelines ??= readPipelines(this, this.#state.earlierPipelines));
  }

  /** The pipelines, if anything has asked for them yet. */
  get pipelinesIfRead(): readonly Pipeline[] | undefined {
    return this.#pipelines;
  }

  /** Computes once for this snapshot; for models that are loaded late and so cannot be members here. */
  derive<Value>(key: unknown, compute: (snapshot: Snapshot) => Value): Value {
    if (!this.#derived.has(key)) this.#derived.set(key, compute(this));
    return this.#derived.get(key) as Value;
  }

  /**
   * Computes once for this snapshot, beginning with what was computed last for another one of the project: for what is
   * put together from many files, of which an edit changes one. The result may not hold on to its snapshot.
   */
  deriveFrom<Value>(key: object, compute: (snapshot: Snapshot, last: Value | undefined) => Value): Value {
    return this.derive(key, () => {
      const value = compute(this, this.#state.last.get(key) as Value | undefined);
      this.#state.last.set(key, value);
      return value;
    });
  }

  /** One object for all snapshots of a project: for what is kept from one to the next. */
  get line(): object {
    return this.#state.last;
  }
}

const fitting = new WeakMap<ReadonlySet<string>, Map<(path: string) => boolean, readonly string[]>>();

function pathsWhere(paths: ReadonlySet<string>, fits: (path: string) => boolean): readonly string[] {
  let known = fitting.get(paths);
  if (!known) fitting.set(paths, (known = new Map()));
  let found = known.get(fits);
  if (!found) known.set(fits, (found = [...paths].filter(fits)));
  return found;
}

interface KeptConfiguration {
  readonly file: YamlFile | undefined;
  readonly configuration: Configuration;
}

const configurations = new WeakMap<Settings, KeptConfiguration>();

/** The same object as long as file and settings are. */
function configurationOf(file: YamlFile | undefined, settings: Settings): Configuration {
  let known = configurations.get(settings);
  if (!known || known.file !== file) {
    known = { file, configuration: readConfiguration(file, settings) };
    configurations.set(settings, known);
  }
  return known.configuration;
}

/** Whether a path matches a glob of `.pipewright.yml`: `*`, `**`, `?`, `[…]`, `{a,b}`; a folder's name covers all in it. */
export function matchesGlob(glob: string, path: string): boolean {
  const bare = glob.replace(/^\.?\//, '').replace(/\/$/, '');
  if (bare === '') return glob !== '';
  const patterns = [bare, `${bare}/**`, ...(bare.includes('/') ? [] : [`**/${bare}`])];
  return patterns.some((pattern) => globMatcher(pattern, { dot: true })(path));
}
