/** How a text is written as a YAML scalar on one line. */

/** Whether a text in block context is itself as a plain scalar. What it would be read as, text or number, is not asked. */
export function isPlainYaml(text: string): boolean {
  return !/^[\s[\]{}#&*!|>'"%@`,]|^[-?:](?:\s|$)|: |:$| #|\s$/.test(text);
}

/**
 * The text in quotes: single ones, unless it holds single quotes and double ones need no escapes. Line breaks in a
 * single-quoted scalar fold as in a plain one.
 */
export function quoteYaml(text: string): string {
  if (text.includes("'") && !/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}
