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

/** Writes all files or none; false when the editor refuses, or one of the new files is there already. */
export async function write(files: readonly PlannedFile[]): Promise<boolean> {
  const fresh = files
    .filter(({ before }) => before === undefined)
    .map((file) => ({ uri: vscode.Uri.parse(file.uri), after: file.after }));
  const folders = await missingFolders(fresh.map(({ uri }) => uri));
  for (const { uri } of fresh) if (await exists(uri)) return false;
  const edit = new vscode.WorkspaceEdit();
  // The new files first: when one of them cannot be made, no text has been changed yet.
  for (const { uri, after } of fresh)
    edit.createFile(uri, {
      overwrite: false,
      ignoreIfExists: false,
      contents: new TextEncoder().encode(after),
    });
  for (const file of files)
    for (const { range, newText } of file.before === undefined ? [] : file.edits) {
      const { start, end } = range;
      const place = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(vscode.Uri.parse(file.uri), place, newText);
    }
  // As a refactoring, the changed files are saved too.
  const isWritten = await vscode.workspace.applyEdit(edit, { isRefactoring: true }).then(
    (isDone) => isDone,
    () => false,
  );
  if (!isWritten) await takeBack(fresh, folders);
  return isWritten;
}

/** The editor leaves the files that it made before one that it could not make. */
async function takeBack(
  files: readonly { readonly uri: vscode.Uri; readonly after: string }[],
  folders: readonly vscode.Uri[],
): Promise<void> {
  const { fs } = vscode.workspace;
  const nothing = () => undefined;
  for (const { uri, after } of files) {
    const text = await fs.readFile(uri).then((bytes) => new TextDecoder().decode(bytes), nothing);
    if (text === after) await fs.delete(uri).then(nothing, nothing);
  }
  for (const folder of folders) {
    const entries = await fs.readDirectory(folder).then((found) => found, nothing);
    if (entries?.length === 0) await fs.delete(folder).then(nothing, nothing);
  }
}

/** The folders of files that are not there yet. */
async function missingFolders(files: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const folders = new Map(
    files.map((file) => vscode.Uri.joinPath(file, '..')).map((uri) => [uri.toString(), uri]),
  );
  const found = await Promise.all(
    [...folders.values()].map(async (uri) => ((await exists(uri)) ? [] : [uri])),
  );
  return found.flat();
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
