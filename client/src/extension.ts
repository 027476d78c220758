/** The extension where Node is: VS Code on the desktop, on a remote machine, in a container. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activatePipewright, type PipewrightApi } from './client.ts';

/** In MB. V8 lets what is young grow to 16 each before it looks for what is alive: the server is no faster by it, and a quarter larger. */
const SMALL_NURSERY = '--max-semi-space-size=2';

export function activate(context: ExtensionContext): Promise<PipewrightApi> {
  const server = {
    module: context.asAbsolutePath('server/dist/node.js'),
    transport: TransportKind.ipc,
    options: { execArgv: [SMALL_NURSERY] },
  };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return activatePipewright(context, {
    createClient: (options) =>
      new LanguageClient('pipewright', 'Pipewright', { run: server, debug }, options),
  });
}
