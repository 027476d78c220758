/** The schemas as hover and completion read them: keys, descriptions, addresses, choices. Loaded late. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const output = path.join(repository, 'server/src/schema/generated');
const NOTE = '// Written by server/generate/schema-texts.mjs: do not edit.\n';
/** What is of use to people; limits and conditions are the validators'. */
const KEPT = new Set([
  'description',
  'x-url',
  'x-script',
  'type',
  'enum',
  'const',
  'properties',
  'items',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'required',
  '$ref',
  '$defs',
]);

export async function generate() {
  await mkdir(output, { recursive: true });
  for (const name of ['gitlab-ci', 'pipewright']) {
    const schema = JSON.parse(await readFile(path.join(repository, 'schemas', `${name}.json`), 'utf8'));
    await writeIfChanged(
      `${name}-texts.js`,
      `${NOTE}// @ts-nocheck\nexport const schema = ${JSON.stringify(keep(schema))};\n`,
    );
    await writeIfChanged(
      `${name}-texts.d.ts`,
      `${NOTE}import type { SchemaNode } from '../schema-node.ts';\nexport const schema: SchemaNode;\n`,
    );
  }
}

function keep(node) {
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    return Array.isArray(node) ? node.map(keep) : node;
  const result = {};
  for (const [key, value] of Object.entries(node)) {
    if (!KEPT.has(key)) continue;
    result[key] =
      key === 'properties' || key === '$defs'
        ? Object.fromEntries(Object.entries(value).map(([name, own]) => [name, keep(own)]))
        : keep(value);
  }
  return result;
}

async function writeIfChanged(name, text) {
  const file = path.join(output, name);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
