/** The files that a job has before it at one moment of its script: the repository's, and those that it wrote. */
import type { Span } from '../text/span.ts';
import type { Stream } from './stream.ts';

/**
 * A place of the file system: relative to the project's root; `/…` for places outside of it; `~/…` for those in the
 * home folder.
 */
export type FilePath = string;

export interface WrittenFile {
  readonly path: FilePath;
  /** The word that names the file where it is written. */
  readonly at: Span;
  readonly content: Stream;
  /** False for a write in one branch of a condition. */
  readonly isCertain: boolean;
}

/** `repository`: as it is checked out. `missing`: neither in the repository nor written before, as far as is known. */
export type FileState =
  | { readonly kind: 'repository' }
  | { readonly kind: 'written'; readonly file: WrittenFile }
  | { readonly kind: 'missing'; readonly removedAt?: Span }
  | { readonly kind: 'unknown' };

/** What a job's working folder holds when it starts, besides the repository. */
export interface StartingFiles {
  /** Whether a path is in the repository; undefined where that is not known. */
  readonly isInRepository: (path: FilePath) => boolean | undefined;
  /** Whether artifacts, caches or the like may bring the file. */
  readonly mayBeBrought: (path: FilePath) => boolean;
}

interface Removal {
  readonly at: Span;
  readonly isCertain: boolean;
  readonly time: number;
}

export class WorkingFiles {
  readonly #start: StartingFiles;
  readonly #written = new Map<FilePath, WrittenFile>();
  readonly #removed = new Map<FilePath, Removal>();
  /** When something unknown was last written into a folder. */
  readonly #unknownFolders = new Map<FilePath, number>();
  #time = 0;

  constructor(start: StartingFiles) {
    this.#start = start;
  }

  write(file: WrittenFile): void {
    this.#written.set(file.path, file);
    if (file.isCertain) this.#removed.delete(file.path);
  }

  remove(path: FilePath, at: Span, isCertain: boolean): void {
    this.#removed.set(path, { at, isCertain, time: ++this.#time });
    if (!isCertain) return;
    this.#written.delete(path);
    for (const other of this.#written.keys()) if (other.startsWith(`${path}/`)) this.#written.delete(other);
  }

  /** From now on anything may lie in the folder and below; '' is the whole project. */
  writeUnknown(folder: FilePath): void {
    this.#unknownFolders.set(folder, ++this.#time);
  }

  stateOf(path: FilePath): FileState {
    const removed = this.#removalOf(path);
    if (removed && !removed.isCertain) return { kind: 'unknown' };
    const file = this.#written.get(path);
    if (file) return { kind: 'written', file };
    if (removed) return this.#stateAfter(removed, path);
    // What lies outside of the repository comes from the image or the runner.
    if (path.startsWith('/') || path.startsWith('~')) return { kind: 'unknown' };
    const isInRepository = this.#start.isInRepository(path);
    if (isInRepository) return { kind: 'repository' };
    if (isInRepository === undefined || this.#mayHaveAppeared(path)) return { kind: 'unknown' };
    // A folder that the job wrote files into.
    return this.writtenBelow(path).length > 0 ? { kind: 'unknown' } : { kind: 'missing' };
  }

  /** What has been written and removed until now; later writes are not seen. */
  copy(): WorkingFiles {
    const copy = new WorkingFiles(this.#start);
    for (const [path, file] of this.#written) copy.#written.set(path, file);
    for (const [path, removal] of this.#removed) copy.#removed.set(path, removal);
    for (const [path, time] of this.#unknownFolders) copy.#unknownFolders.set(path, time);
    copy.#time = this.#time;
    return copy;
  }

  /** Whether a file or folder may be there that the repository does not hold: written, brought, or made by something unknown. */
  mayHoldBesides(path: FilePath): boolean {
    return this.#written.has(path) || this.writtenBelow(path).length > 0 || this.#mayHaveAppeared(path);
  }

  /** The files written into a folder, those of folders below included. */
  writtenBelow(folder: FilePath): readonly WrittenFile[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    return [...this.#written.values()].filter((file) => file.path.startsWith(prefix));
  }

  /** Whether files that are not known may lie in the folder. */
  mayHoldOthers(folder: FilePath): boolean {
    return this.#mayHaveAppeared(folder === '' ? '.' : `${folder}/.`) || this.#start.mayBeBrought(folder);
  }

  /** A removed file is gone, unless something unknown was written after that. */
  #stateAfter(removed: Removal, path: FilePath): FileState {
    return this.#wasWrittenSince(removed.time, path)
      ? { kind: 'unknown' }
      : { kind: 'missing', removedAt: removed.at };
  }

  #removalOf(path: FilePath): Removal | undefined {
    for (let current = path; ;) {
      const removed = this.#removed.get(current);
      if (removed) return removed;
      const slash = current.lastIndexOf('/');
      if (slash <= 0) return undefined;
      current = current.slice(0, slash);
    }
  }

  #mayHaveAppeared(path: FilePath): boolean {
    return this.#start.mayBeBrought(path) || this.#wasWrittenSince(0, path);
  }

  #wasWrittenSince(time: number, path: FilePath): boolean {
    for (const [folder, written] of this.#unknownFolders)
      if (written > time && (folder === '' || path === folder || path.startsWith(`${folder}/`))) return true;
    return false;
  }
}
