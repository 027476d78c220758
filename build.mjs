/**
 * Bundles the server, the command line and the editor's client.
 *
 *   node build.mjs            once
 *   node build.mjs --watch    and again whenever a source changes
 */
import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { generateAll } from './server/generate.mjs';

const isWatching = process.argv.includes('--watch');
process.chdir(fileURLToPath(new URL('./', import.meta.url)));
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** Names stay as they are: a stack trace in a report has to be readable. */
const shared = {
  // esbuild takes the folder that it was loaded in, wherever that was.
  absWorkingDir: process.cwd(),
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  sourcemap: isWatching,
  target: 'es2022',
  logLevel: 'warning',
  define: { PIPEWRIGHT_VERSION: JSON.stringify(version) },
};
const node = {
  ...shared,
  platform: 'node',
  mainFields: ['module', 'main'],
  // The package gives Node its CommonJS form, of which nothing can be left out.
  alias: { yaml: './node_modules/yaml/browser/dist/index.js', crypto: './server/lazy-crypto.js' },
};
const browser = {
  ...shared,
  platform: 'browser',
  mainFields: ['browser', 'module', 'main'],
  define: { ...shared.define, 'process.env.NODE_DEBUG': '""', global: 'globalThis' },
};

/** CommonJS dependencies in an ES module ask for Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

const bundles = [
  // Split, so that starting loads no more than the first diagnostics need.
  {
    ...node,
    format: 'esm',
    splitting: true,
    entryPoints: { cli: 'server/src/cli/main.ts', node: 'server/src/lsp/node.ts' },
    outdir: 'server/dist',
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: REQUIRE },
    metafile: true,
    plugins: [{ name: 'finish', setup: (build) => build.onEnd(finishServer) }],
  },
  // A classic worker is one script.
  {
    ...browser,
    format: 'iife',
    entryPoints: { browser: 'server/src/lsp/browser.ts' },
    inject: ['server/browser-buffer.js'],
    outdir: 'server/dist',
  },
  {
    ...node,
    format: 'cjs',
    entryPoints: ['client/src/extension.ts'],
    outfile: 'client/dist/extension.cjs',
    external: ['vscode'],
  },
  // The browser's extension host takes one CommonJS file that ends in .js.
  {
    ...browser,
    format: 'cjs',
    entryPoints: ['client/src/browser.ts'],
    outfile: 'client/dist/browser.js',
    external: ['vscode'],
  },
];

/** Makes the command line a program, and removes the chunks of earlier builds. */
async function finishServer({ errors, metafile }) {
  if (errors.length > 0) return;
  const text = await readFile('server/dist/cli.js', 'utf8');
  await writeFile('server/dist/cli.js', `#!/usr/bin/env node\n${text}`);
  await chmod('server/dist/cli.js', 0o755);
  for (const name of await readdir('server/dist/chunks').catch(() => [])) {
    const file = `server/dist/chunks/${name}`;
    if (!(file in metafile.outputs)) await rm(file, { force: true });
  }
}

await generateAll();
if (isWatching) {
  for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
  console.log('Watching: Ctrl-C ends it.');
} else {
  const results = await Promise.allSettled(bundles.map((bundle) => esbuild.build(bundle)));
  // esbuild has printed what went wrong.
  if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
}
