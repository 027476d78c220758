/** The language server as a web worker. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { ClientFileSystem } from './client-file-system.ts';
import { LanguageServer } from './server.ts';
import { VERSION } from './version.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
new LanguageServer(connection, {
  createFileSystem: (folder) => new ClientFileSystem(connection, folder),
  version: VERSION,
});
connection.listen();
