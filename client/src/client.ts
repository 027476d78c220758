/** The editor's side of Pipewright, the same in Node and in a browser: starts the server, shows its state, has the commands. */
import * as vscode from 'vscode';
import { State, type BaseLanguageClient, type LanguageClientOptions } from 'vscode-languageclient';
import { registerGenerate } from './generate/generate.ts';
import { shownStep } from './generate/steps.ts';
import { documentSelector, knownSchemes } from './documents.ts';
import { registerEffectiveJob } from './effective-job.ts';
import { registerFileKind } from './file-kind.ts';
import { registerManifestPreview } from './manifest-preview.ts';
import type { ServerAccess } from './server-access.ts';
import { StatusItem, type ServerState } from './status.ts';
import { registerVariablesView } from './variables-view.ts';
import { findFiles, readFile, type FindFilesParameters, type ReadFileParameters } from './workspace-files.ts';

/** How a host reaches its server. */
export interface ServerHost {
  createClient(options: LanguageClientOptions): BaseLanguageClient;
  /** Ends what a client that would not stop by itself left behind. */
  end?(): void;
}

/** What `activate` returns, for tests. */
export interface PipewrightApi {
  readonly state: ServerState;
  /** How often a server has been started. */
  readonly starts: number;
  /** The title of the question that is shown now. */
  readonly question: string | undefined;
}

/** Starts the server, and registers the commands that go with it. */
export async function activatePipewright(
  context: vscode.ExtensionContext,
  host: ServerHost,
): Promise<PipewrightApi> {
  const pipewright = new Pipewright(host);
  context.subscriptions.push(
    pipewright,
    vscode.commands.registerCommand('pipewright.restartServer', () => pipewright.restart()),
    vscode.commands.registerCommand('pipewright.showOutput', () => pipewright.output.show(true)),
    vscode.commands.registerCommand('pipewright.fixAll', fixAll),
    registerGenerate(pipewright),
    vscode.workspace.onDidChangeWorkspaceFolders(() => pipewright.foldersChanged()),
    registerManifestPreview(pipewright),
    registerEffectiveJob(pipewright),
    registerVariablesView(context, pipewright),
    registerFileKind(pipewright),
  );
  await pipewright.start();
  return pipewright;
}

/** Applies the unambiguous fixes to the file in the active editor. */
async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.codeAction', {
    kind: 'source.fixAll.pipewright',
    apply: 'first',
  });
}

class Pipewright implements PipewrightApi, ServerAccess, vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Pipewright', { log: true });
  readonly #host: ServerHost;
  #status = new StatusItem(documentSelector());
  #schemes = knownSchemes();
  #client: BaseLanguageClient | undefined;
  #restarting: Promise<void> | undefined;
  #starts = 0;
  readonly #updated = new vscode.EventEmitter<void>();
  readonly onDidUpdate = this.#updated.event;
  #question: string | undefined;
  readonly #steps: vscode.Disposable;

  constructor(host: ServerHost) {
    this.#host = host;
    this.#steps = shownStep.event((title) => (this.#question = title));
  }

  get state(): ServerState {
    return this.#status.state;
  }

  get starts(): number {
    return this.#starts;
  }

  get question(): string | undefined {
    return this.#question;
  }

  /** Never rejects: a server that does not start is told of in the status item and the output channel. */
  async start(): Promise<void> {
    const client = this.#host.createClient(this.#options());
    this.#client = client;
    client.onDidChangeState(({ newState }) => client === this.#client && this.#stateChanged(newState));
    client.onRequest('pipewright/findFiles', (parameters: FindFilesParameters) => findFiles(parameters));
    client.onRequest('pipewright/readFile', (parameters: ReadFileParameters) => readFile(parameters));
    client.onNotification(
      'pipewright/status',
      ({ state, message }: { state: 'ready' | 'working'; message?: string }) => {
        if (client !== this.#client) return;
        this.#status.set(state, message);
        if (state === 'ready') this.#updated.fire();
      },
    );
    try {
      await client.start();
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
      this.#status.set('stopped', 'It did not start: the output channel has the reason.');
    }
  }

  async ask<Result>(method: string, parameters: object): Promise<Result | undefined> {
    const client = this.#client;
    if (client?.state !== State.Running) return undefined;
    try {
      return (await client.sendRequest<Result | null>(method, parameters)) ?? undefined;
    } catch (error) {
      // A server that ends or a text that changes meanwhile: whoever asks will ask again.
      this.output.debug(`${method} was not answered: ${String(error)}`);
      return undefined;
    }
  }

  /** Ends the server, whatever its state, and starts a new one. Calls that come while it does so share its result. */
  restart(): Promise<void> {
    this.#restarting ??= this.#startAnew().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  /** A folder of another kind of file system takes a new selector of documents, and with it a new server. */
  foldersChanged(): void {
    if ([...knownSchemes()].some((scheme) => !this.#schemes.has(scheme))) void this.restart();
  }

  async dispose(): Promise<void> {
    await this.#stop();
    this.#steps.dispose();
    this.#status.dispose();
    this.#updated.dispose();
    this.output.dispose();
  }

  async #startAnew(): Promise<void> {
    await this.#stop();
    this.output.info('Restarting the server.');
    this.#schemes = knownSchemes();
    this.#status.dispose();
    this.#status = new StatusItem(documentSelector());
    await this.start();
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.output.warn(`The server did not end by itself: ${String(error)}`);
    }
    this.#host.end?.();
  }

  #stateChanged(state: State): void {
    if (state === State.Starting) {
      this.#starts++;
      this.#status.set('starting');
    } else if (state === State.Stopped || state === State.StartFailed)
      this.#status.set('stopped', 'The output channel has the reason.');
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: documentSelector(),
      diagnosticCollectionName: 'pipewright',
      outputChannel: this.output,
      synchronize: { configurationSection: 'pipewright' },
      // A configuration has methods, which a message to a worker cannot carry.
      initializationOptions: {
        settings: JSON.parse(JSON.stringify(vscode.workspace.getConfiguration('pipewright'))) as unknown,
      },
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          this.#status.count(uri, diagnostics);
          next(uri, diagnostics);
        },
      },
    };
  }
}
