/** The language server on a Node process's own streams, as its arguments say (`--stdio`, `--node-ipc`, `--socket=…`, `--pipe=…`). */
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';
import { ClientFileSystem } from './client-file-system.ts';
import { connectionOver } from './connection.ts';
import { NodeFileSystem } from './node-file-system.ts';
import { LanguageServer } from './server.ts';
import { VERSION } from './version.ts';

/** How often the server looks whether its editor is still there. */
const WATCH_IN_MILLISECONDS = 3000;

export function startNodeServer(): void {
  const [reader, writer] = transport(process.argv.slice(2));
  const messages = createMessageConnection(reader, writer);
  const connection = connectionOver(messages, {
    watch: (processId) => exitWithout(processId),
    exit: (code) => process.exit(code),
  });
  const own = option(process.argv, '--clientProcessId');
  if (own !== undefined) exitWithout(Number(own));
  new LanguageServer(connection, {
    // Folders that are no files (a virtual workspace) are read through the editor.
    createFileSystem: (folder) =>
      folder.startsWith('file:')
        ? new NodeFileSystem(fileURLToPath(folder))
        : new ClientFileSystem(connection, folder),
    version: VERSION,
  });
  connection.listen();
}

function transport(words: readonly string[]): readonly [MessageReader, MessageWriter] {
  if (words.includes('--node-ipc')) {
    process.on('disconnect', () => process.exit(1));
    return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  }
  const port = option(words, '--socket');
  if (port !== undefined) return createServerSocketTransport(Number(port));
  const pipe = option(words, '--pipe');
  if (pipe !== undefined) return createServerPipeTransport(pipe);
  // Standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error;
  return [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
}

/** The value of `--name=value` or `--name value`. */
function option(words: readonly string[], name: string): string | undefined {
  const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (index < 0) return undefined;
  return words[index] === name ? words[index + 1] : words[index]!.slice(name.length + 1);
}

/** Ends the server when the editor's process has gone without a word. */
function exitWithout(processId: number | null): void {
  if (processId === null || !Number.isInteger(processId)) return;
  setInterval(() => {
    try {
      process.kill(processId, 0);
    } catch {
      process.exit(1);
    }
  }, WATCH_IN_MILLISECONDS).unref();
}
