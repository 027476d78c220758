/** The fields of Kubernetes' own kinds: completion and hover. Large, so it is loaded only for manifests. */
import { schema, kinds } from '../schema/generated/kubernetes-texts.js';
import { SchemaReader, types, type SchemaNode } from '../schema/schema-node.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { lineEndOf } from '../text/line-style.ts';
import type { SourceText } from '../text/source-text.ts';
import type { CompletionChoice } from './completion-choice.ts';
import { keyChoices, scalarChoice, valueChoices } from './completion-keyword.ts';
import { fieldIn } from './field-in.ts';
import type { Hover } from './hover.ts';
import { code, escape } from './markdown.ts';
import { roleOf } from './role.ts';
import { yamlCursor, type YamlCursor } from './yaml-cursor.ts';

const reader = new SchemaReader(schema);

interface Head {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

/** The fields that may be written at the cursor, required ones first, or the values that one is chosen from. */
export function manifestChoices(
  snapshot: Snapshot,
  path: string,
  offset: number,
): readonly CompletionChoice[] {
  const source = snapshot.text(path);
  if (!source || roleOf(snapshot, path)?.kind !== 'manifest') return [];
  const cursor = yamlCursor(source, offset);
  if (cursor.kind === 'comment' || cursor.kind === 'text') return [];
  const head = headAround(source, offset);
  if (cursor.kind === 'value' && cursor.path.length === 1) {
    if (cursor.path[0] === 'apiVersion') return headChoices(cursor, 'apiVersion', head.kind);
    if (cursor.path[0] === 'kind') return headChoices(cursor, 'kind', head.apiVersion);
  }
  const nodes = nodesAt(head, cursor.path);
  const values = valueChoices(cursor, nodes, reader);
  if (cursor.kind === 'value') return values;
  return [...values, ...keyChoices(cursor, nodes, reader, lineEndOf(source.text), 'field')];
}

/** Versions and kinds that go with the other of the two; all where it is not known. */
function headChoices(
  cursor: YamlCursor,
  field: 'apiVersion' | 'kind',
  other: string | undefined,
): CompletionChoice[] {
  const all = Object.keys(kinds).map((name) => {
    const at = name.lastIndexOf('/');
    return { apiVersion: name.slice(0, at), kind: name.slice(at + 1) };
  });
  // Most clusters no longer have the beta version of what has become stable.
  const stable = new Set(all.flatMap((it) => (isStable(it.apiVersion) ? [it.kind] : [])));
  const pairs = all.filter((it) => isStable(it.apiVersion) || !stable.has(it.kind));
  const otherField = field === 'kind' ? 'apiVersion' : 'kind';
  const fitting = pairs.filter((pair) => pair[otherField] === other);
  const names = new Set((fitting.length > 0 ? fitting : pairs).map((pair) => pair[field]));
  return [...names].map((name, order) => scalarChoice(cursor, name, 'value', order));
}

function isStable(apiVersion: string): boolean {
  return /(?:^|\/)v\d+$/.test(apiVersion);
}

export function fieldHover(snapshot: Snapshot, path: string, offset: number): Hover | undefined {
  const role = roleOf(snapshot, path);
  const source = snapshot.text(path);
  if (!source || role?.kind !== 'manifest') return undefined;
  const field = fieldIn(role.manifest.file, offset);
  const location = field?.isKey ? snapshot.locate(field.node) : undefined;
  if (!field || !location) return undefined;
  const head = headAround(source, offset);
  const name = field.path.at(-1)!;
  const owners = nodesAt(head, field.path.slice(0, -1));
  const key = reader.keys(owners).find((it) => it.name === name);
  if (!key) return undefined;
  const node = reader.follow(key.node, []);
  const choices = reader.choices(node);
  const url = [...owners, key.node].find((it) => it['x-url'])?.['x-url'];
  const markdown = [
    `**${escape(name)}**: ${typeText(key.node)}${key.isRequired ? ', required' : ''}`,
    ...(key.node.description ? [escape(key.node.description)] : []),
    ...(choices.length > 0 && choices.length <= 20 ? [`One of ${choices.map(code).join(', ')}.`] : []),
    ...(url ? [`[Kubernetes' documentation](${url})`] : []),
  ].join('\n\n');
  return { range: location.range, markdown };
}

function typeText(node: SchemaNode): string {
  const all = types(node);
  if (all.includes('array')) {
    const [item] = reader.follow(node, ['[]']);
    return item ? `list of ${pluralOf(typeText(item))}` : 'list';
  }
  if (all.length === 0) return node.enum || node.const !== undefined ? 'string' : 'any value';
  if (typeof node.additionalProperties === 'object') return 'map';
  return all.join(' or ');
}

function pluralOf(type: string): string {
  return /^(?:string|integer|number|boolean|object|map)$/.test(type) ? `${type}s` : type;
}

function nodesAt({ apiVersion, kind }: Head, path: readonly string[]): readonly SchemaNode[] {
  const name = `${apiVersion}/${kind}`;
  const start = Object.hasOwn(kinds, name) ? reader.at(`#/$defs/${kinds[name]}`) : undefined;
  return start ? reader.follow(start, path) : [];
}

/** `apiVersion` and `kind` of the document around a place, by its lines: what is being typed need be no YAML. */
function headAround(source: SourceText, offset: number): Head {
  const own = source.lineAt(offset);
  let first = own;
  while (first > 0 && !isSeparator(source.lineText(first))) first--;
  const found = new Map<string, string>();
  for (let line = first; line < source.lineCount; line++) {
    const text = source.lineText(line);
    if (line > own && isSeparator(text)) break;
    const match = /^(apiVersion|kind):[ \t]+["']?([\w./-]+)/.exec(text);
    if (match) found.set(match[1]!, match[2]!);
  }
  return { apiVersion: found.get('apiVersion'), kind: found.get('kind') };
}

function isSeparator(line: string): boolean {
  return /^(?:---|\.\.\.)(?:\s|$)/.test(line);
}
