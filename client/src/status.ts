/** Shows the server's state beside the language of an open file, and how to get it going again. */
import * as vscode from 'vscode';
import type { TextDocumentFilter } from 'vscode-languageclient';

export type ServerState = 'starting' | 'working' | 'ready' | 'stopped';

export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  readonly #counts = new Map<string, { errors: number; warnings: number }>();
  #state: ServerState = 'starting';
  #message = '';

  constructor(selector: readonly TextDocumentFilter[]) {
    this.#item = vscode.languages.createLanguageStatusItem(
      'pipewright.status',
      selector as vscode.DocumentFilter[],
    );
    this.#item.name = 'Pipewright';
    this.#show();
  }

  get state(): ServerState {
    return this.#state;
  }

  /** @param message what went wrong, or what is being done */
  set(state: ServerState, message = ''): void {
    this.#state = state;
    this.#message = message;
    if (state === 'starting') this.#counts.clear();
    this.#show();
  }

  /** Takes what was found in a file. */
  count(uri: vscode.Uri, diagnostics: readonly vscode.Diagnostic[]): void {
    const of = (severity: vscode.DiagnosticSeverity) =>
      diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    const count = {
      errors: of(vscode.DiagnosticSeverity.Error),
      warnings: of(vscode.DiagnosticSeverity.Warning),
    };
    if (count.errors + count.warnings > 0) this.#counts.set(uri.toString(), count);
    else this.#counts.delete(uri.toString());
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(): void {
    const item = this.#item;
    item.busy = this.#state === 'starting' || this.#state === 'working';
    item.severity =
      this.#state === 'stopped'
        ? vscode.LanguageStatusSeverity.Error
        : this.#message
          ? vscode.LanguageStatusSeverity.Warning
          : vscode.LanguageStatusSeverity.Information;
    item.text = {
      starting: 'Pipewright is starting',
      working: 'Pipewright is reading',
      ready: `Pipewright: ${this.#findings()}`,
      stopped: 'Pipewright has stopped',
    }[this.#state];
    item.detail = this.#message;
    item.command =
      this.#state === 'stopped'
        ? { title: 'Restart', command: 'pipewright.restartServer' }
        : { title: 'Show Output', command: 'pipewright.showOutput' };
  }

  #findings(): string {
    let errors = 0;
    let warnings = 0;
    for (const count of this.#counts.values()) {
      errors += count.errors;
      warnings += count.warnings;
    }
    if (errors + warnings === 0) return 'nothing found';
    return [plural(errors, 'error'), plural(warnings, 'warning')].filter(Boolean).join(', ');
  }
}

function plural(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
