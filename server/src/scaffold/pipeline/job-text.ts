/** What the texts of all generated jobs have in common. */
import { quoteYaml } from '../../text/yaml-quote.ts';
import type { Answers } from '../answers.ts';

/** A job as text with two blanks for a level. */
export interface JobText {
  readonly name: string;
  readonly text: string;
}

/** `$CI_COMMIT_BRANCH == …` */
export function branchRule({ branch }: Answers): string {
  return `$CI_COMMIT_BRANCH == ${branch.startsWith('$') ? branch : `"${branch}"`}`;
}

/** A name that no job has yet. */
export function freeJobName(name: string, taken: ReadonlySet<string>): string {
  let result = name;
  for (let count = 2; taken.has(result); count++) result = `${name}-${count}`;
  return result;
}

/** A text as a plain scalar where YAML reads it as itself, else in quotes. */
export function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z./$_][^#]*$/.test(text) && !/:(?:\s|$)|\s$|^(?:true|false|yes|no|on|off|null|~)$/i.test(text);
  return isPlain ? text : /^\d+$/.test(text) ? `"${text}"` : quoteYaml(text);
}

/** A word as the shell takes it whole. */
export function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
