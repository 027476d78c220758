/** The language server on a Node process's own streams, as its arguments say (`--stdio`, `--node-ipc`, `--socket=…`, `--pipe=…`). */
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { flushCompileCache } from './compile-cache.ts';
import { ClientFileSystem } from './client-file-system.ts';
import { NodeFileSystem } from './node-file-system.ts';
import { LanguageServer } from './server.ts';
import { VERSION } from './version.ts';

export function startNodeServer(): void {
  const connection = createConnection(ProposedFeatures.all);
  new LanguageServer(connection, {
    // Folders that are no files (a virtual workspace) are read through the editor.
    createFileSystem: (folder) =>
      folder.startsWith('file:')
        ? new NodeFileSystem(fileURLToPath(folder))
        : new ClientFileSystem(connection, folder),
    version: VERSION,
    started: flushCompileCache,
  });
  connection.listen();
}
