/** "Show Effective Job": a job with all that it inherits, as YAML, while the pipeline is being typed. */
import * as vscode from 'vscode';
import type { ServerAccess } from './server-access.ts';
import { VirtualDocuments } from './virtual-document.ts';

interface EffectiveJob {
  readonly job?: string;
  readonly text?: string;
  readonly jobs: readonly string[];
}

export function registerEffectiveJob(server: ServerAccess): vscode.Disposable {
  const ask = (uri: string, more: { job?: string | undefined; position?: vscode.Position | undefined }) =>
    server.ask<EffectiveJob>('pipewright/effectiveJob', {
      textDocument: { uri },
      ...(more.job !== undefined && { job: more.job }),
      ...(more.position && {
        position: { line: more.position.line, character: more.position.character },
      }),
    });
  const documents = new VirtualDocuments<EffectiveJob>(
    'pipewright-job',
    server,
    ({ file, job }) => ask(file, { job }),
    (answer) => answer?.text ?? '# The pipeline has no job of this name any more.\n',
  );
  return vscode.Disposable.from(
    documents,
    vscode.commands.registerCommand('pipewright.showEffectiveJob', async () => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return;
      const file = editor.document.uri.toString();
      const here = await ask(file, { position: editor.selection.active });
      if (!here) {
        void vscode.window.showInformationMessage(
          'This file is no part of a pipeline that Pipewright knows.',
        );
        return;
      }
      const job =
        here.job ??
        (await vscode.window.showQuickPick([...here.jobs], {
          title: 'Show Effective Job',
          placeHolder: 'The job to show with all that it inherits',
        }));
      if (job !== undefined) await documents.show(`${job.replace(/[/\\]/g, ' ')}.yml`, { file, job });
    }),
  );
}
