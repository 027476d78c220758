/**
 * `npm run package`: writes the extension as pipewright.vsix, for every system and for the browser.
 *
 *   node package.mjs [FILE]
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { build, installPackages, repository } from './test/set-up.mjs';

/** The whole extension, in bytes: it is downloaded to remote machines and into browsers. */
const LIMIT = 2_000_000;

const file = path.resolve(process.argv[2] ?? path.join(repository, 'pipewright.vsix'));
installPackages();
build();
const { createVSIX, listFiles } = await import('@vscode/vsce');
// Bundles hold what they need: there are no dependencies to pack.
const options = { cwd: repository, dependencies: false };
await createVSIX({ ...options, packagePath: file });
const { size } = statSync(file);
console.log(
  `${file}: ${(await listFiles(options)).length} files, ${Math.round(size / 1000)} kB of at most ${LIMIT / 1000}`,
);
if (size > LIMIT) {
  console.error('That is too large.');
  process.exitCode = 1;
}
