/** Completion of keys and of values that a schema lists. */
import { isPlainYaml, quoteYaml } from '../text/yaml-quote.ts';
import { types, type KnownKey, type SchemaNode, type SchemaReader } from '../schema/schema-node.ts';
import { snippetText, type ChoiceKind, type CompletionChoice } from './completion-choice.ts';
import type { YamlCursor } from './yaml-cursor.ts';

/** The keys that may still be written, each with what its value begins with. */
export function keyChoices(
  cursor: YamlCursor,
  nodes: readonly SchemaNode[],
  reader: SchemaReader,
  lineEnd: string,
  kind: ChoiceKind = 'keyword',
): CompletionChoice[] {
  return reader
    .keys(nodes)
    .filter(({ name }) => !cursor.siblings.has(name))
    .map((key) => keyChoice(cursor, key, lineEnd, kind));
}

function keyChoice(
  cursor: YamlCursor,
  { name, node, isRequired }: KnownKey,
  lineEnd: string,
  kind: ChoiceKind,
): CompletionChoice {
  const range = { start: cursor.start, end: cursor.end };
  const url = node['x-url'] ? `\n\n[Documentation](${node['x-url']})` : '';
  const base = {
    label: name,
    kind,
    range,
    order: isRequired ? 0 : 1,
    ...(isRequired && { detail: 'required' }),
    ...(node.description && { markdown: node.description + url }),
  };
  if (cursor.hasColon) return { ...base, newText: name };
  const rest = valueStart(node, cursor, lineEnd);
  return { ...base, newText: `${name}:${rest.text}`, snippet: `${snippetText(name)}:${rest.snippet}` };
}

/** What follows a key's colon: a blank, or the first line of a list or map below it. */
function valueStart(
  node: SchemaNode,
  cursor: YamlCursor,
  lineEnd: string,
): { text: string; snippet: string } {
  const [type] = types(node);
  const below = lineEnd + ' '.repeat(cursor.column + 2);
  if (cursor.isInFlow || type === undefined) return { text: ' ', snippet: ' $0' };
  const all = types(node);
  if (node['x-script'] || (type === 'array' && !all.includes('string')))
    return { text: `${below}- `, snippet: `${below}- $0` };
  if (type === 'object') return { text: below, snippet: `${below}$0` };
  return { text: ' ', snippet: ' $0' };
}

/** The values that a scalar is chosen from. */
export function valueChoices(
  cursor: YamlCursor,
  nodes: readonly SchemaNode[],
  reader: SchemaReader,
): CompletionChoice[] {
  return reader.choices(nodes).map((value, index) => scalarChoice(cursor, value, 'value', index));
}

/** A scalar, in quotes where YAML would read it as something else. */
export function scalarChoice(
  cursor: YamlCursor,
  value: string,
  kind: ChoiceKind,
  order: number,
  detail?: string,
): CompletionChoice {
  return {
    label: value,
    kind,
    range: { start: cursor.start, end: cursor.end },
    newText: written(value, cursor),
    order,
    ...(detail !== undefined && { detail }),
  };
}

function written(value: string, { quote, isInFlow }: YamlCursor): string {
  if (quote === "'") return value.replaceAll("'", "''");
  if (quote === '"') return value.replace(/[\\"]/g, '\\$&');
  const isPlain = isPlainYaml(value) && !(isInFlow && /[,[\]{}]/.test(value));
  return isPlain ? value : quoteYaml(value);
}
