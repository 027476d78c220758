/** The server as a browser runs it: the built script, in a world that has nothing of Node. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { expect, test } from 'vitest';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
}

interface Diagnostics {
  readonly uri: string;
  readonly diagnostics: readonly { readonly code: string }[];
}

const FOLDER = 'vscode-vfs://host/project';

/** Opens a file as the only one of its project, and waits until a rule has found something in it. */
function findingsOf(name: string, text: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    let receive: (event: { readonly data: object }) => void = () => undefined;
    const send = (message: object) => receive({ data: { jsonrpc: '2.0', ...message } });
    const answer = ({ id, method, params }: Message): void => {
      if (method === 'textDocument/publishDiagnostics') {
        const { uri, diagnostics } = params as Diagnostics;
        if (uri.endsWith(name) && diagnostics.length > 0) resolve(diagnostics.map(({ code }) => code));
      } else if (method === 'pipewright/findFiles') send({ id, result: { paths: [name], complete: true } });
      else if (method === 'pipewright/readFile') send({ id, result: { text } });
      else if (method !== undefined && id !== undefined) send({ id, result: null });
    };
    const world = {
      ...{ console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, performance },
      ...{ TextEncoder, TextDecoder, URL, structuredClone, AbortController },
      postMessage: (message: Message) => setTimeout(() => answer(message)),
      addEventListener: (type: string, listener: typeof receive) => {
        if (type === 'message') receive = listener;
      },
    };
    Object.defineProperty(world, 'self', { value: world });
    Object.defineProperty(world, 'onmessage', { set: (listener: typeof receive) => (receive = listener) });
    const script = readFileSync(new URL('../../../server/dist/browser.js', import.meta.url), 'utf8');
    vm.runInContext(script, vm.createContext(world));
    send({
      id: 1,
      method: 'initialize',
      params: {
        processId: null,
        rootUri: FOLDER,
        workspaceFolders: [{ uri: FOLDER, name: 'project' }],
        capabilities: {},
      },
    });
    send({ method: 'initialized', params: {} });
    const textDocument = { uri: `${FOLDER}/${name}`, languageId: 'plaintext', version: 1, text };
    send({ method: 'textDocument/didOpen', params: { textDocument } });
  });
}

test('it reads pipelines', async () => {
  expect(await findingsOf('.gitlab-ci.yml', 'build:\n  script: [true]\n  stagee: test\n')).toContain(
    'pipeline/schema',
  );
});

test('it reads Dockerfiles', async () => {
  expect(await findingsOf('Dockerfile', "FROM alpine:3.20\nCMD ['sh']\n")).toContain(
    'dockerfile/json-quotes',
  );
});
