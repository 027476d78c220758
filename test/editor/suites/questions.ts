/** What the suites do with the questions of "Generate K8s pipeline". */
import * as vscode from 'vscode';
import { extension, until } from './editor.ts';

export const TITLE = 'Generate K8s pipeline';

/** The title of the question that is shown. */
export const question = () => extension().exports.question;
export const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');

/** Waits for a question other than the one before. */
export async function asked(isExpected: (title: string) => boolean): Promise<string> {
  return until(`a question, instead of ${question() ?? 'none'}`, () => {
    const title = question();
    return title !== undefined && isExpected(title) && title;
  });
}

/** Takes the guesses, looks at the diffs and has the files written. */
export async function takeGuesses(
  done: Thenable<unknown> = vscode.commands.executeCommand('pipewright.generate'),
): Promise<void> {
  await asked((title) => title.startsWith(TITLE));
  await accept();
  await until('the diffs', () =>
    vscode.window.tabGroups.all.some((group) => group.tabs.some(({ label }) => label.startsWith(TITLE))),
  );
  await asked((title) => title.startsWith(TITLE));
  await accept();
  await done;
}
