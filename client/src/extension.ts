/** The extension where Node is: VS Code on the desktop, on a remote machine, in a container. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activatePipewright, type PipewrightApi } from './client.ts';

export function activate(context: ExtensionContext): Promise<PipewrightApi> {
  const server = { module: context.asAbsolutePath('server/dist/node.js'), transport: TransportKind.ipc };
  const debug = { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return activatePipewright(context, {
    createClient: (options) =>
      new LanguageClient('pipewright', 'Pipewright', { run: server, debug }, options),
  });
}
