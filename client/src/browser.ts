/** The extension in a browser, where the server is a web worker. */
import { Uri, type ExtensionContext } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { activatePipewright, type PipewrightApi } from './client.ts';

export function activate(context: ExtensionContext): Promise<PipewrightApi> {
  const script = Uri.joinPath(context.extensionUri, 'server/dist/browser.js').toString(true);
  let worker: Worker | undefined;
  // Transports rather than the worker: VS Code puts its own class in the place of Worker, of which this is no instance.
  const startWorker = async (): Promise<MessageTransports> => {
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return activatePipewright(context, {
    createClient: (options) => new LanguageClient('pipewright', 'Pipewright', startWorker, options),
    end: () => worker?.terminate(),
  });
}
