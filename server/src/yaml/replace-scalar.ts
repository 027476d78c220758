/** Another text in a scalar's place, in the quotes that it has. */
import type { SpanEdit } from '../text/edit.ts';
import { isPlainYaml, quoteYaml } from '../text/yaml-quote.ts';
import type { ScalarNode } from './node.ts';

/** @param text on one line; what a plain scalar cannot hold gets quotes */
export function replaceScalar(node: ScalarNode, text: string): SpanEdit {
  return { at: node, newText: inQuotesOf(node, text) };
}

function inQuotesOf(node: ScalarNode, text: string): string {
  if (node.style === 'single') return `'${text.replaceAll("'", "''")}'`;
  if (node.style === 'double') return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return isPlainYaml(text) && text !== '' ? text : quoteYaml(text);
}
