/** Runs the suites that are loaded, and reports on the console, which is all that leaves an extension host. */

import * as vscode from 'vscode';

/** The runner outside takes lines that begin so; everything else is VS Code's own log. */
const MARK = '@@';

/** mocha reports through `console`, whose methods are getters in an extension host: the whole object is replaced. */
export function markConsole(format: (...words: unknown[]) => string): void {
  const real = console;
  const marked = Object.create(real) as Console;
  for (const name of ['log', 'info', 'warn', 'error'] as const) {
    const print = (...words: unknown[]) => {
      for (const line of format(...words).split('\n')) real[name](MARK + line);
    };
    Object.defineProperty(marked, name, { value: print });
  }
  Object.defineProperty(globalThis, 'console', { value: marked, configurable: true });
}

export const OPTIONS = { ui: 'tdd', timeout: 120_000, reporter: 'spec', color: false } as const;

interface Runner {
  readonly stats?: { readonly passes: number; readonly failures: number } | undefined;
}

/** What the extension and its server have logged: a failure without it tells little. */
async function printOutput(): Promise<void> {
  await vscode.commands.executeCommand('pipewright.showOutput');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (const document of vscode.workspace.textDocuments) {
    if (document.uri.scheme === 'output') console.log(`${document.uri.path}\n${document.getText()}`);
  }
}

/** @param start starts mocha's run, and calls back with the number of failures */
export function report(start: (end: (failures: number) => void) => Runner): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = start((failures) => {
      const end = () => console.log(`${runner.stats?.passes ?? 0} passed, ${failures} failed`);
      if (failures === 0) {
        end();
        return resolve();
      }
      void printOutput()
        .finally(end)
        .finally(() => reject(new Error(`${failures} failed`)));
    });
  });
}
