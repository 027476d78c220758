/** The language server: keeps the projects up to date with the editor and publishes what the rules find. */
import {
  CodeActionKind,
  TextDocumentSyncKind,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Settings } from '../project/configuration.ts';
import type { FileSystem } from '../project/file-system.ts';
import { fixAllAction, quickFixes, type CodeActionChoice } from '../features/code-actions.ts';
import { RuleEngine, type LocatedFinding } from '../rules/engine.ts';
import { FIRST_FAMILIES, laterFamilies, loadRules } from '../rules/load.ts';
import { toDiagnostic } from './diagnostics.ts';
import { Workspace, type PlacedDocument, type WorkspaceProject } from './workspace.ts';

export interface ServerHost {
  /** The files below a folder's URI. */
  readonly createFileSystem: (folder: string) => FileSystem;
  readonly version: string;
}

/** What is published of files that are not open: hints about them would drown what matters. */
const SHOWN_WHEN_CLOSED: ReadonlySet<string> = new Set(['error', 'warning']);

export class LanguageServer {
  readonly #connection: Connection;
  readonly #host: ServerHost;
  readonly #workspace: Workspace;
  readonly #documents = new Map<string, TextDocument>();
  readonly #published = new Map<string, string>();
  readonly #findings = new Map<WorkspaceProject, Map<string, LocatedFinding[]>>();
  readonly #stale = new Set<WorkspaceProject>();
  #engine: RuleEngine | undefined;
  #scheduled = false;
  #isLoaded = false;
  #supportsDocumentChanges = false;
  #supportsWatching = false;
  #supportsConfiguration = false;
  #sawFailure = false;

  constructor(connection: Connection, host: ServerHost) {
    this.#connection = connection;
    this.#host = host;
    this.#workspace = new Workspace((folder) => host.createFileSystem(folder));
    connection.onInitialize((parameters) => this.#initialize(parameters));
    connection.onInitialized(() => void this.#guard('start', () => this.#start()));
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
      this.#setDocument(TextDocument.create(uri, languageId, version, text)),
    );
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = this.#documents.get(uri);
      if (document) this.#setDocument(TextDocument.update(document, contentChanges, version));
    });
    connection.onDidCloseTextDocument(
      ({ textDocument: { uri } }) => void this.#guard('close', () => this.#closeDocument(uri)),
    );
    connection.onDidChangeWatchedFiles(
      (event) => void this.#guard('watched files', () => this.#filesChanged(event)),
    );
    connection.onDidChangeConfiguration(
      ({ settings }) =>
        void this.#guard('settings', () =>
          this.#readSettings((settings as { pipewright?: unknown } | null)?.pipewright),
        ),
    );
    connection.onCodeAction((parameters) => this.#codeActions(parameters));
  }

  #initialize(parameters: InitializeParams): InitializeResult {
    const { workspace } = parameters.capabilities;
    this.#supportsDocumentChanges = workspace?.workspaceEdit?.documentChanges === true;
    this.#supportsWatching = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.#supportsConfiguration = workspace?.configuration === true;
    const folders = parameters.workspaceFolders ?? (parameters.rootUri ? [{ uri: parameters.rootUri }] : []);
    for (const folder of folders) this.#workspace.addFolder(folder.uri);
    const options = parameters.initializationOptions as { settings?: unknown } | undefined;
    if (options?.settings) this.#workspace.setSettings(asSettings(options.settings));
    void this.#guard('rules', () => this.#loadFirstRules());
    return {
      serverInfo: { name: 'pipewright', version: this.#host.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.pipewright`],
        },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  async #loadFirstRules(): Promise<void> {
    const rules = await loadRules(FIRST_FAMILIES);
    this.#engine = new RuleEngine(rules, ({ rule, error }) => this.#reportFailure(`rule ${rule}`, error));
    this.#markAllStale();
  }

  /** Reads the workspace while the first diagnostics go out; then all rules look at all files. */
  async #start(): Promise<void> {
    if (this.#supportsConfiguration) await this.#guard('settings', () => this.#readSettings());
    this.#watchFiles();
    this.#watchFolders();
    const later = loadRules(laterFamilies());
    await this.#loadWorkspace();
    while (!this.#engine) await new Promise((resolve) => setTimeout(resolve, 1));
    this.#engine.addRules(await later);
    this.#markAllStale();
    this.#flush();
  }

  async #loadWorkspace(): Promise<void> {
    this.#sendStatus('working');
    await this.#workspace.load();
    for (const document of this.#documents.values()) this.#takeText(document);
    await Promise.all(this.#workspace.projects.map(({ project }) => project.settle()));
    this.#isLoaded = true;
    this.#markAllStale();
  }

  #watchFiles(): void {
    if (!this.#supportsWatching) return;
    const watchers = [{ globPattern: '**/*' }];
    void this.#connection.sendRequest('client/registerCapability', {
      registrations: [
        { id: 'pipewright-files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers } },
      ],
    });
  }

  #watchFolders(): void {
    this.#connection.workspace.onDidChangeWorkspaceFolders(
      ({ added, removed }) =>
        void this.#guard('folders', async () => {
          for (const folder of removed) {
            for (const project of this.#workspace.removeFolder(folder.uri)) {
              this.#findings.delete(project);
              this.#stale.delete(project);
            }
          }
          for (const folder of added) this.#workspace.addFolder(folder.uri);
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
    this.#workspace.setSettings(asSettings(settings));
    this.#markAllStale();
  }

  #setDocument(document: TextDocument): void {
    this.#documents.set(document.uri, document);
    const placed = this.#takeText(document);
    if (placed) this.#markStale(placed.project);
  }

  #takeText(document: TextDocument): PlacedDocument | undefined {
    const placed = this.#workspace.place(document.uri);
    placed?.project.noteUri(placed.path, document.uri);
    placed?.project.project.setOpen(placed.path, document.getText());
    return placed;
  }

  async #closeDocument(uri: string): Promise<void> {
    this.#documents.delete(uri);
    const placed = this.#workspace.place(uri);
    if (!placed) return;
    await placed.project.project.setClosed(placed.path);
    this.#markStale(placed.project);
  }

  async #filesChanged({ changes }: DidChangeWatchedFilesParams): Promise<void> {
    const inside = changes.filter(({ uri }) => !/\/(?:\.git|node_modules)\//.test(uri));
    if (inside.some(({ uri }) => Workspace.changesRoots(uri))) return this.#loadWorkspace();
    const touched = new Set<WorkspaceProject>();
    await Promise.all(
      inside.map(async ({ uri }) => {
        const placed = this.#workspace.place(uri);
        if (!placed) return;
        touched.add(placed.project);
        await placed.project.project.fileChanged(placed.path);
      }),
    );
    for (const project of touched) this.#markStale(project);
  }

  #markAllStale(): void {
    for (const project of this.#workspace.projects) this.#markStale(project);
  }

  /** Answers as soon as the messages that have arrived already are read. */
  #markStale(project: WorkspaceProject): void {
    this.#stale.add(project);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#flush(), 0);
  }

  #flush(): void {
    this.#scheduled = false;
    const projects = [...this.#stale];
    this.#stale.clear();
    for (const project of projects) void this.#guard('diagnostics', () => this.#lint(project));
  }

  #lint(project: WorkspaceProject): void {
    if (!this.#engine) return;
    const snapshot = project.project.snapshot();
    const findings = this.#engine.lint(snapshot);
    const earlier = this.#findings.get(project);
    this.#findings.set(project, findings);
    for (const path of new Set([...(earlier?.keys() ?? []), ...findings.keys(), ...this.#openPaths(project)]))
      this.#publish(project, path);
    this.#sendStatus(this.#isLoaded ? 'ready' : 'working');
    if (project.project.isUnsettled && this.#isLoaded) {
      void this.#guard('files', async () => {
        await project.project.settle();
        this.#markStale(project);
      });
    }
  }

  #openPaths(project: WorkspaceProject): string[] {
    return [...this.#documents.keys()].flatMap((uri) => {
      const placed = this.#workspace.place(uri);
      return placed?.project === project ? [placed.path] : [];
    });
  }

  #publish(project: WorkspaceProject, path: string): void {
    const uri = project.uriOf(path);
    const document = this.#documents.get(uri);
    const found = this.#findings.get(project)?.get(path) ?? [];
    const snapshot = project.project.snapshot();
    const shown = document ? found : found.filter(({ finding }) => SHOWN_WHEN_CLOSED.has(finding.severity));
    const diagnostics = shown.map((finding) => toDiagnostic(project, snapshot, finding));
    const key = JSON.stringify(diagnostics);
    // An open document is always answered, with its version, so that a client knows that its text was read.
    if (!document && (this.#published.get(uri) ?? '[]') === key) return;
    this.#published.set(uri, key);
    void this.#connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(document && { version: document.version }),
    });
  }

  #codeActions(parameters: CodeActionParams): CodeAction[] {
    const placed = this.#workspace.place(parameters.textDocument.uri);
    if (!placed) return [];
    if (this.#stale.has(placed.project)) this.#flush();
    const snapshot = placed.project.project.snapshot();
    const source = snapshot.text(placed.path);
    const findings = this.#findings.get(placed.project)?.get(placed.path);
    if (!source || !findings) return [];
    const range = {
      start: source.offsetAt(parameters.range.start),
      end: source.offsetAt(parameters.range.end),
    };
    const only = parameters.context.only;
    const wants = (kind: string) =>
      !only || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
    const all =
      only && wants('source.fixAll.pipewright') ? fixAllAction(snapshot, placed.path, findings) : undefined;
    const choices = [
      ...(wants('quickfix') ? quickFixes(snapshot, range, findings) : []),
      ...(all ? [all] : []),
    ];
    return choices.map((choice) => this.#toCodeAction(placed.project, choice));
  }

  #toCodeAction(project: WorkspaceProject, choice: CodeActionChoice): CodeAction {
    const snapshot = project.project.snapshot();
    const diagnostics = choice.findings.map((finding) => toDiagnostic(project, snapshot, finding));
    return {
      title: choice.title,
      kind: choice.kind,
      isPreferred: choice.isPreferred,
      diagnostics,
      edit: this.#toWorkspaceEdit(project, choice),
    };
  }

  #toWorkspaceEdit(project: WorkspaceProject, { edits, newFiles }: CodeActionChoice): WorkspaceEdit {
    const snapshot = project.project.snapshot();
    const byUri = new Map<
      string,
      {
        range: ReturnType<TextDocument['positionAt']> extends infer P ? { start: P; end: P } : never;
        newText: string;
      }[]
    >();
    for (const edit of edits) {
      const uri = project.uriOf(edit.path);
      const list = byUri.get(uri) ?? [];
      list.push({ range: snapshot.text(edit.path)!.rangeAt(edit.range), newText: edit.newText });
      byUri.set(uri, list);
    }
    if (!this.#supportsDocumentChanges) return { changes: Object.fromEntries(byUri) };
    const origin = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return {
      documentChanges: [
        ...newFiles.flatMap((file) => {
          const uri = project.uriOf(file.path);
          return [
            { kind: 'create' as const, uri, options: { ignoreIfExists: false, overwrite: false } },
            { textDocument: { uri, version: null }, edits: [{ range: origin, newText: file.text }] },
          ];
        }),
        ...[...byUri].map(([uri, list]) => ({
          textDocument: { uri, version: this.#documents.get(uri)?.version ?? null },
          edits: list,
        })),
      ],
    };
  }

  #sendStatus(state: 'working' | 'ready'): void {
    const message = this.#sawFailure ? 'A check failed: see the output channel.' : undefined;
    void this.#connection.sendNotification('pipewright/status', { state, ...(message && { message }) });
  }

  /** Runs work whose failure must neither end the server nor look like a clean file. */
  async #guard(what: string, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#reportFailure(what, error);
    }
  }

  #reportFailure(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#connection.console.error(`Pipewright failed in: ${what}\n${text}`);
    if (!this.#sawFailure)
      this.#connection.window.showErrorMessage(
        `Pipewright failed in: ${what}. Its findings are incomplete; the output channel has the details.`,
      );
    this.#sawFailure = true;
  }
}

function asSettings(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return {};
  const { rules, envsubst } = value as { rules?: unknown; envsubst?: { flavour?: unknown } };
  return {
    ...(typeof rules === 'object' && rules !== null && { rules: rules as Record<string, string> }),
    ...(typeof envsubst?.flavour === 'string' && { envsubstFlavour: envsubst.flavour }),
  };
}
