/** Nodes as YAML text for people to read: what has been merged and resolved has no text of its own. */
import { isPlainYaml, quoteYaml } from '../text/yaml-quote.ts';
import type { Pair, ScalarNode, YamlNode } from './node.ts';
import { readPlain } from './plain-value.ts';

const MAXIMUM_DEPTH = 30;

/** The lines of `key: value`, without indentation before the first. */
export function printPair({ key, value }: Pair): string[] {
  return entry(key.kind === 'scalar' ? key : undefined, value, 0);
}

/** The lines of a node that stands by itself. */
export function printNode(node: YamlNode | undefined, depth = 0): string[] {
  if (!node || depth > MAXIMUM_DEPTH) return [''];
  switch (node.kind) {
    case 'scalar':
      return printScalar(node);
    case 'alias':
      return [`*${node.name}`];
    case 'map':
      if (node.pairs.length === 0) return ['{}'];
      return node.pairs.flatMap(({ key, value }) =>
        entry(key.kind === 'scalar' ? key : undefined, value, depth),
      );
    case 'sequence':
      if (node.tag !== undefined || node.items.every(isShort)) return [printFlow(node)];
      return node.items.flatMap((item) => {
        const [first = '', ...rest] = printNode(item, depth + 1);
        return [`- ${first}`, ...rest.map(indent)];
      });
  }
}

function entry(key: ScalarNode | undefined, value: YamlNode | undefined, depth: number): string[] {
  const name = key ? printKey(key) : '?';
  if (!value) return [`${name}:`];
  const lines = printNode(value, depth + 1);
  const isBlock =
    (value.kind === 'map' && value.pairs.length > 0) ||
    (value.kind === 'sequence' && lines[0]?.startsWith('- '));
  if (isBlock) return [`${name}:`, ...lines.map(indent)];
  return [`${name}: ${lines[0]!}`, ...lines.slice(1).map(indent)];
}

/** Quotes stay only where the key would be read as something else without them: `'null'`. */
function printKey(key: ScalarNode): string {
  const isText = key.style === 'plain' || readPlain(key.value).type === 'string';
  const style = isText && !key.value.includes('\n') ? 'plain' : 'double';
  return printScalar({ ...key, style })[0]!;
}

/** Lists of names such as `needs: [build, test]` read best on one line; script lines do not. */
function isShort(node: YamlNode): boolean {
  return node.kind === 'scalar' && /^[\w.-]{1,30}$/.test(node.value);
}

function printFlow(node: YamlNode & { readonly kind: 'sequence' }): string {
  const items = node.items.map((item) => printNode(item).join(' ')).join(', ');
  return `${node.tag ? `${node.tag} ` : ''}[${items}]`;
}

function printScalar({ value, style, tag }: ScalarNode): string[] {
  const before = tag && tag !== '!' ? `${tag} ` : '';
  if (value.includes('\n')) {
    const lines = value.replace(/\n$/, '').split('\n');
    const chomp = value.endsWith('\n') ? (value.endsWith('\n\n') ? '+' : '') : '-';
    return [`${before}|${chomp}`, ...lines.map((line) => line)];
  }
  if (style === 'single' || style === 'double') return [before + quoteYaml(value)];
  return [before + (isPlainYaml(value) ? value : quoteYaml(value))];
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
