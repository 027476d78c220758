/**
 * Runs the suites in real VS Code.
 *
 *   node test/editor/run.mjs node [SUITE…]   the Node extension host
 *   node test/editor/run.mjs web [SUITE…]    the browser's extension host, without any server, as on vscode.dev
 *   node test/editor/run.mjs ui              the packaged extension, driven by keyboard and mouse
 *
 * The project has to be built. Ends with the line `N passed, N failed`.
 */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSuites } from './build.mjs';
import { serveFiles } from './rig/file-server.mjs';
import { installRig } from './rig/install.mjs';
import { SETTINGS, startServer, workspaceOf } from './rig/vscode-server.mjs';
import { configureWorkbench, openBrowser, runTestModule, uriData } from './rig/workbench.mjs';
import { WORKSPACES } from './workspaces.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const repository = path.join(here, '../..');

const HOSTS = { node: runInNode, web: runInBrowser };

async function runInNode(rig, server, suite, folder) {
  const options = {
    extensions: [uriData(server.remote(repository.replace(/\/$/, '')))],
    extensionTestsPath: uriData(server.remote(path.join(here, 'dist/node', `${suite}.js`))),
  };
  const opened = workspaceFileIn(folder);
  const query = opened === undefined ? `folder=${folder}` : `workspace=${path.join(folder, opened)}`;
  return runInWorkbench(rig, `${server.origin}/?${query}`, { developmentOptions: options }, server);
}

/** The file that names a workspace of several folders; undefined for a workspace of one. */
function workspaceFileIn(folder) {
  return readdirSync(folder).find((name) => name.endsWith('.code-workspace'));
}

async function runInBrowser(rig, server, suite, folder) {
  const product = JSON.parse(readFileSync(path.join(rig, 'vscode/product.json'), 'utf8'));
  const builtIn = path.join(rig, 'vscode/extensions');
  const workbench = 'out/vs/code/browser/workbench/workbench.js';
  const files = await serveFiles(
    {
      [`/stable-${product.commit}/static/${workbench}`]: (_, response) => {
        response.setHeader('Content-Type', 'text/javascript');
        response.end(withoutServer(readFileSync(path.join(rig, 'vscode', workbench), 'utf8')));
      },
      '/extension': repository.replace(/\/$/, ''),
      '/file-system': path.join(rig, 'fs-provider'),
      '/built-in': builtIn,
    },
    { workspace: folder, server: server.origin },
  );
  const mounted = (at) => ({ $mid: 1, scheme: 'vscode-test-web', authority: 'mount', path: at });
  const opened = workspaceFileIn(folder);
  const extensionAt = (route) => uriData(files.origin + route);
  const change = {
    developmentOptions: {
      extensions: [extensionAt('/extension')],
      extensionTestsPath: extensionAt(`/extension/test/editor/dist/web/${suite}.js`),
    },
    configurationDefaults: SETTINGS,
    additionalBuiltinExtensions: [
      '/file-system',
      '/built-in/yaml',
      '/built-in/json',
      '/built-in/docker',
      '/built-in/shellscript',
      '/built-in/theme-defaults',
    ].map(extensionAt),
    productConfiguration: {
      extensionEnabledApiProposals: {
        'vscode.vscode-test-web-fs': ['fileSearchProvider', 'textSearchProvider'],
      },
    },
    ...(opened === undefined ? { folderUri: mounted('/') } : { workspaceUri: mounted(`/${opened}`) }),
  };
  try {
    return await runInWorkbench(rig, `${files.origin}/`, change, server);
  } finally {
    await files.close();
  }
}

/** code-server's workbench always connects to its server, and keeps the user's data there: neither here. */
function withoutServer(source) {
  let changes = 0;
  const count = (text) => {
    changes++;
    return text;
  };
  const changed = source
    .replace(/,remoteAuthority:location\.host\}/, () => count(',remoteAuthority:void 0}'))
    .replace(
      /(\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote(\}\),"User"\))/,
      (_, before, after) => count(`${before}vscodeUserData${after}`),
    );
  if (changes !== 2)
    throw new Error('This code-server keeps its server in other words: change withoutServer.');
  return changed;
}

/** @returns how many tests passed and failed; a request that would have left the machine is a failure too */
async function runInWorkbench(rig, url, change, server) {
  const browser = await openBrowser(rig);
  try {
    await configureWorkbench(browser.context, change);
    const { code, lines } = await runTestModule(browser.page, url);
    const summary = lines.map((line) => /^(\d+) passed, (\d+) failed$/.exec(line)).findLast(Boolean);
    const [passed, failed] = summary ? summary.slice(1).map(Number) : [0, 0];
    const isComplete = typeof code === 'number' && summary !== undefined && (code === 0) === (failed === 0);
    if (!isComplete) {
      const picture = path.join(here, 'screenshots/broken.png');
      mkdirSync(path.dirname(picture), { recursive: true });
      await browser.page.screenshot({ path: picture });
      console.log(`The tests did not run to an end (${code}); ${picture} shows how it looked.`);
      console.log([...browser.console.slice(-30), server.log().slice(-2000)].join('\n'));
    }
    if (process.env.VERBOSE) console.log(browser.console.join('\n'));
    if (browser.external.length > 0)
      console.log(`Requests that would have left the machine: ${browser.external.join(' ')}`);
    return { passed, failed: failed + (isComplete ? 0 : 1) + (browser.external.length > 0 ? 1 : 0) };
  } finally {
    await browser.close();
  }
}

async function runSuites(host, wanted) {
  const rig = installRig();
  await buildSuites();
  const server = await startServer(rig);
  const total = { passed: 0, failed: 0 };
  try {
    for (const [suite, fixture] of Object.entries(WORKSPACES)) {
      if (wanted.length > 0 && !wanted.includes(suite)) continue;
      const result = await HOSTS[host](rig, server, suite, workspaceOf(fixture));
      total.passed += result.passed;
      total.failed += result.failed;
    }
  } finally {
    await server.stop();
  }
  return total;
}

const [host, ...wanted] = process.argv.slice(2);
const { passed, failed } =
  host === 'ui' ? await (await import('./ui.mjs')).runInterface(installRig()) : await runSuites(host, wanted);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
