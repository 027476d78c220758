import { afterEach, describe, expect, it } from 'vitest';
import {
  CancellationToken,
  CancellationTokenSource,
  type CodeAction,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { startServer, type TestServer } from './server.ts';

const FAULTY = 'build:\n  script:\n    - echo "a: b"\n';
const LINE = { start: { line: 2, character: 6 }, end: { line: 2, character: 6 } };

describe('the server', { timeout: 30_000 }, () => {
  let server: TestServer;
  afterEach(() => server.end());

  it('counts characters as UTF-16 units, and says what it can do', async () => {
    server = await startServer({ '.gitlab-ci.yml': FAULTY });
    expect(server.answer.capabilities.positionEncoding).toBe('utf-16');
    expect(server.answer.capabilities.codeActionProvider).toEqual({
      codeActionKinds: [
        'quickfix',
        'refactor.rewrite',
        'refactor.extract',
        'source.fixAll.pipewright',
        'source.add.pipewright',
      ],
    });
  });

  it('answers a request that comes with an edit from the edited text', async () => {
    server = await startServer({ '.gitlab-ci.yml': FAULTY });
    server.open('.gitlab-ci.yml', 'build:\n  script: [make]\n');
    await server.diagnostics('.gitlab-ci.yml');
    server.change('.gitlab-ci.yml', 2, FAULTY);
    const actions = await codeActions(server);
    expect(actions.map(({ title }) => title)).toContain('Quote the line');
    const [edits] = Object.values(actions[0]!.edit!.changes!);
    expect(edits![0]!.range.start).toEqual({ line: 2, character: 6 });
  });

  it('names the version of the document that an edit is made for', async () => {
    server = await startServer(
      { '.gitlab-ci.yml': FAULTY },
      { workspace: { workspaceEdit: { documentChanges: true } } },
    );
    server.open('.gitlab-ci.yml', FAULTY);
    await server.diagnostics('.gitlab-ci.yml');
    server.change('.gitlab-ci.yml', 7, `${FAULTY}\n`);
    const [action] = await codeActions(server);
    expect(action!.edit!.documentChanges![0]).toMatchObject({
      textDocument: { uri: server.uri('.gitlab-ci.yml'), version: 7 },
    });
  });

  it('drops a request that is cancelled', async () => {
    server = await startServer({ '.gitlab-ci.yml': FAULTY });
    server.open('.gitlab-ci.yml', FAULTY);
    const source = new CancellationTokenSource();
    const answer = codeActions(server, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it('offers to write the Dockerfile that a build lacks', async () => {
    const text = 'build:\n  script: docker build .\n';
    server = await startServer(
      {
        '.gitlab-ci.yml': text,
        'package.json': '{ "name": "web", "scripts": { "start": "node server.js" } }',
        'server.js': 'require("http").createServer().listen(8080);\n',
      },
      { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } } },
    );
    server.open('.gitlab-ci.yml', text);
    // The rules that look for it are loaded after the first diagnostics.
    while (!(await server.diagnostics('.gitlab-ci.yml')).diagnostics.some(isMissingDockerfile)) continue;
    const position = { line: 1, character: 23 };
    const actions = await codeActions(server, CancellationToken.None, { start: position, end: position });
    const action = actions.find(({ title }) => title.startsWith('Create `Dockerfile`'));
    const change = action!.edit!.documentChanges!.find((it) => 'edits' in it);
    expect(change).toMatchObject({ edits: [{ newText: expect.stringMatching(/^FROM node:/m) as string }] });
  });

  it('says what is wrong in a Dockerfile, and mends it', async () => {
    const text = "FROM alpine:3.20\nCMD ['ls']\n";
    server = await startServer({ Dockerfile: text });
    server.open('Dockerfile', text);
    // The rules for it are loaded after the first diagnostics.
    while (
      !(await server.diagnostics('Dockerfile')).diagnostics.some(
        ({ code }) => code === 'dockerfile/json-quotes',
      )
    )
      continue;
    const position = { line: 1, character: 6 };
    const actions: CodeAction[] = await server.client.sendRequest('textDocument/codeAction', {
      textDocument: { uri: server.uri('Dockerfile') },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      'Write double quotes',
      'Ignore dockerfile/json-quotes here',
    ]);
    server.change(
      'Dockerfile',
      2,
      "FROM alpine:3.20\n# pipewright-ignore dockerfile/json-quotes\nCMD ['ls']\n",
    );
    const { diagnostics } = await server.diagnostics('Dockerfile');
    expect(diagnostics.map(({ code }) => code)).not.toContain('dockerfile/json-quotes');
  });

  it('answers nothing about documents that are no files', async () => {
    server = await startServer({});
    const parameters = {
      textDocument: { uri: 'untitled:Untitled-1' },
      range: LINE,
      context: { diagnostics: [] },
    };
    expect(await server.client.sendRequest('textDocument/codeAction', parameters)).toBe(null);
    expect(server.log).toEqual([]);
  });
});

function isMissingDockerfile({ code }: Diagnostic): boolean {
  return code === 'docker/missing-dockerfile';
}

function codeActions(server: TestServer, token?: CancellationToken, range = LINE): Promise<CodeAction[]> {
  const parameters = {
    textDocument: { uri: server.uri('.gitlab-ci.yml') },
    range,
    context: { diagnostics: [] },
  };
  return server.client.sendRequest('textDocument/codeAction', parameters, token ?? CancellationToken.None);
}
