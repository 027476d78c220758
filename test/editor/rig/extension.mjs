/** Packages the extension and installs it into a folder of extensions, as a user does. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverNode } from './install.mjs';
import { temporaryFolder } from './vscode-server.mjs';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** @returns the folder, for `startServer`; it is removed when the process ends */
export function installExtension(rig) {
  const folder = temporaryFolder('extensions');
  const file = path.join(folder, 'pipewright.vsix');
  const run = (program, ...words) => {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    return execFileSync(program, words, { ...options, env: { ...process.env, EXTENSIONS_GALLERY: '{}' } });
  };
  run(process.execPath, path.join(repository, 'package.mjs'), file);
  const server = path.join(rig, 'vscode/out/server-main.js');
  const extensions = path.join(folder, 'installed');
  const data = path.join(folder, 'data');
  const folders = ['--extensions-dir', extensions, '--server-data-dir', data];
  run(serverNode(rig), server, ...folders, '--install-extension', file, '--accept-server-license-terms');
  return extensions;
}
