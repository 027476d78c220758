/** What the editor is told of files that are not open. */
import { afterEach, expect, it } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { startServer, type TestServer } from './server.ts';

let server: TestServer;
afterEach(() => server.end());

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata: { key: ${value} }\n`;

const FILES = {
  '.gitlab-ci.yml': 'deploy:\n  script:\n    - kubectl apply -f a.yaml -f b.yaml\n',
  'a.yaml': configMap('one'),
  'b.yaml': configMap('two'),
};

it('follows what a finding names in a file that is edited', async () => {
  server = await startServer(FILES);
  const otherPlace = async () => {
    const { diagnostics } = await server.diagnostics('b.yaml');
    const [related] = diagnostics[0]!.relatedInformation!;
    return `${related!.location.uri} ${related!.location.range.start.line}`;
  };
  expect(await otherPlace()).toBe(`${server.uri('a.yaml')} 3`);
  server.open('a.yaml', `# A line more\n${FILES['a.yaml']}`);
  expect(await otherPlace()).toBe(`${server.uri('a.yaml')} 4`);
});

it('takes back what it said when the folder is closed', async () => {
  server = await startServer(FILES, { workspace: { workspaceFolders: true } });
  expect((await server.diagnostics('b.yaml')).diagnostics).toHaveLength(1);
  const taken = server.diagnostics('b.yaml');
  void server.client.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [], removed: [{ uri: server.uri('').slice(0, -1), name: 'project' }] },
  });
  expect((await taken).diagnostics).toEqual([]);
});

it('reads a folder that is opened while the server starts', async () => {
  server = await startServer(FILES, { workspace: { workspaceFolders: true, configuration: true } });
  const { client } = server;
  const found = new Promise<string>((resolve) =>
    client.onNotification('textDocument/publishDiagnostics', ({ uri }: PublishDiagnosticsParams) => {
      if (uri.startsWith('file:///other/')) resolve(uri);
    }),
  );
  client.onRequest('workspace/configuration', () => [null]);
  void client.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: 'file:///other', name: 'other' }], removed: [] },
  });
  expect(await found).toBe('file:///other/b.yaml');
});
