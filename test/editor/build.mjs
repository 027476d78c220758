/** Bundles the suites for both extension hosts, one file for each suite, to test/editor/dist/{node,web}/<suite>.js. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = fileURLToPath(new URL('./', import.meta.url));

export async function buildSuites() {
  const suites = (await readdir(path.join(here, 'suites')))
    .filter((name) => name.endsWith('.suite.ts'))
    .map((name) => name.slice(0, -'.suite.ts'.length));
  const shared = {
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
  };
  const bundle = (host, suite, options) =>
    esbuild.build({
      ...shared,
      ...options,
      // The host's part comes first: it makes the globals that a suite is written with.
      stdin: {
        contents: `export { run } from './host/${host}.ts';\nimport './suites/${suite}.suite.ts';\n`,
        resolveDir: here,
        loader: 'ts',
      },
      outfile: path.join(here, 'dist', host, `${suite}.js`),
    });
  for (const suite of suites) {
    await bundle('node', suite, { platform: 'node' });
    await bundle('web', suite, {
      platform: 'browser',
      external: ['vscode'],
      define: { 'process.env.NODE_DEBUG': '""', global: 'globalThis' },
    });
  }
  return suites;
}
