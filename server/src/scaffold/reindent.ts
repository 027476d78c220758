/** Brings generated YAML into the layout of the file that it goes into. */

/**
 * YAML with two blanks for a level, with another step. What hangs on a list's dash stays two blanks behind it: it
 * has to stand below what follows the dash.
 */
export function reindent(text: string, step: number): string {
  if (step === 2) return text;
  const levels: { readonly old: number; readonly new: number; readonly hasDash: boolean }[] = [];
  return text
    .split('\n')
    .map((line) => {
      const content = line.trimStart();
      if (content === '') return line;
      const old = line.length - content.length;
      while (levels.length > 0 && levels.at(-1)!.old > old) levels.pop();
      const top = levels.at(-1);
      let indentation = 0;
      if (top?.old === old) {
        indentation = top.new;
        levels.pop();
      } else if (top) indentation = top.new + (top.hasDash && old === top.old + 2 ? 2 : step);
      levels.push({ old, new: indentation, hasDash: content.startsWith('- ') });
      return ' '.repeat(indentation) + content;
    })
    .join('\n');
}
