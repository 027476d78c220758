/// <reference types="mocha" />
/** "Generate K8s pipeline", from the palette's command to the files, with every way out. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import { ask, closeUnsaved, extension, findingsIn, open, until, uriOf, write } from './editor.ts';
import { accept, asked, question, takeGuesses, TITLE } from './questions.ts';

const FILES = ['Dockerfile', '.dockerignore', '.gitlab-ci.yml', '.pipewright.yml'];

const down = () => vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
const back = () => vscode.commands.executeCommand('workbench.action.quickInputBack');
const leave = () => vscode.commands.executeCommand('workbench.action.closeQuickOpen');

async function exists(path: string): Promise<boolean> {
  return vscode.workspace.fs.stat(uriOf(path)).then(
    () => true,
    () => false,
  );
}

async function written(): Promise<string[]> {
  const found = await Promise.all(FILES.map(async (path) => ((await exists(path)) ? [path] : [])));
  return found.flat();
}

async function textOf(path: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uriOf(path)));
}

/** What is found in the file of the active editor once the server has read it: it answers no request before. */
async function settledFindings(path: string): Promise<string[]> {
  const { document } = vscode.window.activeTextEditor!;
  await ask('vscode.executeCodeActionProvider', document.uri, new vscode.Range(0, 0, 0, 0));
  return findingsIn(path);
}

async function remove(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const path of [...FILES, 'k8s'])
    if (await exists(path))
      await vscode.workspace.fs.delete(uriOf(path), { recursive: true, useTrash: false });
}

suite('generating', () => {
  suiteSetup(async () => {
    await extension().activate();
    await until('the server', () => extension().exports.state === 'ready');
  });
  teardown(async () => {
    await leave();
    await remove();
  });

  test('takes the guesses, shows the files, and writes them', async () => {
    const done = vscode.commands.executeCommand('pipewright.generate');
    await asked((title) => title.startsWith(TITLE));
    expect(await written()).to.deep.equal([]);
    await accept();
    await until('the diffs', () =>
      vscode.window.tabGroups.all.some((group) => group.tabs.some(({ label }) => label.startsWith(TITLE))),
    );
    await asked((title) => title.startsWith(TITLE));
    expect(await written(), 'before they are wanted').to.deep.equal([]);
    await accept();
    await done;
    expect(await written()).to.deep.equal(FILES);
    expect(await textOf('Dockerfile')).to.contain('CMD ["gunicorn", "--bind", "0.0.0.0:5050"');
    await until('the pipeline', () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('.gitlab-ci.yml'),
    );
    expect(await settledFindings('.gitlab-ci.yml')).to.deep.equal([]);
  });

  test('is taken back by undo', async () => {
    await takeGuesses();
    await until('the pipeline', () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('.gitlab-ci.yml'),
    );
    await vscode.commands.executeCommand('undo');
    await until('the files to go', async () => (await written()).length === 0);
  });

  test('adds a Dockerfile alone, with what belongs to it', async () => {
    await vscode.commands.executeCommand('pipewright.addDockerfile');
    expect(await written()).to.deep.equal(['Dockerfile', '.dockerignore']);
    expect(vscode.window.activeTextEditor?.document.uri.path).to.match(/\/Dockerfile$/);
  });

  test('asks question by question, with a way back', async () => {
    const done = vscode.commands.executeCommand('pipewright.generate');
    await asked((title) => title.startsWith(TITLE));
    await down();
    await accept();
    await asked((title) => title === 'What builds the image?');
    await accept();
    await asked((title) => title === 'Where does the image go?');
    await down();
    await accept();
    await asked((title) => title === 'What is the image called there?');
    await back();
    await asked((title) => title === 'Where does the image go?');
    await back();
    await asked((title) => title === 'What builds the image?');
    await back();
    await asked((title) => title.startsWith(TITLE));
    await leave();
    await done;
    expect(await written()).to.deep.equal([]);
  });

  test('writes nothing when it is left at any step', async () => {
    for (let steps = 0; steps < 4; steps++) {
      const done = vscode.commands.executeCommand('pipewright.generate');
      await asked((title) => title.startsWith(TITLE));
      if (steps > 0) await down();
      for (let step = 0; step < steps; step++) {
        const before = question();
        await accept();
        await asked((title) => title !== before);
      }
      await leave();
      await done;
    }
    expect(await written()).to.deep.equal([]);
  });

  test('is offered in an empty pipeline, which it fills in', async () => {
    await write('.gitlab-ci.yml', '# Soon\n');
    const document = await open('.gitlab-ci.yml');
    const lenses = await until('the lens', async () => {
      const found = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      const ours = found.filter(({ command }) => command?.command === 'pipewright.generate');
      return ours.length > 0 && ours;
    });
    const { command } = lenses[0]!;
    const done = vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    await takeGuesses(done);
    expect(await textOf('.gitlab-ci.yml')).to.match(/^# Soon\n[\s\S]*\nstages:\n/);
    expect(await textOf('k8s/workspace.yaml').catch(() => 'kind: Deployment')).to.contain('kind: Deployment');
  });

  test('writes nothing where one of the files cannot be written', async () => {
    await write('k8s', 'a file where a folder should be');
    await takeGuesses();
    expect(await written()).to.deep.equal([]);
    expect(await textOf('k8s')).to.equal('a file where a folder should be');
  });

  test('leaves a broken pipeline alone', async () => {
    await write('.gitlab-ci.yml', 'job:\n  script:\n    - echo "a: b"\n');
    const document = await open('.gitlab-ci.yml');
    await until('the editor to read it', () => document.getText().startsWith('job:'));
    await vscode.commands.executeCommand('pipewright.generate');
    expect(question()).to.equal(undefined);
    expect(await written()).to.deep.equal(['.gitlab-ci.yml']);
    await closeUnsaved();
  });
});
