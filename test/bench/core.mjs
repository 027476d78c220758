/** The server's core within this process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../../server/src/', import.meta.url));

/** The core in one bundle: what is measured is not the loading of modules. */
export async function core() {
  const folder = await mkdtemp(path.join(tmpdir(), 'pipewright-bench-'));
  const outfile = path.join(folder, 'core.mjs');
  const modules = {
    MemoryFileSystem: 'project/file-system.ts',
    Project: 'project/project.ts',
    RuleEngine: 'rules/engine.ts',
    FIRST_FAMILIES: 'rules/load.ts',
    loadAllRules: 'rules/load.ts',
    loadRules: 'rules/load.ts',
  };
  const contents = Object.entries(modules)
    .map(([name, file]) => `export { ${name} } from ${JSON.stringify(path.join(source, file))};`)
    .join('\n');
  try {
    await build({
      stdin: { contents, resolveDir: source },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");',
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
