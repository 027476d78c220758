/**
 * `npm start`: shows Pipewright on the example project, from a fresh clone. Prints what it finds there, then opens the
 * editor: VS Code on the desktop where the command `code` exists, else VS Code in the browser, on loopback.
 *
 *   npm start                    until Ctrl-C, where the browser's VS Code is served
 *   npm start -- --no-editor     only prints; so does a start without a terminal
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, hasCommand, installPackages, repository } from './test/set-up.mjs';

const example = path.join(repository, 'examples/calculator');

async function main() {
  installPackages();
  build();
  console.log('What Pipewright finds in examples/calculator:\n');
  lint();
  const isAttended = process.stdin.isTTY && process.stdout.isTTY;
  if (process.argv.includes('--no-editor') || !isAttended) return;
  if (hasCommand('code')) openDesktop();
  else if (process.platform === 'linux' && process.arch === 'x64') await serveEditor();
  else
    console.log(
      "\nTo see it in the editor, install VS Code's command `code` (Shell Command: Install 'code').",
    );
}

/** Findings are the purpose here: only a status above 1 is a fault. */
function lint() {
  const words = [path.join(repository, 'server/dist/cli.js'), 'lint', 'examples/calculator'];
  const { status } = spawnSync(process.execPath, words, {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === null || status > 1) throw new Error(`pipewright lint ended with ${status}.`);
}

function openDesktop() {
  console.log('\nOpening it in VS Code, with the extension of this clone.');
  const words = [`--extensionDevelopmentPath=${repository}`, '--new-window', example];
  spawnSync('code', [...words, path.join(example, '.gitlab-ci.yml')], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

/** The extension is installed into the server as from its package; the example is a copy, to try things on. */
async function serveEditor() {
  const { installRig } = await import('./test/editor/rig/install.mjs');
  const { startServer } = await import('./test/editor/rig/vscode-server.mjs');
  const { installExtension } = await import('./test/editor/rig/extension.mjs');
  const rig = installRig();
  const extensions = installExtension(rig);
  const server = await startServer(rig, { extensions });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'calculator-'));
  cpSync(example, folder, { recursive: true });
  console.log(`\nVS Code with the example (a copy in ${folder}):\n\n  ${server.origin}/?folder=${folder}\n`);
  console.log('Ctrl-C ends it.');
  openBrowser(`${server.origin}/?folder=${folder}`);
  // The server's process keeps this one alive.
}

function openBrowser(address) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  if (!hasCommand(opener)) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
