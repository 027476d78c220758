/** A language server over streams of this process, and a client that talks to it. */
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { LanguageServer } from '../../../server/src/lsp/server.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';

const ROOT = 'file:///project';

export interface TestServer {
  readonly client: ProtocolConnection;
  readonly answer: InitializeResult;
  /** What the server wrote to the output channel. */
  readonly log: readonly string[];
  uri(path: string): string;
  open(path: string, text: string): void;
  change(path: string, version: number, text: string): void;
  /** The next diagnostics of a file. */
  diagnostics(path: string): Promise<PublishDiagnosticsParams>;
  end(): void;
}

/** Starts a server for a project that lies in memory. */
export async function startServer(
  files: Readonly<Record<string, string>>,
  capabilities: ClientCapabilities = {},
): Promise<TestServer> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const fileSystem = new MemoryFileSystem(files);
  new LanguageServer(connection, { createFileSystem: () => fileSystem, version: '0.0.0' });
  connection.listen();
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const log: string[] = [];
  const waiting = new Map<string, ((parameters: PublishDiagnosticsParams) => void)[]>();
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  client.onNotification('textDocument/publishDiagnostics', (parameters: PublishDiagnosticsParams) => {
    for (const resolve of waiting.get(parameters.uri) ?? []) resolve(parameters);
    waiting.delete(parameters.uri);
  });
  client.onUnhandledNotification(() => undefined);
  client.listen();
  const answer: InitializeResult = await client.sendRequest('initialize', {
    processId: null,
    rootUri: ROOT,
    workspaceFolders: [{ uri: ROOT, name: 'project' }],
    capabilities,
  });
  void client.sendNotification('initialized', {});
  const uri = (path: string) => `${ROOT}/${path}`;
  return {
    client,
    answer,
    log,
    uri,
    open: (path, text) =>
      void client.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(path), languageId: 'yaml', version: 1, text },
      }),
    change: (path, version, text) =>
      void client.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(path), version },
        contentChanges: [{ text }],
      }),
    diagnostics: (path) =>
      new Promise((resolve) => {
        waiting.set(uri(path), [...(waiting.get(uri(path)) ?? []), resolve]);
      }),
    end: () => {
      client.dispose();
      connection.dispose();
    },
  };
}
