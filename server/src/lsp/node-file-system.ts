/** The project's files on disk, read with Node. */
import { promises as fs, type Dirent } from 'node:fs';
import path from 'node:path';
import {
  MAXIMUM_FILES,
  MAXIMUM_FILE_SIZE,
  SKIPPED_FOLDERS,
  contentOf,
  type FileContent,
  type FileListing,
  type FileSystem,
} from '../project/file-system.ts';

export class NodeFileSystem implements FileSystem {
  readonly #root: string;
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

  async read(relative: string): Promise<FileContent> {
    try {
      const absolute = path.join(this.#root, relative);
      this.#realRoot ??= fs.realpath(this.#root);
      const [root, real] = await Promise.all([this.#realRoot, fs.realpath(absolute)]);
      if (real !== root && !real.startsWith(root + path.sep))
        return { kind: 'unreadable', reason: 'it leads out of the project' };
      const status = await fs.stat(real);
      if (status.isDirectory()) return { kind: 'folder' };
      if (!status.isFile()) return { kind: 'unreadable', reason: 'not a file' };
      if (status.size > MAXIMUM_FILE_SIZE)
        return { kind: 'too-large', reason: `larger than ${MAXIMUM_FILE_SIZE} bytes` };
      return contentOf(await fs.readFile(real, 'utf8'));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      return { kind: 'unreadable', reason: code || String(error) };
    }
  }

  async #entries(folder: string): Promise<Dirent[]> {
    try {
      return await fs.readdir(path.join(this.#root, folder), { withFileTypes: true });
    } catch {
      return []; // a folder that cannot be listed (or is gone by now) has nothing to offer
    }
  }
}
