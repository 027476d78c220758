/** How a text is written as a quoted YAML scalar on one line. */

/**
 * The text in quotes: single ones, unless it holds single quotes and double ones need no escapes. Line breaks in a
 * single-quoted scalar fold as in a plain one.
 */
export function quoteYaml(text: string): string {
  if (text.includes("'") && !/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}
