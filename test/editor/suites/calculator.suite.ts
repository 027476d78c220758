/// <reference types="mocha" />
/** The example project, as a user meets it: what is found on opening it, and every way to mend it. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import {
  applyFix,
  closeUnsaved,
  codeOf,
  extension,
  findingsIn,
  open,
  ours,
  quickFixes,
  replace,
  until,
  untilFindings,
} from './editor.ts';

const PIPELINE = '.gitlab-ci.yml';
const FAULTY = 'echo "Pushed, ready to deploy: $DOCKER_IMAGE"';
const QUOTED = `'${FAULTY}'`;
const isError = (finding: string) => finding.startsWith('error ');
const hasScriptColon = (findings: string[]) =>
  findings.some((finding) => finding.includes('yaml/script-colon'));

suite('the calculator', () => {
  teardown(closeUnsaved);

  test('wakes the extension by its pipeline', async () => {
    await until('the extension', () => extension().isActive);
    await until('the server', () => extension().exports.state === 'ready');
  });

  test('has exactly one error: the script line that YAML reads as a mapping', async () => {
    await open(PIPELINE);
    const findings = await untilFindings(PIPELINE, hasScriptColon);
    expect(findings.filter(isError)).to.deep.equal([`error yaml/script-colon 46: ${FAULTY}`]);
    await open('calculator.yaml');
    await open('Dockerfile');
    expect([...findingsIn('calculator.yaml'), ...findingsIn('Dockerfile')].filter(isError)).to.deep.equal([]);
  });

  test('links the error to the page of its rule, and says what GitLab will do', async () => {
    await open(PIPELINE);
    await untilFindings(PIPELINE, hasScriptColon);
    const error = ours(PIPELINE).find((diagnostic) => codeOf(diagnostic) === 'yaml/script-colon')!;
    const { target } = error.code as { target: vscode.Uri };
    expect(target.toString()).to.match(/yaml\/script-colon/);
    expect(error.message).to.include('GitLab then refuses the whole file');
  });

  test('is mended by a quick fix that quotes the line and leaves its text', async () => {
    const document = await open(PIPELINE);
    const before = document.getText();
    await untilFindings(PIPELINE, hasScriptColon);
    await applyFix(document, 'yaml/script-colon', 'Quote the line');
    expect(document.getText()).to.equal(before.replace(FAULTY, QUOTED));
    await untilFindings(PIPELINE, (findings) => !findings.some(isError));
  });

  test('is mended by a block scalar as well', async () => {
    const document = await open(PIPELINE);
    const before = document.getText();
    await untilFindings(PIPELINE, hasScriptColon);
    await applyFix(document, 'yaml/script-colon', 'Turn the line into a block scalar');
    expect(document.getText()).to.equal(before.replace(`    - ${FAULTY}`, `    - |\n      ${FAULTY}`));
    await untilFindings(PIPELINE, (findings) => !findings.some(isError));
  });

  test('is silenced in place by a comment', async () => {
    const document = await open(PIPELINE);
    await untilFindings(PIPELINE, hasScriptColon);
    await applyFix(document, 'yaml/script-colon', 'Ignore yaml/script-colon here');
    expect(document.getText()).to.include(`    # pipewright-ignore yaml/script-colon\n    - ${FAULTY}`);
    await untilFindings(PIPELINE, (findings) => !hasScriptColon(findings));
  });

  test('is mended by "Fix All Problems in This File"', async () => {
    const document = await open(PIPELINE);
    await untilFindings(PIPELINE, hasScriptColon);
    await vscode.commands.executeCommand('pipewright.fixAll');
    await until('the quoted line', () => document.getText().includes(`- ${QUOTED}\n`));
    await untilFindings(PIPELINE, (findings) => !findings.some(isError));
  });

  test('offers one fix for all findings of a rule in the file', async () => {
    const document = await open(PIPELINE);
    await replace(document, '    - docker version\n', '    - docker version\n    - echo "Daemon: up"\n');
    await untilFindings(
      PIPELINE,
      (findings) => findings.filter((finding) => finding.includes('yaml/script-colon')).length === 2,
    );
    const { range } = ours(PIPELINE).find((diagnostic) => codeOf(diagnostic) === 'yaml/script-colon')!;
    const titles = (await quickFixes(document, range)).map(({ title }) => title);
    expect(titles).to.include('Fix all yaml/script-colon in this file');
    await applyFix(document, 'yaml/script-colon', 'Fix all yaml/script-colon in this file');
    await untilFindings(PIPELINE, (findings) => !hasScriptColon(findings));
  });
});
