/**
 * `npm run test:electron`: the suites of the Node host in desktop VS Code, which is downloaded: for a developer's own
 * machine, and for runners that can reach it. Ends with the line `N passed, N failed`.
 *
 *   npm run test:electron -- [SUITE…]
 *
 * VSCODE names an installed VS Code to use instead of the downloaded one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, installPackages, repository } from '../set-up.mjs';
import { SETTINGS, temporaryFolder, workspaceOf } from './rig/vscode-server.mjs';
import { WORKSPACES } from './workspaces.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));

installPackages();
build();
const { runTests } = await import('@vscode/test-electron');
const { buildSuites } = await import('./build.mjs');
await buildSuites();
const wanted = process.argv.slice(2);
const total = { passed: 0, failed: 0 };
for (const [suite, fixture] of Object.entries(WORKSPACES)) {
  if (wanted.length > 0 && !wanted.includes(suite)) continue;
  const user = temporaryFolder('user');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify(SETTINGS));
  try {
    await runTests({
      ...(process.env.VSCODE && { vscodeExecutablePath: process.env.VSCODE }),
      extensionDevelopmentPath: repository,
      extensionTestsPath: path.join(here, 'dist/node', `${suite}.js`),
      launchArgs: [workspaceOf(fixture), '--disable-extensions', '--user-data-dir', user],
    });
    total.passed++;
  } catch (error) {
    console.error(`${suite}: ${error instanceof Error ? error.message : String(error)}`);
    total.failed++;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
