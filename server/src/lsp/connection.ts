/**
 * The server's end of the connection to an editor. On vscode-jsonrpc alone: to load all of vscode-languageserver takes
 * a good part of the time until the first diagnostics, and the server needs little of it.
 */
import { Emitter, type Event, type MessageConnection } from 'vscode-jsonrpc';
import type {
  CancellationToken,
  CreateFilesParams,
  DeleteFilesParams,
  DidChangeConfigurationParams,
  DidChangeTextDocumentParams,
  DidChangeWatchedFilesParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  InitializeParams,
  InitializeResult,
  PublishDiagnosticsParams,
  RenameFilesParams,
  WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';

type Listen<Parameters> = (handler: (parameters: Parameters) => void) => unknown;

/** What the server uses of it: the connection of vscode-languageserver fits as well. */
export interface Connection {
  onInitialize(handler: (parameters: InitializeParams) => InitializeResult): unknown;
  onInitialized(handler: () => void): unknown;
  readonly onDidOpenTextDocument: Listen<DidOpenTextDocumentParams>;
  readonly onDidChangeTextDocument: Listen<DidChangeTextDocumentParams>;
  readonly onDidCloseTextDocument: Listen<DidCloseTextDocumentParams>;
  readonly onDidChangeWatchedFiles: Listen<DidChangeWatchedFilesParams>;
  readonly onDidChangeConfiguration: Listen<DidChangeConfigurationParams>;
  onRequest<Parameters>(
    method: string,
    handler: (parameters: Parameters, token: CancellationToken) => Promise<unknown>,
  ): unknown;
  sendRequest<Result>(method: string, parameters?: unknown): Promise<Result>;
  sendNotification(method: string, parameters?: unknown): Promise<void>;
  sendDiagnostics(parameters: PublishDiagnosticsParams): Promise<void>;
  readonly console: { error(message: string): void };
  readonly workspace: {
    getConfiguration(section: string): Promise<unknown>;
    readonly onDidChangeWorkspaceFolders: Event<WorkspaceFoldersChangeEvent>;
    readonly onDidCreateFiles: Listen<CreateFilesParams>;
    readonly onDidDeleteFiles: Listen<DeleteFilesParams>;
    readonly onDidRenameFiles: Listen<RenameFilesParams>;
  };
  listen(): void;
}

/** What the process does besides: the other end may go without a word. */
export interface ConnectionHost {
  /** @param processId of the editor, if it tells */
  watch(processId: number | null): void;
  exit(code: number): void;
}

/** Severities of `window/logMessage`. */
const ERROR = 1;

/** @param messages not listening yet */
export function connectionOver(messages: MessageConnection, host: ConnectionHost): Connection {
  let isShutDown = false;
  const listen =
    <Parameters>(method: string): Listen<Parameters> =>
    (handler) =>
      messages.onNotification(method, handler);
  const folders = new Emitter<WorkspaceFoldersChangeEvent>();
  messages.onNotification(
    'workspace/didChangeWorkspaceFolders',
    ({ event }: { event: WorkspaceFoldersChangeEvent }) => folders.fire(event),
  );
  messages.onRequest('shutdown', () => {
    isShutDown = true;
    return null;
  });
  const exit = () => host.exit(isShutDown ? 0 : 1);
  messages.onNotification('exit', exit);
  messages.onClose(exit);
  return {
    onInitialize: (handler) =>
      messages.onRequest('initialize', (parameters: InitializeParams) => {
        host.watch(parameters.processId);
        return handler(parameters);
      }),
    onInitialized: listen('initialized'),
    onDidOpenTextDocument: listen('textDocument/didOpen'),
    onDidChangeTextDocument: listen('textDocument/didChange'),
    onDidCloseTextDocument: listen('textDocument/didClose'),
    onDidChangeWatchedFiles: listen('workspace/didChangeWatchedFiles'),
    onDidChangeConfiguration: listen('workspace/didChangeConfiguration'),
    onRequest: (method, handler) => messages.onRequest<unknown, unknown>(method, handler),
    sendRequest: (method, parameters) =>
      parameters === undefined ? messages.sendRequest(method) : messages.sendRequest(method, parameters),
    sendNotification: (method, parameters) =>
      parameters === undefined
        ? messages.sendNotification(method)
        : messages.sendNotification(method, parameters),
    sendDiagnostics: (parameters) => messages.sendNotification('textDocument/publishDiagnostics', parameters),
    console: {
      error: (message) => void messages.sendNotification('window/logMessage', { type: ERROR, message }),
    },
    workspace: {
      getConfiguration: async (section) => {
        const items = [{ section }];
        return (await messages.sendRequest<unknown[]>('workspace/configuration', { items }))[0];
      },
      onDidChangeWorkspaceFolders: folders.event,
      onDidCreateFiles: listen('workspace/didCreateFiles'),
      onDidDeleteFiles: listen('workspace/didDeleteFiles'),
      onDidRenameFiles: listen('workspace/didRenameFiles'),
    },
    listen: () => messages.listen(),
  };
}
