/** The project's files through the editor: the only way in a browser, where there is no file system. */
import type { Connection } from './protocol.ts';
import {
  MAXIMUM_FILES,
  SKIPPED_FOLDERS,
  contentOf,
  type FileContent,
  type FileListing,
  type FileSystem,
} from '../project/file-system.ts';

/** Requests that the client answers; see client/src. */
export const FIND_FILES = 'pipewright/findFiles';
export const READ_FILE = 'pipewright/readFile';

interface FoundFiles {
  /** Relative to the folder, with `/`. */
  readonly paths: readonly string[];
  readonly complete: boolean;
}

type ReadResult =
  | { readonly text: string }
  | { readonly error: 'missing' | 'folder' | 'binary' | 'tooLarge' | 'unreadable'; readonly reason?: string };

export class ClientFileSystem implements FileSystem {
  readonly #connection: Connection;
  readonly #folder: string;

  /** @param folder URI of the root */
  constructor(connection: Connection, folder: string) {
    this.#connection = connection;
    this.#folder = folder;
  }

  async list(folder = ''): Promise<FileListing> {
    try {
      return await this.#connection.sendRequest<FoundFiles>(FIND_FILES, {
        folder: this.#folder,
        below: folder,
        skippedFolders: [...SKIPPED_FOLDERS],
        maximum: MAXIMUM_FILES,
      });
    } catch (error) {
      this.#connection.console.error(`The workspace's files could not be listed: ${String(error)}`);
      return { paths: [], complete: false };
    }
  }

  async read(path: string): Promise<FileContent> {
    try {
      const result = await this.#connection.sendRequest<ReadResult>(READ_FILE, {
        folder: this.#folder,
        path,
      });
      if ('text' in result) return contentOf(result.text);
      if (result.error === 'missing' || result.error === 'folder') return { kind: result.error };
      const kind =
        result.error === 'binary' ? 'binary' : result.error === 'tooLarge' ? 'too-large' : 'unreadable';
      return { kind, reason: result.reason ?? result.error };
    } catch (error) {
      return { kind: 'unreadable', reason: String(error) };
    }
  }
}
