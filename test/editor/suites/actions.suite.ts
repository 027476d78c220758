/// <reference types="mocha" />
/** Code actions without a finding: offered where they fit, with places to fill in, and files that they make. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import { ask, closeUnsaved, extension, open, until, uriOf } from './editor.ts';

const PIPELINE = '.gitlab-ci.yml';
const MANIFEST = 'calculator.yaml';

/** The actions of a kind at the only place where a text stands, or with that text selected. */
async function actionsAt(
  document: vscode.TextDocument,
  text: string,
  kind: string,
  isSelected = false,
): Promise<vscode.CodeAction[]> {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`Not in ${document.uri.path}: ${text}`);
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(isSelected ? start + text.length : start),
  );
  vscode.window.activeTextEditor!.selection = new vscode.Selection(range.start, range.end);
  return ask('vscode.executeCodeActionProvider', document.uri, range, kind);
}

/** Applies the action of this title once it is offered: before the workspace is read none is. */
async function apply(
  document: vscode.TextDocument,
  text: string,
  title: string,
  { kind = 'refactor', isSelected = false } = {},
): Promise<void> {
  const action = await until(title, async () =>
    (await actionsAt(document, text, kind, isSelected)).find((it) => it.title === title),
  );
  if (!(await vscode.workspace.applyEdit(action.edit!))) throw new Error(`Could not be applied: ${title}`);
}

const selected = () => {
  const { document, selections } = vscode.window.activeTextEditor!;
  return selections.map((selection) => document.getText(selection));
};

suite('code actions', () => {
  suiteSetup(async () => {
    await open(PIPELINE);
    await until('the server', () => extension().isActive && extension().exports.state === 'ready');
  });
  teardown(closeUnsaved);

  test('name the environment of a deployment, and leave the name to be typed', async () => {
    const document = await open(PIPELINE);
    const before = document.getText();
    await apply(document, 'kubectl --kubeconfig=$KUBECONFIG apply', 'Add environment: production');
    expect(document.getText()).to.equal(
      before.replace('  stage: deploy\n', '  stage: deploy\n  environment:\n    name: production\n'),
    );
    expect(document.getText()).not.to.equal(before);
    expect(selected()).to.deep.equal(['production']);
  });

  test('add probes in the indentation of the manifest, with one path to be typed for both', async () => {
    const document = await open(MANIFEST);
    await apply(document, 'image: ', 'Add liveness and readiness probes for `/`');
    expect(document.getText()).to.include(
      [
        '          livenessProbe:',
        '            httpGet:',
        '              path: /',
        '              port: http',
        '            initialDelaySeconds: 30',
        '            periodSeconds: 10',
        '          readinessProbe:',
        '            httpGet:',
        '              path: /',
        '              port: http',
        '            initialDelaySeconds: 5',
        '            periodSeconds: 5',
        '',
      ].join('\n'),
    );
    expect(selected()).to.deep.equal(['/', '/']);
  });

  test('add an Ingress behind the Service', async () => {
    const document = await open(MANIFEST);
    await apply(document, 'kind: Service', 'Add an Ingress for Service calculator');
    expect(document.getText()).to.match(
      /\n---\napiVersion: networking\.k8s\.io\/v1\nkind: Ingress\nmetadata:\n {2}name: calculator\n/,
    );
    expect(selected()).to.deep.equal(['calculator.example.com']);
  });

  test('extract what is selected into a variable', async () => {
    const document = await open(PIPELINE);
    const image = 'mirror.tools.example/library/docker:27';
    await apply(document, image, 'Extract into the variable JOB_IMAGE', {
      kind: 'refactor.extract',
      isSelected: true,
    });
    expect(document.getText()).to.include(`image: $JOB_IMAGE\n`);
    expect(document.getText()).to.include(`    JOB_IMAGE: "${image}"\n`);
    expect(selected()).to.deep.equal(['JOB_IMAGE', 'JOB_IMAGE']);
  });

  test('add a .dockerignore, on request from anywhere in the pipeline', async () => {
    const document = await open(PIPELINE);
    await apply(document, 'docker build', 'Add .dockerignore', { kind: 'source.add' });
    const added = await open('.dockerignore');
    expect(added.getText()).to.include('.git\n');
    await closeUnsaved();
    await vscode.workspace.fs.delete(uriOf('.dockerignore'));
  });
});
