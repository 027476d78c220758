/** Validators compiled ahead of time from the schemas: compiling at start would cost more than all else. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import dependentRequired from 'ajv/dist/vocabularies/validation/dependentRequired.js';
import { lean } from './lean.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const output = path.join(repository, 'server/src/schema/generated');
const NOTE = '// Written by server/generate/schemas.mjs: do not edit.\n';

export async function generate() {
  await mkdir(output, { recursive: true });
  await compile('gitlab-ci', { root: '#', job: '#/$defs/job', spec: '#/$defs/spec' });
  await compile('pipewright', { root: '#' });
}

/** Writes a module with a validator for each of the named parts, and what its messages need to know of the schema. */
async function compile(name, parts) {
  const schema = JSON.parse(await readFile(path.join(repository, 'schemas', `${name}.json`), 'utf8'));
  const bare = { ...withoutTexts(schema), $id: name };
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    verbose: true, // errors carry the part of the schema that they come from, with the keys that it knows
    inlineRefs: false,
    strict: false,
    strictSchema: true, // no keyword may go unnoticed
    unicode: false, // lengths as JavaScript counts them: no helper to load
    logger: false,
    code: { source: true, esm: true, lines: false },
  });
  // All that the schemas use of the drafts since 07: their other keywords would cost each function of the validators.
  ajv.addKeyword(dependentRequired.default);
  ajv.addKeyword('x-script'); // read by schema/gitlab.ts from the schema of an error
  ajv.addKeyword('x-form'); // read by schema/problem.ts, likewise
  ajv.addSchema(bare);
  const keys = Object.fromEntries(
    Object.entries(parts).map(([part, pointer]) => [part, Object.keys(at(schema, pointer).properties)]),
  );
  const references = Object.fromEntries(
    Object.entries(parts).map(([part, pointer]) => [part, name + pointer]),
  );
  const code = lean(standalone.default(ajv, references));
  await writeIfChanged(
    `${name}.js`,
    `${NOTE}// @ts-nocheck\n${code}\nexport const keys = ${JSON.stringify(keys)};\n`,
  );
  const types = Object.keys(parts).map((part) => `export const ${part}: Validator;\n`);
  await writeIfChanged(
    `${name}.d.ts`,
    `${NOTE}import type { Validator } from '../validator.ts';\n${types.join('')}export const keys: Readonly<Record<string, readonly string[]>>;\n`,
  );
}

/** What is for people to read stays out of the compiled code. */
function withoutTexts(node) {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !(typeof value === 'string' && /^(?:description|title|x-url|\$schema)$/.test(key)),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutTexts(value)]));
}

/** The part of a schema at a pointer such as `#/$defs/job`. */
function at(schema, pointer) {
  return pointer
    .split('/')
    .slice(1)
    .reduce((node, key) => node[key], schema);
}

/** An unchanged file keeps its time stamp, so that watchers and incremental compilers have nothing to do. */
async function writeIfChanged(name, text) {
  const file = path.join(output, name);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
