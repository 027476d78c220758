/**
 * Makes a fresh clone ready: packages, bundles, programs of the system. Only Node's own modules are imported here, since
 * nothing else is installed yet.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute, without a slash at its end. */
export const repository = fileURLToPath(new URL('../', import.meta.url)).replace(/[\\/]$/, '');

const isWindows = process.platform === 'win32';

/** Installs the packages of package-lock.json, unless exactly they are installed. */
export function installPackages() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.versions.node}.`);
  if (areInstalled()) return;
  console.log('Installing packages (npm ci)');
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
}

/** Bundles the extension, the server and the command line. */
export function build() {
  execFileSync(process.execPath, ['build.mjs'], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Compares package-lock.json with what npm noted down when it installed. */
function areInstalled() {
  const read = (file) => JSON.parse(readFileSync(path.join(repository, file), 'utf8')).packages;
  if (!existsSync(path.join(repository, 'node_modules/.package-lock.json'))) return false;
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).every(
    // Optional packages are for one system or another; links lead to the workspaces.
    ([name, { version, optional, link }]) =>
      !name.startsWith('node_modules/') || optional || link || installed[name]?.version === version,
  );
}

function npm(...words) {
  // npm's own program where npm runs this, which needs no shell on any system.
  const script = process.env.npm_execpath;
  const [command, before] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  execFileSync(command, [...before, ...words], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: isWindows && command === 'npm',
  });
}

export function hasCommand(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, isWindows ? `${name}.exe` : name)));
}

/**
 * Installs Debian packages where this is Debian (or made from it) and we are root.
 * @param packages by the name of the program that each brings
 * @returns the programs that are still missing
 */
export function installPrograms(packages) {
  const missing = () => Object.keys(packages).filter((program) => !hasCommand(program));
  const wanted = missing().map((program) => packages[program]);
  if (wanted.length === 0) return [];
  if (process.getuid?.() === 0 && hasCommand('apt-get')) {
    console.log(`Installing Debian packages: ${wanted.join(' ')}`);
    aptGet('update', '-qq');
    aptGet('install', '-y', '-qq', '--no-install-recommends', ...wanted);
  }
  return missing();
}

function aptGet(...words) {
  const { status, stdout, stderr } = spawnSync('apt-get', words, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) console.log(`apt-get ${words.join(' ')} ended with ${status}\n${stdout}${stderr}`);
}
