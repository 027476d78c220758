/** Read-only documents that the server writes about a file, and that follow the file while they are shown. */
import * as vscode from 'vscode';
import type { ServerAccess } from './server-access.ts';

/** What such a document is about; it travels in the query of its URI. */
export interface Subject {
  /** URI of the file. */
  readonly file: string;
  /** Name of a job. */
  readonly job?: string;
}

export class VirtualDocuments<Answer> implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly scheme: string;
  readonly #server: ServerAccess;
  readonly #ask: (subject: Subject) => Promise<Answer | undefined>;
  readonly #textOf: (answer: Answer | undefined) => string;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #answered = new vscode.EventEmitter<vscode.Uri>();
  readonly #answers = new Map<string, Answer>();
  readonly #disposables: vscode.Disposable[] = [];
  readonly onDidChange = this.#changed.event;
  /** Fires when a document has been written anew. */
  readonly onDidAnswer = this.#answered.event;

  /** @param textOf also for a subject that is gone: undefined */
  constructor(
    scheme: string,
    server: ServerAccess,
    ask: (subject: Subject) => Promise<Answer | undefined>,
    textOf: (answer: Answer | undefined) => string,
  ) {
    this.scheme = scheme;
    this.#server = server;
    this.#ask = ask;
    this.#textOf = textOf;
    this.#disposables.push(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      this.#server.onDidUpdate(() => this.#refresh()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#answers.delete(uri.toString());
      }),
    );
  }

  /** Shows the document beside the active editor, which keeps the focus. */
  async show(name: string, subject: Subject): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}`, query: JSON.stringify(subject) });
    const document = await vscode.workspace.openTextDocument(uri);
    return vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  /** What a document of this scheme was last written from. */
  answerOf(uri: vscode.Uri): Answer | undefined {
    return this.#answers.get(uri.toString());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const answer = await this.#ask(JSON.parse(uri.query) as Subject);
    if (answer === undefined) this.#answers.delete(uri.toString());
    else this.#answers.set(uri.toString(), answer);
    // The text is the editor's a moment later: then what belongs to it can be shown.
    setTimeout(() => this.#answered.fire(uri), 50);
    return this.#textOf(answer);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
    this.#answered.dispose();
  }

  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === this.scheme) this.#changed.fire(uri);
  }
}
