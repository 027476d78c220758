/**
 * Kubernetes' kinds as JSON schemas, read from npm packages: `kubernetes-models` declares every kind as TypeScript
 * interfaces with descriptions, required fields and enums, `@kubernetes/client-node` knows which numbers are integers.
 */
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const models = path.join(repository, 'node_modules/kubernetes-models');
/** The official client's classes, by name. */
let client = {};
/** What `resource.Quantity` takes: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = '^[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$';
/** Characters of a description: more is for the documentation. */
const MAXIMUM_DESCRIPTION = 140;

/** Every interface of the package as a JSON schema, and the definition of each kind by `apiVersion/kind`. */
export async function readModels() {
  client = await import(
    path.join(path.dirname(require.resolve('@kubernetes/client-node')), 'gen/models/all.js')
  );
  const definitions = {};
  const kinds = new Map();
  const folders = [models, path.join(repository, 'node_modules/@kubernetes-models/apimachinery')];
  for (const folder of folders) {
    for (const file of await declarationsIn(folder))
      readDeclarations(file, await readFile(file, 'utf8'), definitions, kinds);
  }
  for (const name of Object.keys(definitions)) addIntegers(name, definitions[name]);
  return { definitions, kinds };
}

async function declarationsIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(
      (entry) =>
        entry.name.endsWith('.d.ts') &&
        entry.name !== 'index.d.ts' &&
        !/_schemas|node_modules\/[^@k]/.test(path.relative(folder, entry.parentPath)),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** A file declares one interface or type, and exports it under a name that is the only one of its kind. */
function readDeclarations(file, text, definitions, kinds) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const aliases = new Map();
  for (const statement of source.statements) {
    if (
      !ts.isExportDeclaration(statement) ||
      !statement.exportClause ||
      !ts.isNamedExports(statement.exportClause)
    )
      continue;
    for (const { name, propertyName } of statement.exportClause.elements)
      if (propertyName) aliases.set(propertyName.text, name.text);
  }
  const globalName = (local) => aliases.get(local) ?? local;
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement)) {
      const definition = objectSchema(statement.members, globalName);
      definitions[globalName(statement.name.text)] = definition;
      const { apiVersion, kind } = definition.properties;
      if (apiVersion?.const && kind?.const && !kind.const.endsWith('List'))
        kinds.set(`${apiVersion.const}/${kind.const}`, globalName(statement.name.text));
    } else if (ts.isTypeAliasDeclaration(statement) && aliases.has(statement.name.text)) {
      definitions[globalName(statement.name.text)] = typeSchema(statement.type, globalName);
    }
  }
  for (const name of Object.keys(definitions))
    if (name.endsWith('ResourceQuantity'))
      definitions[name] = { type: ['number', 'string'], pattern: QUANTITY, 'x-format': 'quantity' };
}

function objectSchema(members, globalName) {
  const properties = {};
  const required = [];
  for (const member of members) {
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = member.name.text;
    const description = descriptionOf(member);
    properties[name] = { ...typeSchema(member.type, globalName), ...(description && { description }) };
    if (!member.questionToken) required.push(name);
  }
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  };
}

/** The first sentences of what Kubernetes says of a field. */
function descriptionOf(member) {
  const text = ts.getTextOfJSDocComment(member.jsDoc?.at(-1)?.comment)?.split(/\n\s*\n/)[0];
  const whole = text
    ?.replace(/\s+/g, ' ')
    .replace(/ ?More info: https?:\S+/g, '')
    .trim();
  if (!whole || whole.length <= MAXIMUM_DESCRIPTION) return whole;
  const sentences = whole.slice(0, MAXIMUM_DESCRIPTION).match(/^.*[^.][.](?= [A-Z"`])/)?.[0];
  return sentences ?? `${whole.slice(0, MAXIMUM_DESCRIPTION - 1)}…`;
}

function typeSchema(type, globalName) {
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.ArrayType:
      return { type: 'array', items: typeSchema(type.elementType, globalName) };
    case ts.SyntaxKind.ParenthesizedType:
      return typeSchema(type.type, globalName);
    case ts.SyntaxKind.LiteralType:
      return { const: type.literal.text };
    case ts.SyntaxKind.UnionType:
      return unionSchema(type.types, globalName);
    case ts.SyntaxKind.TypeReference:
      return referenceSchema(type, globalName);
    case ts.SyntaxKind.TypeLiteral: {
      const index = type.members.find((member) => ts.isIndexSignatureDeclaration(member));
      return index
        ? { type: 'object', additionalProperties: typeSchema(index.type, globalName) }
        : objectSchema(type.members, globalName);
    }
    default:
      return {}; // `any` and the like: anything
  }
}

function unionSchema(types, globalName) {
  const members = types.map((member) => typeSchema(member, globalName));
  if (members.every((member) => member.const !== undefined))
    return { enum: members.map((member) => member.const) };
  const names = members.map((member) => member.type);
  return names.every((name) => typeof name === 'string') ? { type: names } : {};
}

function referenceSchema(type, globalName) {
  const name = type.typeName.text;
  if (name === 'Array') return { type: 'array', items: typeSchema(type.typeArguments[0], globalName) };
  return name.startsWith('I') ? { $ref: `#/$defs/${globalName(name)}` } : {};
}

/** TypeScript knows no integers; the official client's classes do. */
function addIntegers(name, definition) {
  const found = /^IIoK8sApi([A-Z][A-Za-z]*?)(V\d+(?:(?:alpha|beta)\d+)?)(\w+)$/.exec(
    name.replace(
      /^(IIoK8s)(?:ApimachineryPkgApis|KubeAggregatorPkgApis|ApiextensionsApiserverPkgApis)/,
      '$1Api',
    ),
  );
  if (!found || !definition.properties) return;
  const [, group, version, kind] = found;
  const attributes = attributesOf(version + kind) ?? attributesOf(group + version + kind) ?? [];
  for (const { baseName, format } of attributes) {
    if (/^int(?:32|64)$/.test(format) && definition.properties[baseName]?.type === 'number')
      definition.properties[baseName].type = 'integer';
  }
}

function attributesOf(name) {
  return client[name]?.attributeTypeMap;
}
