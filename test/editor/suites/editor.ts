/** What the suites do with the editor, in words. */
import * as vscode from 'vscode';

export const EXTENSION = 'pipewright.pipewright';

/** What the extension's `activate` returns. */
export interface PipewrightApi {
  readonly state: string;
  readonly starts: number;
  readonly question: string | undefined;
}

export function extension(): vscode.Extension<PipewrightApi> {
  const found = vscode.extensions.getExtension<PipewrightApi>(EXTENSION);
  if (!found) throw new Error('The extension is not installed.');
  return found;
}

/** Waits until a question has an answer other than undefined and false. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  milliseconds = 40_000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The URI of a file of the workspace. */
export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);
}

export async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Undoes all that is not saved, and closes the editor. */
export async function closeUnsaved(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Ours in a file, each as `error yaml/script-colon 42: the text under it`, with 1-based lines. */
export function findingsIn(
  path: string,
  severities = [vscode.DiagnosticSeverity.Error, vscode.DiagnosticSeverity.Warning],
): string[] {
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.toString() === uriOf(path).toString(),
  );
  return ours(path)
    .filter(({ severity }) => severities.includes(severity))
    .map(
      (diagnostic) =>
        `${nameOf(diagnostic.severity)} ${codeOf(diagnostic)} ${diagnostic.range.start.line + 1}: ${document?.getText(diagnostic.range) ?? ''}`,
    );
}

export function ours(path: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uriOf(path)).filter(({ source }) => source === 'pipewright');
}

export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function nameOf(severity: vscode.DiagnosticSeverity): string {
  return vscode.DiagnosticSeverity[severity].toLowerCase();
}

/** Waits until a file's findings are as told; says what they are instead when they never become so. */
export async function untilFindings(
  path: string,
  isAsExpected: (findings: string[]) => boolean,
): Promise<string[]> {
  try {
    return await until(path, () => {
      const findings = findingsIn(path);
      return isAsExpected(findings) && findings;
    });
  } catch {
    throw new Error(`${path} has these findings: ${JSON.stringify(findingsIn(path))}`);
  }
}

/** Asks a provider. The editor cancels a question when a document is read again meanwhile: then it is put once more. */
export async function ask<T>(command: `vscode.execute${string}`, ...words: readonly unknown[]): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await vscode.commands.executeCommand<T>(command, ...words);
    } catch (error) {
      if (attempt === 20 || !/Cancell?ed/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * The quick fixes at a finding of ours. Each has at least the one that silences it: the editor answers with none
 * where an extension, starting meanwhile, registered a provider of its own. Then it is asked again.
 */
export async function quickFixes(
  document: vscode.TextDocument,
  at: vscode.Range,
): Promise<vscode.CodeAction[]> {
  return until('quick fixes', async () => {
    const fixes = await ask<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      at,
      vscode.CodeActionKind.QuickFix.value,
    );
    return fixes.length > 0 && fixes;
  });
}

/** Applies the quick fix of this title to our first finding with this code. */
export async function applyFix(
  document: vscode.TextDocument,
  code: string,
  title: string | RegExp,
): Promise<void> {
  const path = vscode.workspace.asRelativePath(document.uri);
  const diagnostic = ours(path).find((candidate) => codeOf(candidate) === code);
  if (!diagnostic) throw new Error(`${path} has no ${code}`);
  const fixes = await quickFixes(document, diagnostic.range);
  const fix = fixes.find((candidate) =>
    typeof title === 'string' ? candidate.title === title : title.test(candidate.title),
  );
  if (!fix?.edit)
    throw new Error(
      `No fix is called ${String(title)}, but ${JSON.stringify(fixes.map((candidate) => candidate.title))}`,
    );
  if (!(await vscode.workspace.applyEdit(fix.edit)))
    throw new Error(`The fix ${fix.title} could not be applied`);
}

/** Replaces the only place where a text stands in a document. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.getText().indexOf(from);
  if (start < 0 || document.getText().includes(from, start + 1))
    throw new Error(`Not exactly once in ${document.uri.path}: ${from}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(start), document.positionAt(start + from.length)),
    to,
  );
  await vscode.workspace.applyEdit(edit);
}

export async function write(path: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uriOf(path), new TextEncoder().encode(text));
}
