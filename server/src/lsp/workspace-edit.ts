/** Edits and new files in the protocol's form. */
import type { WorkspaceEdit } from './protocol.ts';
import type { FileEdit, NewFile } from '../text/edit.ts';
import type { Session } from './session.ts';
import { plainEdits, snippetEdits } from './snippet-edits.ts';
import type { WorkspaceProject } from './workspace.ts';

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Whether the client can make files. */
export function canCreateFiles({ client }: Session): boolean {
  const able = client.workspace?.workspaceEdit;
  return able?.documentChanges === true && able.resourceOperations?.includes('create') === true;
}

/**
 * Edits with the versions of the documents that they are made for, where the client knows such; new files only there.
 * What there is to fill in comes as snippets to clients that take them.
 */
export function toWorkspaceEdit(
  session: Session,
  project: WorkspaceProject,
  edits: readonly FileEdit[],
  newFiles: readonly NewFile[] = [],
): WorkspaceEdit {
  const snapshot = project.project.snapshot();
  const able = session.client.workspace?.workspaceEdit;
  const byPath = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const list = byPath.get(edit.path);
    if (list) list.push(edit);
    else byPath.set(edit.path, [edit]);
  }
  const files = [...byPath].flatMap(([path, own]) => {
    const source = snapshot.text(path);
    return source ? [{ uri: project.uriOf(path), source, own }] : [];
  });
  if (able?.documentChanges !== true)
    return {
      changes: Object.fromEntries(files.map(({ uri, source, own }) => [uri, plainEdits(source, own)])),
    };
  return {
    documentChanges: [
      ...newFiles.flatMap((file) => {
        const uri = project.uriOf(file.path);
        return [
          { kind: 'create' as const, uri, options: { ignoreIfExists: false, overwrite: false } },
          { textDocument: { uri, version: null }, edits: [{ range: START, newText: file.text }] },
        ];
      }),
      ...files.map(({ uri, source, own }) => ({
        textDocument: { uri, version: session.documents.get(uri)?.version ?? null },
        edits: able.snippetEditSupport ? snippetEdits(source, own) : plainEdits(source, own),
      })),
    ],
  };
}
