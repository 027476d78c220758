/** What the parts of the server share: the connection, the projects, the open documents, and what the client can do. */
import {
  MessageType,
  ShowMessageNotification,
  type ClientCapabilities,
  type Connection,
} from './protocol.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileSystem } from '../project/file-system.ts';
import {
  DEFAULT_SETTINGS,
  readEditorSettings,
  readProjectSettings,
  type EditorSettings,
} from './settings.ts';
import { Workspace, type WorkspaceProject } from './workspace.ts';

export interface ServerHost {
  /** The files below a folder's URI. */
  readonly createFileSystem: (folder: string) => FileSystem;
  readonly version: string;
  /** Called once all rules have looked at the whole workspace. */
  readonly started?: () => void;
}

export class Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** The files below a folder's URI. */
  readonly createFileSystem: ServerHost['createFileSystem'];
  /** The open documents by their URI, as the editor wrote it. */
  readonly documents = new Map<string, TextDocument>();
  #client: ClientCapabilities = {};
  #settings = DEFAULT_SETTINGS;
  #sawFailure = false;
  #markLoaded: () => void = () => undefined;
  /** Settles when the workspace has been read for the first time. */
  readonly loaded = new Promise<void>((resolve) => (this.#markLoaded = resolve));
  isLoaded = false;

  constructor(connection: Connection, host: ServerHost) {
    this.connection = connection;
    this.createFileSystem = (folder) => host.createFileSystem(folder);
    this.workspace = new Workspace((folder) => host.createFileSystem(folder));
  }

  /** What the client can do, as it said when it started. */
  get client(): ClientCapabilities {
    return this.#client;
  }

  setClient(capabilities: ClientCapabilities): void {
    this.#client = capabilities;
  }

  get settings(): EditorSettings {
    return this.#settings;
  }

  /** @param value what the editor has under `pipewright` */
  setSettings(value: unknown): void {
    this.#settings = readEditorSettings(value);
    this.workspace.setSettings(readProjectSettings(value));
  }

  setLoaded(): void {
    this.isLoaded = true;
    this.#markLoaded();
  }

  get sawFailure(): boolean {
    return this.#sawFailure;
  }

  /** The paths of a project's open documents. */
  openPaths(project: WorkspaceProject): string[] {
    return [...this.documents.keys()].flatMap((uri) => {
      const placed = this.workspace.place(uri);
      return placed?.project === project ? [placed.path] : [];
    });
  }

  /** Runs work whose failure must neither end the server nor look like a clean file. */
  async guard(what: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.reportFailure(what, error);
    }
  }

  /** Writes the failure with its stack to the output channel; the first one is told of in a message, too. */
  reportFailure(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const message = `Pipewright failed in: ${what}. What it says is incomplete; the output channel has the details.`;
    const isFirst = !this.#sawFailure;
    this.#sawFailure = true;
    try {
      this.connection.console.error(`Pipewright failed in: ${what}\n${text}`);
      // A notification: nobody has to answer it.
      if (isFirst)
        void this.connection.sendNotification(ShowMessageNotification.type, {
          type: MessageType.Error,
          message,
        });
    } catch {
      // The connection has ended, and with it whoever could be told.
    }
  }
}
