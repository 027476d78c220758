/** The scaffold's templates as a module: in a browser's worker there are no files to read. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/scaffold/templates/', import.meta.url));
const output = fileURLToPath(new URL('../src/scaffold/generated/', import.meta.url));
const NOTE = '// Written by server/generate/templates.mjs: do not edit.\n';

export async function generate() {
  await mkdir(output, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const templates = [];
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.mustache')) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path
      .relative(folder, file)
      .split(path.sep)
      .join('/')
      .replace(/\.mustache$/, '');
    templates.push([name, await readFile(file, 'utf8')]);
  }
  templates.sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = templates.map(([name, text]) => `  ${JSON.stringify(name)}: ${JSON.stringify(text)},\n`);
  const module = `${NOTE}export const templates: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`;
  const target = path.join(output, 'templates.ts');
  // An unchanged file keeps its time stamp.
  if ((await readFile(target, 'utf8').catch(() => undefined)) !== module) await writeFile(target, module);
}
