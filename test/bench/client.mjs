/** A language client of few words: starts a server, opens and edits documents, and waits for diagnostics. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

export class BenchClient {
  #child;
  #connection;
  #waiting = [];
  #versions = new Map();

  /**
   * @param {readonly string[]} command program and words
   * @param {(section: string | undefined) => unknown} settings what the client's settings hold
   */
  constructor(command, settings = () => null) {
    this.started = performance.now();
    this.#child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.#child.stdout),
      new StreamMessageWriter(this.#child.stdin),
    );
    this.#connection.onNotification('textDocument/publishDiagnostics', (it) => {
      this.#waiting = this.#waiting.filter((wait) => !wait(it));
    });
    this.#connection.onRequest('workspace/configuration', ({ items }) =>
      items.map(({ section }) => settings(section)),
    );
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onRequest('workspace/workspaceFolders', () => null);
    this.#connection.onRequest('workspace/semanticTokens/refresh', () => null);
    this.#connection.listen();
  }

  /** @param {string} rootUri */
  async initialize(rootUri) {
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'bench' }],
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: { publishDiagnostics: { versionSupport: true } },
      },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  open(uri, text, languageId = 'yaml') {
    this.#versions.set(uri, 1);
    return this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces a range; gives back the new version. */
  async change(uri, range, text) {
    const version = this.#versions.get(uri) + 1;
    this.#versions.set(uri, version);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
    return version;
  }

  request(method, parameters) {
    return this.#connection.sendRequest(method, parameters);
  }

  /** The next diagnostics of a document that fit. */
  diagnostics(uri, fits = () => true) {
    return new Promise((resolve) => {
      this.#waiting.push((it) => {
        if (it.uri !== uri || !fits(it)) return false;
        resolve(it);
        return true;
      });
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Milliseconds of processor time that the process has used: what a busy machine changes little. Steps of 10. */
  get processorTime() {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  /** The process's resident memory in MB, read from the system. */
  get memory() {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+)/.exec(status)[1]) / 1024;
  }

  stop() {
    this.#connection.dispose();
    this.#child.kill('SIGKILL');
  }
}
