/** Edits and new files in the protocol's form. */
import type { TextEdit as ProtocolEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { FileEdit, NewFile } from '../text/edit.ts';
import type { Session } from './session.ts';
import type { WorkspaceProject } from './workspace.ts';

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Edits with the versions of the documents that they are made for, where the client knows such; new files only there. */
export function toWorkspaceEdit(
  session: Session,
  project: WorkspaceProject,
  edits: readonly FileEdit[],
  newFiles: readonly NewFile[] = [],
): WorkspaceEdit {
  const snapshot = project.project.snapshot();
  const byUri = new Map<string, ProtocolEdit[]>();
  for (const edit of edits) {
    const source = snapshot.text(edit.path);
    if (!source) continue;
    const uri = project.uriOf(edit.path);
    const list = byUri.get(uri) ?? [];
    list.push({ range: source.rangeAt(edit.range), newText: edit.newText });
    byUri.set(uri, list);
  }
  if (session.client.workspace?.workspaceEdit?.documentChanges !== true)
    return { changes: Object.fromEntries(byUri) };
  return {
    documentChanges: [
      ...newFiles.flatMap((file) => {
        const uri = project.uriOf(file.path);
        return [
          { kind: 'create' as const, uri, options: { ignoreIfExists: false, overwrite: false } },
          { textDocument: { uri, version: null }, edits: [{ range: START, newText: file.text }] },
        ];
      }),
      ...[...byUri].map(([uri, list]) => ({
        textDocument: { uri, version: session.documents.get(uri)?.version ?? null },
        edits: list,
      })),
    ],
  };
}
