/** Where the project's files come from: Node, the editor through the protocol, or memory for tests. */

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  /** There, but nothing to read as text. */
  | { readonly kind: 'binary' | 'too-large' | 'unreadable'; readonly reason: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'missing' };

export interface FileListing {
  /** Relative to the root, with `/`; without folders that hold other people's code (`node_modules`, `.git`, …). */
  readonly paths: readonly string[];
  /** False when a limit cut the list, so that a path not in it may exist all the same. */
  readonly complete: boolean;
}

/** Paths are relative to the file system's root, with `/`; nothing outside of the root is ever read. */
export interface FileSystem {
  /** @param folder what lies below it, relative to the root; everything by default */
  list(folder?: string): Promise<FileListing>;
  /** Never rejects: what cannot be read says why. */
  read(path: string): Promise<FileContent>;
}

/** Folders that are never listed. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.terraform',
  '.gradle',
  '.idea',
  '.cache',
]);

/** How many files of a project are listed at most. */
export const MAXIMUM_FILES = 50_000;

/** Larger files are not read: characters for text, bytes on disk. */
export const MAXIMUM_FILE_SIZE = 2_000_000;

/** Whether text is binary: a NUL character within its first 8,000. */
export function isBinary(text: string): boolean {
  return text.slice(0, 8000).includes('\0');
}

/** Judges a text that was read: as a FileContent. */
export function contentOf(text: string): FileContent {
  if (text.length > MAXIMUM_FILE_SIZE)
    return { kind: 'too-large', reason: `larger than ${MAXIMUM_FILE_SIZE} characters` };
  if (isBinary(text)) return { kind: 'binary', reason: 'not a text file' };
  return { kind: 'text', text };
}

/** Files held in memory, for tests and for standard input. */
export class MemoryFileSystem implements FileSystem {
  readonly files: Map<string, string>;

  constructor(files: Iterable<readonly [string, string]> | Readonly<Record<string, string>> = []) {
    this.files = new Map(Symbol.iterator in files ? files : Object.entries(files));
  }

  list(folder = ''): Promise<FileListing> {
    const paths = [...this.files.keys()];
    return Promise.resolve({ paths: paths.filter((path) => isBelow(path, folder)), complete: true });
  }

  read(path: string): Promise<FileContent> {
    const text = this.files.get(path);
    if (text !== undefined) return Promise.resolve(contentOf(text));
    const isFolder = [...this.files.keys()].some((other) => isBelow(other, path));
    return Promise.resolve({ kind: isFolder ? 'folder' : 'missing' });
  }
}

/** A folder of another file system as a file system of its own. */
export class SubFileSystem implements FileSystem {
  readonly #outer: FileSystem;
  readonly #prefix: string;

  /** @param folder relative to the outer root; '' for the root itself */
  constructor(outer: FileSystem, folder: string) {
    this.#outer = outer;
    this.#prefix = folder === '' ? '' : `${folder}/`;
  }

  async list(folder = ''): Promise<FileListing> {
    const listing = await this.#outer.list((this.#prefix + folder).replace(/\/$/, ''));
    return listingBelow(listing, this.#prefix.slice(0, -1));
  }

  read(path: string): Promise<FileContent> {
    return this.#outer.read(this.#prefix + path);
  }
}

/** What a listing holds below a folder, relative to it. */
export function listingBelow(listing: FileListing, folder: string): FileListing {
  if (folder === '') return listing;
  const paths = listing.paths
    .filter((path) => isBelow(path, folder))
    .map((path) => path.slice(folder.length + 1));
  return { paths, complete: listing.complete };
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
