/** Tells the editor what the active file is to us, so that commands show where they make sense. */
import * as vscode from 'vscode';
import type { ServerAccess } from './server-access.ts';

export function registerFileKind(server: ServerAccess): vscode.Disposable {
  let last: string | undefined;
  const update = async () => {
    const document = vscode.window.activeTextEditor?.document;
    const kind =
      document &&
      (await server.ask<string>('pipewright/fileKind', { textDocument: { uri: document.uri.toString() } }));
    if (document !== vscode.window.activeTextEditor?.document || kind === last) return;
    last = kind;
    await vscode.commands.executeCommand('setContext', 'pipewright.fileKind', kind ?? '');
  };
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    server.onDidUpdate(() => void update()),
  );
}
