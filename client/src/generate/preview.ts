/** Shows what would be written, each file as a diff, and writes it as one edit that undo takes back. */
import * as vscode from 'vscode';
import type { Plan, PlannedFile } from './messages.ts';

const SCHEME = 'pipewright-generate';

/** The texts that are shown: planned files by their path, and the empty ones that they are compared with. */
export class Preview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  async show({ files }: Plan, title: string): Promise<void> {
    const changes = files.map((file) => {
      const real = vscode.Uri.parse(file.uri);
      return [
        real,
        this.#put(`/before/${file.path}`, file.before ?? ''),
        this.#put(`/after/${file.path}`, file.after),
      ];
    });
    try {
      await vscode.commands.executeCommand('vscode.changes', title, changes);
    } catch {
      // An editor without an editor for many: one after the other, the first one in front.
      for (const [real, before, after] of changes.reverse())
        await vscode.commands.executeCommand(
          'vscode.diff',
          before,
          after,
          vscode.workspace.asRelativePath(real!),
          {
            preview: false,
          },
        );
    }
  }

  /** Closes what `show` has opened. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isOurs = ({ input }: vscode.Tab) => {
      if (input instanceof vscode.TabInputTextDiff) return input.modified.scheme === SCHEME;
      // Of the editor for many, the interface tells no more than its label.
      return false;
    };
    const ours = tabs.filter((tab) => isOurs(tab) || tab.label.startsWith(TITLE));
    if (ours.length > 0) await vscode.window.tabGroups.close(ours);
  }

  /** A page of Markdown that nobody has to save. */
  async showPage(name: string, text: string): Promise<void> {
    const uri = this.#put(`/${name}.md`, text);
    await vscode.commands.executeCommand('markdown.showPreview', uri).then(undefined, async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #put(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }
}

export const TITLE = 'Generate K8s pipeline';

/** Writes all files or none; false when the editor refuses. */
export async function write(files: readonly PlannedFile[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const file of files) {
    const uri = vscode.Uri.parse(file.uri);
    if (file.before === undefined)
      edit.createFile(uri, {
        overwrite: false,
        ignoreIfExists: false,
        contents: new TextEncoder().encode(file.after),
      });
    else
      for (const { range, newText } of file.edits) {
        const { start, end } = range;
        edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
      }
  }
  // As a refactoring, the changed files are saved too.
  return vscode.workspace.applyEdit(edit, { isRefactoring: true });
}
