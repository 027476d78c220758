/** The extension in a browser, where the server is a web worker. */
import { Uri, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activatePipewright, type PipewrightApi } from './client.ts';

export function activate(context: ExtensionContext): Promise<PipewrightApi> {
  const script = Uri.joinPath(context.extensionUri, 'server/dist/browser.js').toString(true);
  let worker: Worker | undefined;
  const startWorker = async () => (worker = new Worker(script));
  return activatePipewright(context, {
    createClient: (options) => new LanguageClient('pipewright', 'Pipewright', startWorker, options),
    end: () => worker?.terminate(),
  });
}
