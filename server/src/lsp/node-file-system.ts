/** The project's files on disk, read with Node. */
import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  MAXIMUM_FILES,
  MAXIMUM_FILE_SIZE,
  SKIPPED_FOLDERS,
  contentOf,
  type FileContent,
  type FileListing,
  type FileSystem,
} from '../project/file-system.ts';

/** How many files are read at once: each takes one of the files that a process may have open. */
const READERS = 64;

// Many small files are read in half the time that Node's promises take, which make a handle for each.
const readdir = promisify(fs.readdir);
const readFile = promisify(fs.readFile);
const realpath = promisify(fs.realpath.native);
const stat = promisify(fs.stat);

export class NodeFileSystem implements FileSystem {
  readonly #root: string;
  readonly #turns = new Turns(READERS);
  #realRoot: Promise<string> | undefined;

  /** @param root an absolute path; nothing outside of it is read, not through symbolic links either */
  constructor(root: string) {
    this.#root = root;
  }

  /** Lists breadth first, so that what a limit cuts off lies deepest. Symbolic links to folders are not followed. */
  async list(folder = ''): Promise<FileListing> {
    const paths: string[] = [];
    let folders = [folder];
    while (folders.length > 0) {
      const below: string[] = [];
      for (const [parent, entries] of await Promise.all(
        folders.map(async (name) => [name, await this.#entries(name)] as const),
      )) {
        for (const entry of entries) {
          const name = parent === '' ? entry.name : `${parent}/${entry.name}`;
          if (entry.isDirectory()) {
            if (!SKIPPED_FOLDERS.has(entry.name)) below.push(name);
          } else if (entry.isFile() || entry.isSymbolicLink()) paths.push(name);
          if (paths.length >= MAXIMUM_FILES) return { paths, complete: false };
        }
      }
      folders = below;
    }
    return { paths, complete: true };
  }

  read(relative: string): Promise<FileContent> {
    return this.#turns.take(() => this.#read(relative));
  }

  async #read(relative: string): Promise<FileContent> {
    try {
      const absolute = path.join(this.#root, relative);
      const root = await (this.#realRoot ??= realpath(this.#root));
      const real = await realpath(absolute);
      if (real !== root && !real.startsWith(root + path.sep))
        return { kind: 'unreadable', reason: 'it leads out of the project' };
      const status = await stat(real);
      if (status.isDirectory()) return { kind: 'folder' };
      if (!status.isFile()) return { kind: 'unreadable', reason: 'not a file' };
      if (status.size > MAXIMUM_FILE_SIZE)
        return { kind: 'too-large', reason: `larger than ${MAXIMUM_FILE_SIZE} bytes` };
      return contentOf(await readFile(real, 'utf8'));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      return { kind: 'unreadable', reason: code || String(error) };
    }
  }

  async #entries(folder: string): Promise<Dirent[]> {
    try {
      return await readdir(path.join(this.#root, folder), { withFileTypes: true });
    } catch {
      return []; // a folder that cannot be listed (or is gone by now) has nothing to offer
    }
  }
}

/** Lets so many works run at once; others wait in the order that they came in. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
