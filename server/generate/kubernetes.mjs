/**
 * Kubernetes' kinds: validators compiled ahead of time, and what people read of the fields. Takes some seconds, so it is
 * done again only when one of the packages or of these files has changed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { readModels } from './kubernetes-models.mjs';
import { lean } from './lean.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const output = path.join(repository, 'server/src/schema/generated');
const NOTE = '// Written by server/generate/kubernetes.mjs: do not edit.\n';
const OUTPUTS = { 'kubernetes.js': validators, 'kubernetes-texts.js': texts };

export async function generate() {
  const head = `${NOTE}// ${await inputHash()}\n`;
  const files = Object.keys(OUTPUTS).map((name) => path.join(output, name));
  const before = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  if (before.every((text) => text.startsWith(head))) return;
  const models = await readModels();
  await mkdir(output, { recursive: true });
  for (const [name, write] of Object.entries(OUTPUTS)) {
    const { code, types } = write(models);
    await writeFile(path.join(output, name), `${head}// @ts-nocheck\n${code}`);
    await writeFile(path.join(output, name.replace(/\.js$/, '.d.ts')), NOTE + types);
  }
}

function validators({ definitions, kinds }) {
  const ajv = new Ajv({
    schemas: [{ $id: 'kubernetes', $defs: withoutStatus(withoutDescriptions(definitions), kinds) }],
    allErrors: true,
    messages: false,
    verbose: true,
    inlineRefs: false,
    strict: false,
    logger: false,
    code: { source: true, esm: true, lines: false },
  });
  const names = [...kinds.keys()].sort();
  const exported = Object.fromEntries(
    names.map((name, index) => [`kind${index}`, `kubernetes#/$defs/${kinds.get(name)}`]),
  );
  const code = withNamesOnly(lean(standalone.default(ajv, exported)));
  const table = names.map((name, index) => `${JSON.stringify(name)}: kind${index}`).join(', ');
  return {
    code: `${code}\nexport const kinds = { ${table} };\n`,
    types: `import type { Validator } from '../validator.ts';\n/** By \`apiVersion/kind\`. */\nexport const kinds: Readonly<Record<string, Validator>>;\n`,
  };
}

/**
 * Puts the names of the known fields where an error names its schema: these are asked for beside an unknown field, and
 * the schemas would be held in memory as long as the server runs.
 */
function withNamesOnly(code) {
  const schemas = new Map(
    [...code.matchAll(/const (schema\d+) = (\{.*?\});(?=const |function |export )/g)].map(
      ([, name, json]) => [name, JSON.parse(json)],
    ),
  );
  return code.replace(/parentSchema:(schema\d+)((?:\.\w+)*)/g, (_, name, path) => {
    const keys = path.split('.').slice(1);
    const { properties } = keys.reduce((schema, key) => schema[key], schemas.get(name));
    return `names:${JSON.stringify(Object.keys(properties ?? {}).join(' '))}`;
  });
}

/** Groups that applications are written with; of the rest, types and required fields are enough. */
const DESCRIBED =
  /^IIoK8s(?:Api(?:Core|Apps|Batch|Networking|Autoscaling|Policy|Rbac)V|ApimachineryPkgApisMeta)/;

/** What the API server writes into a resource's metadata, or no longer reads. */
const NOT_WRITTEN = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** What people write in manifests, as a text to be parsed: engines read that faster than the same as code. */
function texts({ definitions, kinds }) {
  const wanted = {};
  const add = (name) => {
    if (Object.hasOwn(wanted, name) || !definitions[name]) return;
    const definition = DESCRIBED.test(name) ? definitions[name] : withoutDescriptions(definitions[name]);
    const url = documentationOf(name);
    wanted[name] = { ...withoutRest(name, definition), ...(url && { 'x-url': url }) };
    for (const [, next] of JSON.stringify(wanted[name]).matchAll(/"#\/\$defs\/(\w+)"/g)) add(next);
  };
  const withoutRest = (name, { additionalProperties, properties, ...definition }) => {
    const unwanted = kindNames.has(name) ? ['status'] : name.endsWith('MetaV1ObjectMeta') ? NOT_WRITTEN : [];
    const kept = Object.entries(properties ?? {}).filter(([field]) => !unwanted.includes(field));
    return {
      ...definition,
      ...(properties && { properties: Object.fromEntries(kept) }),
      ...(typeof additionalProperties === 'object' && { additionalProperties }),
    };
  };
  const kindNames = new Set(kinds.values());
  kindNames.forEach(add);
  const json = (value) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
  return {
    code: `export const schema = ${json({ $defs: wanted })};\nexport const kinds = ${json(Object.fromEntries([...kinds].sort()))};\n`,
    types: `import type { SchemaNode } from '../schema-node.ts';\nexport const schema: SchemaNode;\n/** Names of definitions by \`apiVersion/kind\`. */\nexport const kinds: Readonly<Record<string, string>>;\n`,
  };
}

const GROUPS = {
  Core: 'core',
  Apps: 'apps',
  Batch: 'batch',
  Networking: 'networking-k8s-io',
  Autoscaling: 'autoscaling',
  Policy: 'policy',
  Rbac: 'rbac-authorization-k8s-io',
  Meta: 'meta',
};

/** The place in Kubernetes' reference: `#container-v1-core`. */
function documentationOf(name) {
  const found = /^IIoK8s(?:Api|ApimachineryPkgApis)([A-Z][a-z]+)(V\d+(?:(?:alpha|beta)\d+)?)(\w+)$/.exec(
    name,
  );
  const group = found && GROUPS[found[1]];
  if (!group) return undefined;
  const anchor = [found[3], found[2], group].join('-').toLowerCase();
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#${anchor}`;
}

/** A field may itself be called `description`: its value is a schema, no text. */
function withoutDescriptions(definitions) {
  return JSON.parse(
    JSON.stringify(definitions, (key, value) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    ),
  );
}

/** What the cluster writes into a resource itself is not looked at: a fifth of the code goes with it. */
function withoutStatus(definitions, kinds) {
  for (const name of new Set(kinds.values())) {
    const { properties } = definitions[name];
    if (properties?.status) properties.status = {};
  }
  return definitions;
}

async function inputHash() {
  const hash = createHash('sha256');
  for (const file of ['kubernetes.mjs', 'kubernetes-models.mjs', 'lean.mjs'])
    hash.update(await readFile(new URL(file, import.meta.url)));
  for (const name of ['kubernetes-models', '@kubernetes/client-node', 'ajv']) {
    hash.update(
      JSON.parse(await readFile(path.join(repository, 'node_modules', name, 'package.json'), 'utf8')).version,
    );
  }
  return hash.digest('hex').slice(0, 16);
}
