/// <reference types="mocha" />
/** What the editor shows and does about pipelines and manifests: hovers, completion, navigation, previews. */
import { expect } from 'chai';
import * as vscode from 'vscode';
import { ask, closeUnsaved, extension, open, replace, until } from './editor.ts';

const PIPELINE = '.gitlab-ci.yml';
const MANIFEST = 'calculator.yaml';

suite('features', () => {
  suiteSetup(async () => {
    await open(PIPELINE);
    await until('the server', () => extension().isActive && extension().exports.state === 'ready');
  });
  teardown(closeUnsaved);

  test('hover a placeholder: the whole way of its value', async () => {
    const document = await open(MANIFEST);
    const text = await until('the hover', async () => {
      const shown = await hoverText(document, placeOf(document, 'DOCKER_IMAGE'));
      return shown.includes('becomes') && shown;
    });
    expect(text).to.include('CI_COMMIT_SHORT_SHA');
    expect(text).to.include('envsubst');
    expect(text).to.match(/\.image/);
  });

  test('hover a keyword: our words, and the documentation', async () => {
    const document = await open(PIPELINE);
    const text = await hoverText(document, placeOf(document, 'services:'));
    expect(text).to.include('docs.gitlab.com');
  });

  test('go from a placeholder to the variable in the pipeline', async () => {
    const document = await open(MANIFEST);
    const found = await ask<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, 'DOCKER_IMAGE'),
    );
    const paths = found.map((it) => ('targetUri' in it ? it.targetUri : it.uri).path);
    expect(paths.some((path) => path.endsWith(PIPELINE))).to.equal(true);
  });

  test('rename a variable in pipeline and manifest at once', async () => {
    const document = await open(MANIFEST);
    const edit = await ask<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      placeOf(document, 'DOCKER_IMAGE'),
      'APP_IMAGE',
    );
    const paths = edit.entries().map(([uri]) => uri.path.slice(uri.path.lastIndexOf('/') + 1));
    expect(paths).to.include.members([PIPELINE, MANIFEST]);
  });

  test('complete the stages, and the keywords of a job', async () => {
    const document = await open(PIPELINE);
    await replace(document, 'stages:', 'new:\n  stage: \n  \nstages:');
    const stages = await completions(document, placeOf(document, 'new:\n  stage: ', true));
    expect(stages).to.include.members(['build', 'deploy']);
    const keywords = await completions(document, placeOf(document, 'new:\n  stage: \n  ', true));
    expect(keywords).to.include.members(['script', 'needs', 'rules']);
  });

  test("complete and explain the fields of Kubernetes' kinds", async () => {
    const document = await open(MANIFEST);
    const line = document.lineAt(placeOf(document, 'image:').line);
    const indent = ' '.repeat(line.text.indexOf('image:'));
    await replace(document, line.text, `${line.text}\n${indent}imagePullPolicy: `);
    const values = await completions(document, placeOf(document, 'imagePullPolicy: ', true));
    expect(values).to.include.members(['Always', 'IfNotPresent', 'Never']);
    const text = await hoverText(document, placeOf(document, 'containers:'));
    expect(text).to.match(/list of objects, required/);
    expect(text).to.include('kubernetes.io/docs');
  });

  test('show over each job what it runs on, once it is asked for', async () => {
    const document = await open(PIPELINE);
    const lenses = async () => {
      const shown = await ask<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      return shown.map(({ command }) => command?.title ?? '');
    };
    expect(await lenses()).to.deep.equal([]);
    const settings = vscode.workspace.getConfiguration('pipewright');
    await settings.update('codeLens.runsOn', true, vscode.ConfigurationTarget.Workspace);
    try {
      const titles = await until('the lenses', async () => {
        const shown = await lenses();
        return shown.length > 0 && shown;
      });
      expect(titles[0]).to.match(/^runs on: .*branches/);
    } finally {
      await settings.update('codeLens.runsOn', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('outline the jobs', async () => {
    const document = await open(PIPELINE);
    const symbols = await ask<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    expect(symbols.map(({ name }) => name)).to.include.members(['stages', 'variables']);
  });

  test('preview the rendered manifest, and follow what is typed', async () => {
    const document = await open(MANIFEST);
    await vscode.commands.executeCommand('pipewright.previewManifest', document.uri);
    const preview = await until('the preview', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'pipewright-preview'),
    );
    expect(preview.getText()).not.to.include('${DOCKER_IMAGE}');
    const kind = document.getText().includes('kind: Deployment') ? 'kind: Deployment' : 'kind: Service';
    await replace(document, kind, `# typed\n${kind}`);
    await until('the text that was typed', () => preview.getText().includes('# typed'));
    const links = await ask<vscode.DocumentLink[]>('vscode.executeLinkProvider', preview.uri);
    expect(links.some(({ target }) => target?.path.endsWith(PIPELINE))).to.equal(true);
  });

  test('show the effective job, and the variables to set', async () => {
    const document = await open(PIPELINE);
    const editor = vscode.window.activeTextEditor!;
    const place = placeOf(document, 'services:');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('pipewright.showEffectiveJob');
    const shown = await until('the job', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'pipewright-job'),
    );
    expect(shown.getText()).to.include('script:');
    await vscode.commands.executeCommand('pipewright.showVariables');
  });
});

/** The place of a text, or behind it. */
function placeOf(document: vscode.TextDocument, text: string, isBehind = false): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`Nowhere: ${text}`);
  return document.positionAt(isBehind ? at + text.length : at + 1);
}

async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await ask<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

async function completions(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const { items } = await ask<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}
