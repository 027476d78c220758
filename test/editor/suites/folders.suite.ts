/// <reference types="mocha" />
/** "Generate K8s pipeline" in a workspace of several folders. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import { extension, until } from './editor.ts';
import { accept, asked, takeGuesses } from './questions.ts';

const FILE = '.gitlab-ci.yml';

const folder = (index: number) => vscode.workspace.workspaceFolders![index]!.uri;

async function hasPipeline(index: number): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.joinPath(folder(index), FILE)).then(
    () => true,
    () => false,
  );
}

suite('several folders', () => {
  suiteSetup(async () => {
    await extension().activate();
    await until('the server', () => extension().exports.state === 'ready');
    expect(vscode.workspace.workspaceFolders).to.have.length(2);
  });
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('are asked for, and left alone when nothing is chosen', async () => {
    const done = vscode.commands.executeCommand('pipewright.generate');
    await asked((title) => title.startsWith('For which folder?'));
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await done;
    expect([await hasPipeline(0), await hasPipeline(1)]).to.deep.equal([false, false]);
  });

  test('are told apart: the one that is chosen gets the files', async () => {
    const done = vscode.commands.executeCommand('pipewright.generate');
    await asked((title) => title.startsWith('For which folder?'));
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await accept();
    await takeGuesses(done);
    expect([await hasPipeline(0), await hasPipeline(1)]).to.deep.equal([false, true]);
  });

  test('are not asked for where the explorer tells which', async () => {
    const done = vscode.commands.executeCommand('pipewright.generate', folder(0));
    await takeGuesses(done);
    expect(await hasPipeline(0)).to.equal(true);
  });
});
