/** The language server as a web worker. */
import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from 'vscode-jsonrpc/browser';
import { connectionOver } from './connection.ts';
import { ClientFileSystem } from './client-file-system.ts';
import { LanguageServer } from './server.ts';
import { VERSION } from './version.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const connection = connectionOver(
  createMessageConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)),
  { watch: () => undefined, exit: () => scope.close() },
);
new LanguageServer(connection, {
  createFileSystem: (folder) => new ClientFileSystem(connection, folder),
  version: VERSION,
});
connection.listen();
