/** "Preview Rendered Manifest": a template as envsubst would write it, beside it, while it is being typed. */
import * as vscode from 'vscode';
import { addressOf, toRange } from './places.ts';
import type { ProtocolLocation, ProtocolRange, ServerAccess } from './server-access.ts';
import { VirtualDocuments } from './virtual-document.ts';

interface Preview {
  readonly text: string;
  readonly job: string;
  readonly jobs: readonly string[];
  readonly values: readonly {
    readonly range: ProtocolRange;
    readonly name: string;
    readonly note: string;
    readonly template: ProtocolRange;
    readonly source?: ProtocolLocation;
  }[];
}

const SCHEME = 'pipewright-preview';

export function registerManifestPreview(server: ServerAccess): vscode.Disposable {
  const ask = (file: string, job?: string) =>
    server.ask<Preview>('pipewright/manifestPreview', { textDocument: { uri: file }, ...(job && { job }) });
  const documents = new VirtualDocuments<Preview>(
    SCHEME,
    server,
    ({ file, job }) => ask(file, job),
    (preview) => preview?.text ?? '# No job renders this file any more.\n',
  );
  const decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    borderRadius: '2px',
  });
  const decorate = () => {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.scheme !== SCHEME) continue;
      const values = documents.answerOf(editor.document.uri)?.values ?? [];
      editor.setDecorations(
        decoration,
        values.map(({ range, note }) => ({ range: toRange(range), hoverMessage: note })),
      );
    }
  };
  return vscode.Disposable.from(
    documents,
    decoration,
    documents.onDidAnswer(decorate),
    vscode.window.onDidChangeVisibleTextEditors(decorate),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      { provideDocumentLinks: ({ uri }) => linksIn(documents.answerOf(uri), uri) },
    ),
    vscode.commands.registerCommand('pipewright.previewManifest', async (given?: vscode.Uri) => {
      const template = given ?? vscode.window.activeTextEditor?.document.uri;
      if (!template) return;
      const preview = await ask(template.toString());
      if (!preview) {
        void vscode.window.showInformationMessage(
          'No job renders this file with envsubst, as far as the scripts of the pipeline tell.',
        );
        return;
      }
      const job = preview.jobs.length > 1 ? await chooseJob(preview.jobs) : preview.job;
      if (job !== undefined) await documents.show(nameOf(template), { file: template.toString(), job });
    }),
  );
}

/** Each value leads to where it is defined; one that is not defined in the files to its placeholder. */
function linksIn(preview: Preview | undefined, uri: vscode.Uri): vscode.DocumentLink[] {
  const { file } = JSON.parse(uri.query) as { file: string };
  return (preview?.values ?? [])
    .filter(({ range }) => !toRange(range).isEmpty)
    .map(({ range, note, template, source }) => {
      const link = new vscode.DocumentLink(
        toRange(range),
        addressOf(source ?? { uri: file, range: template }),
      );
      link.tooltip = note;
      return link;
    });
}

function chooseJob(jobs: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showQuickPick([...jobs], {
    title: 'Preview Rendered Manifest',
    placeHolder: 'The job whose variables are put in',
  });
}

/** `app.yaml` as `app.rendered.yaml`: its ending tells the editor its language. */
function nameOf({ path }: vscode.Uri): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = /^(.*?)(\.ya?ml)?(?:\.[^.]*)?$/.exec(name);
  return `${found?.[1] || name}.rendered${found?.[2] ?? '.yaml'}`;
}
