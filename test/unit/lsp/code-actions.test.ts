/** Code actions on the wire: with places to fill in for clients that take them, as plain text for others. */
import type { CodeAction, WorkspaceClientCapabilities } from 'vscode-languageserver/node';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.ts';

const PIPELINE = `deploy:
    stage: deploy
    image: alpine/k8s:1.34.1
    script:
        - kubectl apply -f app.yaml
`;
const MANIFEST = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports: [{name: http, port: 80}]
`;

describe('code actions', { timeout: 30_000 }, () => {
  let server: TestServer;
  afterEach(() => server.end());

  /** What is offered at a place once the workspace is read. */
  async function actionsAt(
    capabilities: WorkspaceClientCapabilities,
    line: number,
    only?: string[],
  ): Promise<CodeAction[]> {
    const files = { '.gitlab-ci.yml': PIPELINE, 'app.yaml': MANIFEST, Dockerfile: 'FROM alpine:3.22\n' };
    server = await startServer(files, { workspace: capabilities });
    server.open('.gitlab-ci.yml', PIPELINE);
    const position = { line, character: 12 };
    const parameters = {
      textDocument: { uri: server.uri('.gitlab-ci.yml') },
      range: { start: position, end: position },
      context: { diagnostics: [], ...(only && { only }) },
    };
    for (;;) {
      const found: CodeAction[] = await server.client.sendRequest('textDocument/codeAction', parameters);
      if (found.some(({ kind }) => kind !== 'quickfix') || server.log.length > 0) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const environment = (actions: readonly CodeAction[]) =>
    actions.find(({ title }) => title === 'Add environment: production')!.edit!;

  it('are plain text for a client that knows no more', async () => {
    const edit = environment(await actionsAt({}, 4));
    expect(edit.changes![server.uri('.gitlab-ci.yml')]).toEqual([
      {
        range: { start: { line: 1, character: 17 }, end: { line: 1, character: 17 } },
        newText: '\n    environment:\n        name: production',
      },
    ]);
  });

  it('have places to fill in, and start with their line, for one that takes snippets', async () => {
    const edit = environment(
      await actionsAt({ workspaceEdit: { documentChanges: true, snippetEditSupport: true } }, 4),
    );
    expect(edit.documentChanges).toEqual([
      {
        textDocument: { uri: server.uri('.gitlab-ci.yml'), version: 1 },
        edits: [
          {
            range: { start: { line: 1, character: 0 }, end: { line: 1, character: 17 } },
            snippet: {
              kind: 'snippet',
              value: '    stage: deploy\n    environment:\n        name: ${1:production}',
            },
          },
        ],
      },
    ]);
  });

  it('make files for a client that can, on request', async () => {
    const able = { workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } };
    const actions = await actionsAt(able, 4, ['source']);
    const added = actions.find(({ title }) => title === 'Add .dockerignore')!;
    expect(added.kind).toBe('source.add.pipewright');
    expect(added.edit!.documentChanges![0]).toMatchObject({
      kind: 'create',
      uri: server.uri('.dockerignore'),
    });
  });

  it('are of the kinds that are asked for', async () => {
    const kinds = new Set((await actionsAt({}, 2, ['refactor.extract'])).map(({ kind }) => kind));
    expect([...kinds]).toEqual(['refactor.extract']);
  });
});
