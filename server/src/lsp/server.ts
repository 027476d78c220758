/** The language server: keeps the projects up to date with the editor; others publish findings and answer requests. */
import {
  PositionEncodingKind,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from './protocol.ts';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FIRST_FAMILIES, laterFamilies, loadRules } from '../rules/load.ts';
import { Requests } from './protocol-feature.ts';
import { Publisher } from './publisher.ts';
import { Refresher } from './refresher.ts';
import { protocolFeatures } from './requests/all.ts';
import { Session, type ServerHost } from './session.ts';
import { Workspace, type PlacedDocument, type WorkspaceProject } from './workspace.ts';

export type { ServerHost } from './session.ts';

const ALL_FILES = { filters: [{ pattern: { glob: '**/*' } }] };

export class LanguageServer {
  readonly #connection: Connection;
  readonly #host: ServerHost;
  readonly #session: Session;
  readonly #publisher: Publisher;
  readonly #refresher: Refresher;

  constructor(connection: Connection, host: ServerHost) {
    this.#connection = connection;
    this.#host = host;
    this.#session = new Session(connection, host);
    this.#refresher = new Refresher(this.#session);
    this.#publisher = new Publisher(this.#session, this.#refresher);
    const requests = new Requests(this.#session, this.#publisher);
    for (const feature of protocolFeatures) feature.register(requests);
    this.#listen();
  }

  #listen(): void {
    const connection = this.#connection;
    const guard = (what: string, work: () => Promise<void> | void) => void this.#session.guard(what, work);
    connection.onInitialize((parameters) => this.#initialize(parameters));
    connection.onInitialized(() => guard('start', () => this.#start()));
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
      this.#setDocument(TextDocument.create(uri, languageId, version, text)),
    );
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = this.#session.documents.get(uri);
      if (document) this.#setDocument(TextDocument.update(document, contentChanges, version));
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) =>
      guard('close', () => this.#closeDocument(uri)),
    );
    const filesChanged = (uris: readonly string[]) => guard('changed files', () => this.#filesChanged(uris));
    connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(changes.map(({ uri }) => uri)));
    // What is done in the editor is told at once, and before the watcher sees it.
    connection.workspace.onDidCreateFiles(({ files }) => filesChanged(files.map(({ uri }) => uri)));
    connection.workspace.onDidDeleteFiles(({ files }) => filesChanged(files.map(({ uri }) => uri)));
    connection.workspace.onDidRenameFiles(({ files }) =>
      filesChanged(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
    );
    connection.onDidChangeConfiguration(({ settings }) =>
      guard('settings', () => this.#readSettings((settings as { pipewright?: unknown } | null)?.pipewright)),
    );
  }

  #initialize(parameters: InitializeParams): InitializeResult {
    const { capabilities } = parameters;
    this.#session.setClient(capabilities);
    const folders = parameters.workspaceFolders ?? (parameters.rootUri ? [{ uri: parameters.rootUri }] : []);
    for (const folder of folders) this.#session.workspace.addFolder(folder.uri);
    const options = parameters.initializationOptions as { settings?: unknown } | undefined;
    if (options?.settings) this.#session.setSettings(options.settings);
    void this.#session.guard('rules', async () => this.#publisher.start(await loadRules(FIRST_FAMILIES)));
    return {
      serverInfo: { name: 'pipewright', version: this.#host.version },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { didCreate: ALL_FILES, didRename: ALL_FILES, didDelete: ALL_FILES },
        },
        ...Object.assign({}, ...protocolFeatures.map((feature) => feature.capabilities?.(capabilities))),
      },
    };
  }

  /** Reads the workspace while the first diagnostics go out; then all rules look at all files. */
  async #start(): Promise<void> {
    // Before anything is waited for: folders that were opened meanwhile are told of at once, and once only.
    this.#watchFolders();
    if (this.#supportsConfiguration) await this.#session.guard('settings', () => this.#readSettings());
    this.#watchFiles();
    await this.#publisher.firstPublished;
    const later = loadRules(laterFamilies());
    await this.#loadWorkspace();
    while (!this.#publisher.isStarted) await new Promise((resolve) => setTimeout(resolve, 1));
    this.#publisher.addRules(await later);
    this.#publisher.flush();
    this.#host.started?.();
  }

  async #loadWorkspace(): Promise<void> {
    const { workspace, documents } = this.#session;
    this.#publisher.sendStatus('working');
    try {
      await workspace.load();
      for (const document of documents.values()) this.#takeText(document);
      await Promise.all(workspace.projects.map(({ project }) => project.settle()));
    } finally {
      // Whatever could not be read: nobody shall wait for it forever.
      this.#session.setLoaded();
      this.#refresher.all();
      this.#publisher.markAllStale();
    }
  }

  get #supportsConfiguration(): boolean {
    return this.#session.client.workspace?.configuration === true;
  }

  #watchFiles(): void {
    if (this.#session.client.workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    const watchers = [{ globPattern: '**/*' }];
    void this.#connection.sendRequest('client/registerCapability', {
      registrations: [
        { id: 'pipewright-files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers } },
      ],
    });
  }

  #watchFolders(): void {
    // Listening to a client that tells nothing of them is an error to the protocol's package.
    if (this.#session.client.workspace?.workspaceFolders !== true) return;
    const { workspace } = this.#session;
    this.#connection.workspace.onDidChangeWorkspaceFolders(
      ({ added, removed }) =>
        void this.#session.guard('folders', async () => {
          for (const folder of removed)
            for (const project of workspace.removeFolder(folder.uri)) this.#publisher.forget(project);
          for (const folder of added) workspace.addFolder(folder.uri);
          await this.#loadWorkspace();
        }),
    );
  }

  async #readSettings(given?: unknown): Promise<void> {
    const settings: unknown =
      given ??
      (this.#supportsConfiguration
        ? await this.#connection.workspace.getConfiguration('pipewright')
        : undefined);
    this.#session.setSettings(settings);
    this.#refresher.all();
    this.#publisher.markAllStale();
  }

  #setDocument(document: TextDocument): void {
    this.#session.documents.set(document.uri, document);
    const placed = this.#takeText(document);
    if (placed) this.#publisher.markStale(placed.project);
  }

  #takeText(document: TextDocument): PlacedDocument | undefined {
    const placed = this.#session.workspace.place(document.uri);
    placed?.project.noteUri(placed.path, document.uri);
    placed?.project.project.setOpen(placed.path, document.getText());
    return placed;
  }

  async #closeDocument(uri: string): Promise<void> {
    this.#session.documents.delete(uri);
    const placed = this.#session.workspace.place(uri);
    if (!placed) return;
    await placed.project.project.setClosed(placed.path);
    this.#publisher.markStale(placed.project);
  }

  async #filesChanged(uris: readonly string[]): Promise<void> {
    const inside = uris.filter((uri) => !/\/(?:\.git|node_modules)\//.test(uri));
    if (inside.some((uri) => Workspace.changesRoots(uri))) return this.#loadWorkspace();
    const touched = new Map<WorkspaceProject, string[]>();
    for (const uri of inside) {
      const placed = this.#session.workspace.place(uri);
      if (placed) touched.set(placed.project, [...(touched.get(placed.project) ?? []), placed.path]);
    }
    const moved = await Promise.all([...touched].map(([{ project }, paths]) => project.filesChanged(paths)));
    // A folder that came or went may have had a project's root in it.
    if (moved.flat().some((path) => Workspace.changesRoots(path))) return this.#loadWorkspace();
    for (const project of touched.keys()) this.#publisher.markStale(project);
  }
}
