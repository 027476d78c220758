/** "Generate K8s pipeline": asks what the project does not say, shows what would be written, and writes it. */
import * as vscode from 'vscode';
import type { ServerAccess } from '../server-access.ts';
import type { Answers, Plan, Question, Questions } from './messages.ts';
import { Preview, TITLE, write } from './preview.ts';
import { BACK, pickStep, textStep, type StepResult } from './steps.ts';

const COMMAND = 'pipewright.generate';

/** Registers the command, and the lens that offers it in an empty pipeline. */
export function registerGenerate(server: ServerAccess): vscode.Disposable {
  const preview = new Preview();
  return vscode.Disposable.from(
    preview,
    vscode.commands.registerCommand(COMMAND, (uri?: vscode.Uri) => generate(server, preview, uri)),
    vscode.commands.registerCommand('pipewright.addDockerfile', (uri?: vscode.Uri) =>
      addDockerfile(server, uri),
    ),
    vscode.languages.registerCodeLensProvider(
      { pattern: '**/.gitlab-ci.yml' },
      { provideCodeLenses: lensesOf },
    ),
  );
}

function lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
  const isEmpty =
    document
      .getText()
      .replace(/^\s*#.*$/gm, '')
      .trim() === '';
  if (!isEmpty) return [];
  const command = { title: '$(rocket) Generate K8s pipeline', command: COMMAND, arguments: [document.uri] };
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
}

/** Never rejects; whatever way it ends, all files are written or none. */
async function generate(server: ServerAccess, preview: Preview, uri: vscode.Uri | undefined): Promise<void> {
  try {
    const folder = await folderOf(uri);
    if (!folder) return;
    await new Generation(server, preview, folder).run();
  } catch (error) {
    void vscode.window.showErrorMessage(
      `Nothing was generated: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await preview.close();
  }
}

/** Writes the Dockerfiles that are missing, and shows the first of them. Nothing that exists is touched. */
async function addDockerfile(server: ServerAccess, uri: vscode.Uri | undefined): Promise<void> {
  try {
    const folder = await folderOf(uri);
    if (!folder) return;
    const plan = await server.ask<Plan>('pipewright/generate/image', { folder: folder.toString() });
    if (!plan) throw new Error('the server does not answer; its output channel has the reason.');
    if (plan.refusal !== undefined) return void vscode.window.showInformationMessage(plan.refusal);
    if (!(await write(plan.files))) throw new Error('it could not be written.');
    await vscode.window.showTextDocument(vscode.Uri.parse(plan.files[0]!.uri));
  } catch (error) {
    void vscode.window.showErrorMessage(
      `No Dockerfile was added: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The folder that was clicked, that of the file that was, or the workspace's; of several, the one that is chosen. */
async function folderOf(uri: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  if (uri instanceof vscode.Uri) {
    const { type } = await vscode.workspace.fs.stat(uri);
    return type & vscode.FileType.Directory ? uri : vscode.Uri.joinPath(uri, '..');
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(
      'Open the folder of your project first: there is nothing to generate for.',
    );
    return undefined;
  }
  if (folders.length === 1) return folders[0]!.uri;
  const chosen = await pickStep<vscode.Uri>(
    { title: 'For which folder?', step: 1, totalSteps: 1 },
    folders.map(({ name, uri }) => ({ value: uri, label: name, description: uri.fsPath })),
  );
  return chosen === BACK ? undefined : chosen;
}

type Mode = 'guesses' | 'questions';

class Generation {
  readonly #server: ServerAccess;
  readonly #preview: Preview;
  readonly #folder: string;
  readonly #name: string;

  constructor(server: ServerAccess, preview: Preview, folder: vscode.Uri) {
    this.#server = server;
    this.#preview = preview;
    this.#folder = folder.toString();
    this.#name = vscode.workspace.asRelativePath(folder, true) || folder.path;
  }

  async run(): Promise<void> {
    const first = await this.#questions({});
    if (first.refusal !== undefined) return void vscode.window.showWarningMessage(first.refusal);
    if (first.isComplete === true)
      return void vscode.window.showInformationMessage(
        'Nothing is missing: pipeline, Dockerfile and manifests are there.',
      );
    for (;;) {
      const mode = await this.#mode(first);
      if (mode === undefined || mode === BACK) return;
      const result = mode === 'questions' ? await this.#ask() : {};
      if (result === undefined) return;
      if (result === BACK) continue;
      if ((await this.#review(result)) !== BACK) return;
    }
  }

  async #questions(answers: Answers): Promise<Questions> {
    const result = await this.#server.ask<Questions>('pipewright/generate/questions', {
      folder: this.#folder,
      answers,
    });
    if (!result) throw new Error('the server does not answer; its output channel has the reason.');
    return result;
  }

  /** The first step: most projects need no more than the guesses. */
  #mode({ questions, summary }: Questions): Promise<StepResult<Mode>> {
    const facts = (summary ?? '').split('\n').map((line) => line.trim().replace(/\s{2,}/g, ' '));
    return pickStep<Mode>(
      {
        title: `${TITLE}: ${this.#name}`,
        placeholder: facts.slice(0, 9).join(' · '),
        step: 1,
        totalSteps: questions.length + 1,
      },
      [
        {
          value: 'guesses',
          label: '$(check) Take the guesses',
          detail: questions
            .map((question) => answerText(question, question.guess))
            .filter(Boolean)
            .join(' · '),
        },
        {
          value: 'questions',
          label: '$(list-ordered) Answer the questions',
          detail: `${questions.length} of them, each with its guess filled in and a way back`,
        },
      ],
    );
  }

  /** All questions in turn; BACK from the first one. */
  async #ask(): Promise<StepResult<Answers>> {
    const asked: string[] = [];
    let answers: Answers = {};
    let earlier: Answers = {};
    for (;;) {
      const { questions, refusal } = await this.#questions(answers);
      if (refusal !== undefined) throw new Error(refusal);
      const index = questions.findIndex(({ id }) => answers[id] === undefined);
      const question = questions[index];
      if (!question) return answers;
      const answer = await this.#askOne(
        question,
        earlier[question.id] ?? question.guess,
        index + 2,
        questions.length + 1,
      );
      if (answer === undefined) return undefined;
      if (answer === BACK) {
        const last = asked.pop();
        if (last === undefined) return BACK;
        // What was answered once is filled in when it is asked again.
        earlier = { ...earlier, [last]: answers[last]! };
        answers = Object.fromEntries(Object.entries(answers).filter(([id]) => id !== last));
      } else {
        asked.push(question.id);
        answers = { ...answers, [question.id]: answer };
      }
    }
  }

  #askOne(question: Question, value: string, step: number, totalSteps: number): Promise<StepResult<string>> {
    const { choices, reason, guess } = question;
    const common = { title: question.title, step, totalSteps };
    if (choices) {
      const items = choices.map((choice) => ({
        ...choice,
        ...(choice.value === guess && { description: reason ? `guessed: ${reason}` : 'guessed' }),
      }));
      return pickStep(common, items, value);
    }
    return textStep(
      { ...common, ...(question.placeholder !== undefined && { placeholder: question.placeholder }) },
      value,
      async (text) =>
        (await this.#server.ask<string>('pipewright/generate/check', { id: question.id, value: text })) ?? '',
    );
  }

  /** Shows all files as diffs, and writes them if they are wanted. */
  async #review(answers: Answers): Promise<StepResult<true>> {
    let plan = await this.#plan(answers);
    for (;;) {
      await this.#preview.show(plan, TITLE);
      const choice = await pickStep<'write' | 'cancel'>(
        {
          title: `${TITLE}: ${this.#name}`,
          placeholder: 'Look at the files first: nothing is written yet',
          step: 2,
          totalSteps: 2,
        },
        [
          {
            value: 'write',
            label: `$(save-all) Write ${plan.files.length === 1 ? 'this file' : `these ${plan.files.length} files`}`,
            detail: plan.files
              .map(({ path, before }) => (before === undefined ? path : `${path} (extended)`))
              .join(' · '),
          },
          { value: 'cancel', label: '$(discard) Write nothing' },
        ],
      );
      if (choice === BACK) {
        await this.#preview.close();
        return BACK;
      }
      if (choice !== 'write') return undefined;
      // Somebody may have written one of the files meanwhile.
      const now = await this.#plan(answers);
      if (JSON.stringify(now) === JSON.stringify(plan)) break;
      plan = now;
      void vscode.window.showWarningMessage('The project has changed meanwhile: look at the files again.');
    }
    if (!(await write(plan.files))) throw new Error('the files could not be written, and none of them was.');
    await this.#preview.close();
    void this.#finish(plan);
    return true;
  }

  async #plan(answers: Answers): Promise<Plan> {
    const plan = await this.#server.ask<Plan>('pipewright/generate/plan', { folder: this.#folder, answers });
    if (!plan) throw new Error('the server does not answer; its output channel has the reason.');
    if (plan.refusal !== undefined) throw new Error(plan.refusal);
    return plan;
  }

  /** What is left to do is outside of the editor: it is told. */
  async #finish({ files, settings, remarks }: Plan): Promise<void> {
    const pipeline = files.find(({ path }) => path === '.gitlab-ci.yml') ?? files[0];
    if (pipeline) await vscode.window.showTextDocument(vscode.Uri.parse(pipeline.uri));
    if (settings.length + remarks.length === 0) return;
    const show = 'Show What Is Left to Do';
    const told = `${files.length} ${files.length === 1 ? 'file' : 'files'} written. ${left(settings.length)}`;
    if ((await vscode.window.showInformationMessage(told, show)) !== show) return;
    const rows = settings.map(({ name, description, how }) => `| \`${name}\` | ${description} | ${how} |`);
    const table = ['| Variable | What it is | How |', '|---|---|---|', ...rows].join('\n');
    await this.#preview.showPage(
      'What is left to do',
      [
        '# What is left to do',
        ...(rows.length > 0 ? ["Set these in the project's **Settings > CI/CD > Variables**:", table] : []),
        ...remarks,
      ].join('\n\n'),
    );
  }
}

function left(count: number): string {
  if (count === 0) return 'Something is left to do in GitLab.';
  return `${count} ${count === 1 ? 'variable is' : 'variables are'} to be set in GitLab.`;
}

/** An answer as the user knows it; '' where it is not worth telling. */
function answerText({ title, choices }: Question, value: string): string {
  const label = choices?.find((choice) => choice.value === value)?.label ?? value;
  if (/^(?:Yes|No)$/.test(label)) return label === 'Yes' ? title.replace(/\?$/, '') : '';
  return label;
}
