/// <reference types="mocha" />
/** A folder with YAML that is neither pipeline nor manifest is left alone. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import { extension, open, ours } from './editor.ts';

suite('a folder with other YAML', () => {
  test('does not wake the extension', async () => {
    await open('mkdocs.yml');
    await open('settings.yaml');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(extension().isActive).to.equal(false);
  });

  test('has no findings, even where the extension was woken by a command', async () => {
    await vscode.commands.executeCommand('pipewright.showOutput');
    expect(extension().isActive).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect([...ours('mkdocs.yml'), ...ours('settings.yaml')]).to.deep.equal([]);
  });
});
