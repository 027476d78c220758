/// <reference types="mocha" />
/** Files open, unsaved, saved, created, renamed and deleted all count, each at its current text; and the server's life. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import {
  closeUnsaved,
  extension,
  findingsIn,
  open,
  replace,
  until,
  untilFindings,
  uriOf,
  write,
} from './editor.ts';

const PIPELINE = '.gitlab-ci.yml';
const FAULTY_JOB = 'lint:\n  script:\n    - echo "state: clean"\n';
const hasScriptColon = (findings: string[]) =>
  findings.some((finding) => finding.includes('yaml/script-colon'));
const isClean = (findings: string[]) => findings.length === 0;

suite('files', () => {
  suiteSetup(async () => {
    await until('the server', () => extension().isActive && extension().exports.state === 'ready');
  });
  teardown(closeUnsaved);

  test('that are not open are looked at, and those that are included', async () => {
    await untilFindings('ci/deploy.yml', hasScriptColon);
  });

  test('count as they are typed, saved or not', async () => {
    const document = await open(PIPELINE);
    await untilFindings(PIPELINE, isClean);
    await replace(document, 'echo "all is well"', 'echo "all is: well"');
    await untilFindings(PIPELINE, hasScriptColon);
    expect(document.isDirty).to.equal(true);
    await vscode.commands.executeCommand('undo');
    await untilFindings(PIPELINE, isClean);
  });

  test('that are closed without saving count as they are on disk', async () => {
    const document = await open(PIPELINE);
    await replace(document, 'echo "all is well"', 'echo "all is: well"');
    await untilFindings(PIPELINE, hasScriptColon);
    await closeUnsaved();
    await untilFindings(PIPELINE, isClean);
  });

  test('that are created, renamed and deleted', async () => {
    await write('ci/extra.gitlab-ci.yml', FAULTY_JOB);
    await untilFindings('ci/extra.gitlab-ci.yml', hasScriptColon);
    await vscode.workspace.fs.rename(uriOf('ci/extra.gitlab-ci.yml'), uriOf('ci/renamed.gitlab-ci.yml'));
    await untilFindings('ci/renamed.gitlab-ci.yml', hasScriptColon);
    await untilFindings('ci/extra.gitlab-ci.yml', isClean);
    await vscode.workspace.fs.delete(uriOf('ci/renamed.gitlab-ci.yml'));
    await untilFindings('ci/renamed.gitlab-ci.yml', isClean);
  });

  test('that move with their folder', async () => {
    await write('parts/extra.gitlab-ci.yml', FAULTY_JOB);
    await untilFindings('parts/extra.gitlab-ci.yml', hasScriptColon);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uriOf('parts'), uriOf('moved'));
    await vscode.workspace.applyEdit(edit);
    await untilFindings('moved/extra.gitlab-ci.yml', hasScriptColon);
    await untilFindings('parts/extra.gitlab-ci.yml', isClean);
    await vscode.workspace.fs.delete(uriOf('moved'), { recursive: true });
    await untilFindings('moved/extra.gitlab-ci.yml', isClean);
  });

  test('that change on disk while they are not open', async () => {
    await write('ci/other.gitlab-ci.yml', FAULTY_JOB.replace('state: ', 'state '));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(findingsIn('ci/other.gitlab-ci.yml')).to.deep.equal([]);
    await write('ci/other.gitlab-ci.yml', FAULTY_JOB);
    await untilFindings('ci/other.gitlab-ci.yml', hasScriptColon);
    await vscode.workspace.fs.delete(uriOf('ci/other.gitlab-ci.yml'));
    await untilFindings('ci/other.gitlab-ci.yml', isClean);
  });
});

suite('settings', () => {
  const settings = () => vscode.workspace.getConfiguration();
  teardown(closeUnsaved);

  test('turn a rule off, and on again', async () => {
    await untilFindings('ci/deploy.yml', hasScriptColon);
    await settings().update(
      'pipewright.rules',
      { 'yaml/script-colon': 'off' },
      vscode.ConfigurationTarget.Workspace,
    );
    await untilFindings('ci/deploy.yml', isClean);
    await settings().update('pipewright.rules', undefined, vscode.ConfigurationTarget.Workspace);
    await untilFindings('ci/deploy.yml', hasScriptColon);
  });

  test('of the project give a rule another severity', async () => {
    await write('.pipewright.yml', 'rules:\n  yaml/script-colon: warning\n');
    await untilFindings('ci/deploy.yml', (findings) =>
      findings.some((finding) => finding.startsWith('warning yaml/script-colon')),
    );
    await vscode.workspace.fs.delete(uriOf('.pipewright.yml'));
    await untilFindings('ci/deploy.yml', (findings) =>
      findings.some((finding) => finding.startsWith('error yaml/script-colon')),
    );
  });

  test('mend a file when it is saved', async () => {
    await settings().update(
      'editor.codeActionsOnSave',
      { 'source.fixAll.pipewright': 'explicit' },
      vscode.ConfigurationTarget.Workspace,
    );
    const document = await open(PIPELINE);
    await replace(document, 'echo "all is well"', 'echo "all is: well"');
    await untilFindings(PIPELINE, hasScriptColon);
    await document.save();
    expect(document.getText()).to.include(`- 'echo "all is: well"'\n`);
    await untilFindings(PIPELINE, isClean);
    await replace(document, `'echo "all is: well"'`, 'echo "all is well"');
    await document.save();
    await settings().update('editor.codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
  });
});

suite('the server', () => {
  test('is started anew by a command, and finds the same', async () => {
    await untilFindings('ci/deploy.yml', hasScriptColon);
    const { starts } = extension().exports;
    await vscode.commands.executeCommand('pipewright.restartServer');
    expect(extension().exports.starts).to.equal(starts + 1);
    await until('the server', () => extension().exports.state === 'ready');
    await untilFindings('ci/deploy.yml', hasScriptColon);
  });
});
