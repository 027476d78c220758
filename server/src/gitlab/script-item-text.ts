/** How a shell command is written as a script item. */
import { quoteYaml } from '../text/yaml-quote.ts';
import type { ScalarStyle } from '../yaml/node.ts';

export interface ItemHead {
  /** What stands before the dash. */
  readonly indentation: string;
  /** What stands between the dash and the text. */
  readonly blanks: string;
}

/** The lines of a list item: `- command`, in quotes where YAML needs them, or a block scalar for several lines. */
export function scriptItemLines(
  command: string,
  { indentation, blanks }: ItemHead,
  quotes?: 'single' | 'double',
): readonly string[] {
  const dash = `${indentation}-${blanks}`;
  if (!command.includes('\n')) return [dash + scriptItem(command, quotes)];
  const inner = ' '.repeat(dash.length);
  return [`${dash}|`, ...command.split('\n').map((line) => (line === '' ? '' : inner + line))];
}

/** A command on one line as YAML: plain where that is safe and no quotes are asked for. */
export function scriptItem(command: string, quotes?: 'single' | 'double'): string {
  if (quotes === 'single') return `'${inStyle(command, 'single')!}'`;
  if (quotes === 'double') return `"${inStyle(command, 'double')!}"`;
  return isPlainSafe(command) ? command : quoteYaml(command);
}

/** Whether YAML reads the text back as it is without quotes, in a block list. */
function isPlainSafe(text: string): boolean {
  return !/: |:$| #|^[-?:](?: |$)|^[[\]{}#&*!|>'"%@`,]|^\s|\s$/.test(text);
}

/** Text to put into a scalar of a style, escaped as that style needs; undefined where it cannot hold it. */
export function inStyle(text: string, style: ScalarStyle): string | undefined {
  if (style === 'single') return text.replaceAll("'", "''");
  if (style === 'double') return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return style === 'plain' && /: |:$| #/.test(text) ? undefined : text;
}
