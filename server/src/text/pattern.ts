/** Texts as parts of regular expressions. */

/** The source of a pattern that finds just this text. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
