/** Holds a project's files, open and on disk, and makes a snapshot of them whenever one is asked for. */
import { baseName, isYamlPath } from '../text/path.ts';
import { SourceText } from '../text/source-text.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Settings } from './configuration.ts';
import {
  SKIPPED_FOLDERS,
  contentOf,
  type FileContent,
  type FileListing,
  type FileSystem,
} from './file-system.ts';
import { areSame } from './kept-results.ts';
import { KnownPaths } from './known-paths.ts';
import { ParsedFiles } from './parsed-files.ts';
import { Snapshot, type FileState } from './snapshot.ts';

/** How often the files that a snapshot turned out to need are read before it is taken as it is. */
const MAXIMUM_ROUNDS = 12;

export class Project {
  readonly #fileSystem: FileSystem;
  readonly #open = new Map<string, FileState>();
  readonly #disk = new Map<string, FileState>();
  readonly #parsed = new ParsedFiles();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #last = new WeakMap<object, unknown>();
  readonly #paths = new KnownPaths();
  #isListed = false;
  #wanted = new Set<string>();
  #settings: Settings;
  #snapshot: Snapshot | undefined;
  #united:
    | {
        readonly listed: ReadonlySet<string>;
        readonly unlisted: readonly string[];
        readonly all: ReadonlySet<string>;
      }
    | undefined;
  #lastPipelines: ReadonlyMap<string, Pipeline> = new Map();

  constructor(fileSystem: FileSystem, settings: Settings = {}) {
    this.#fileSystem = fileSystem;
    this.#settings = settings;
  }

  /** The project as it stands now; the same object until something changes. */
  snapshot(): Snapshot {
    if (!this.#snapshot) {
      this.#wanted = new Set();
      this.#snapshot = new Snapshot({
        paths: this.#allPaths(),
        isListed: this.#isListed,
        files: this.#allFiles(),
        settings: this.#settings,
        parsed: this.#parsed,
        wanted: this.#wanted,
        earlierPipelines: this.#lastPipelines,
        last: this.#last,
      });
    }
    return this.#snapshot;
  }

  #allFiles(): ReadonlyMap<string, FileState> {
    const files = new Map(this.#disk);
    for (const [path, state] of this.#open) files.set(path, state);
    return files;
  }

  /** The listed paths and those of open documents; the same set as long as it holds the same. */
  #allPaths(): ReadonlySet<string> {
    const listed = this.#paths.all;
    const unlisted = [...this.#open.keys()].filter((path) => !listed.has(path));
    if (unlisted.length === 0) return listed;
    const known = this.#united;
    if (known?.listed === listed && areSame(known.unlisted, unlisted)) return known.all;
    const all = new Set([...listed, ...unlisted]);
    this.#united = { listed, unlisted, all };
    return all;
  }

  /** Takes an open document's text, saved or not; it counts instead of the file on disk until it is closed. */
  setOpen(path: string, text: string): void {
    const content = contentOf(text);
    this.#open.set(
      path,
      content.kind === 'text' ? { kind: 'text', source: new SourceText(path, text) } : (content as FileState),
    );
    this.#invalidate();
  }

  /** From now on the file on disk counts again. */
  async setClosed(path: string): Promise<void> {
    // It may never have been on disk.
    if (this.#open.delete(path)) this.#invalidate();
    await this.filesChanged([path]);
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    this.#invalidate();
  }

  /**
   * Lists the project and reads all that its facts need. May be called again to start afresh.
   * @param known a listing that was made already
   */
  async load(known?: FileListing): Promise<void> {
    const listing = known ?? (await this.#fileSystem.list());
    this.#paths.replace(listing.paths);
    this.#isListed = listing.complete;
    for (const path of this.#disk.keys()) if (!this.#paths.has(path)) this.#drop(path);
    this.#invalidate();
    await this.#readAll(listing.paths.filter(isReadAtOnce));
    await this.settle();
  }

  /**
   * Files or folders were created, changed or deleted outside of the editor: their state is read anew. Of a folder
   * that came or went, editors may tell the folder alone.
   * @returns the paths that are new or gone
   */
  async filesChanged(paths: readonly string[]): Promise<readonly string[]> {
    const before = this.#paths.all;
    await this.#readAll([...paths, ...this.#knownBelow(paths)]);
    await this.settle();
    const after = this.#paths.all;
    if (before === after) return [];
    return [...before]
      .filter((path) => !after.has(path))
      .concat([...after].filter((path) => !before.has(path)));
  }

  /** What is known below those of the paths that are no files. */
  #knownBelow(paths: readonly string[]): string[] {
    const folders = new Set(paths.filter((path) => !this.#paths.has(path)));
    if (folders.size === 0) return [];
    return [...this.#paths.all].filter((path) => {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
        if (folders.has(path.slice(0, end))) return true;
      return false;
    });
  }

  /** Reads the files that the snapshot's facts turned out to need, until none is missing. */
  async settle(): Promise<void> {
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      void this.snapshot().pipelines;
      const wanted = [...this.#wanted].filter((path) => !this.#disk.has(path) && !this.#open.has(path));
      if (wanted.length === 0) return;
      await this.#readAll(wanted);
    }
  }

  /** Whether the current snapshot asked for files that are not read yet. */
  get isUnsettled(): boolean {
    return [...this.#wanted].some((path) => !this.#disk.has(path) && !this.#open.has(path));
  }

  async #readAll(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => this.#read(path)));
  }

  /** Reads one file; a second request while one is under way is made after it, so that the last state wins. */
  #read(path: string): Promise<void> {
    const earlier = this.#reading.get(path) ?? Promise.resolve();
    const reading = earlier.then(async () => {
      const content = await this.#fileSystem.read(path);
      this.#take(path, content);
      if (content.kind === 'folder' && !SKIPPED_FOLDERS.has(baseName(path))) await this.#takeFolder(path);
    });
    const tracked = reading.finally(() => {
      if (this.#reading.get(path) === tracked) this.#reading.delete(path);
    });
    this.#reading.set(path, tracked);
    return tracked;
  }

  async #takeFolder(folder: string): Promise<void> {
    const { paths, complete } = await this.#fileSystem.list(folder);
    const added = paths.filter((path) => !this.#paths.has(path));
    if (added.length === 0) return;
    for (const path of added) this.#paths.add(path);
    this.#isListed &&= complete;
    this.#invalidate();
    await this.#readAll(added.filter(isReadAtOnce));
  }

  #take(path: string, content: FileContent): void {
    const known = this.#disk.get(path);
    if (content.kind === 'missing' || content.kind === 'folder') {
      if (!known && !this.#paths.has(path)) return;
      this.#drop(path);
    } else if (content.kind === 'text') {
      if (known?.kind === 'text' && known.source.text === content.text) return;
      this.#disk.set(path, { kind: 'text', source: new SourceText(path, content.text) });
      this.#paths.add(path);
    } else {
      this.#disk.set(path, content);
      this.#paths.add(path);
    }
    this.#invalidate();
  }

  #drop(path: string): void {
    this.#disk.delete(path);
    this.#parsed.forget(path);
    this.#paths.delete(path);
  }

  #invalidate(): void {
    const last = this.#snapshot;
    if (!last) return;
    if (last.pipelinesIfRead)
      this.#lastPipelines = new Map(last.pipelinesIfRead.map((pipeline) => [pipeline.path, pipeline]));
    this.#snapshot = undefined;
  }
}

/** Files that nearly every fact needs; others are read when a fact asks for them. */
function isReadAtOnce(path: string): boolean {
  const name = baseName(path);
  return (
    isYamlPath(path) || /^(?:Dockerfile|Containerfile)(?:\.|$)|\.dockerfile$|^\.dockerignore$/i.test(name)
  );
}
