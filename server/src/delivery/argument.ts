/** A command's words after expansion, and their division into options and operands. */
import type { Span } from '../text/span.ts';
import { knownText, splitAt, joined, known, type PartialText } from './partial-text.ts';

export interface Argument {
  readonly text: PartialText;
  /** The word as it stands in the script. */
  readonly at: Span;
  /** Whether any of it is in quotes. */
  readonly isQuoted: boolean;
  /** How the word is quoted as a whole; `none` also where only part of it is quoted. */
  readonly quoting: 'single' | 'double' | 'none';
  /** Whether `*`, `?`, `[…]` stand in it unquoted: then it names files by pattern. */
  readonly isPattern: boolean;
}

export interface Option {
  /** With its dashes, as written: `-f`, `--file`. */
  readonly name: string;
  readonly value?: PartialText;
  /** The whole option, its value included where that is in the same word. */
  readonly at: Span;
  /** The word that holds the value. */
  readonly argument: Argument;
}

export interface ParsedArguments {
  readonly options: readonly Option[];
  readonly operands: readonly Argument[];
}

export interface OptionRules {
  /** Names of options that take a value, with dashes. */
  readonly valued: ReadonlySet<string>;
  /** Long options without a value that may be written with one dash, as Go programs take them: `-no-unset`. */
  readonly flags?: ReadonlySet<string>;
  /** Whether the first operand ends the options, as for commands that run other commands. */
  readonly isStopping?: boolean;
}

/**
 * Divides words into options and operands by the customs of getopt: `-f x`, `-fx`, `--file x`, `--file=x`, `-it`,
 * `--`. Options that `valued` does not name are taken to have no value of their own.
 */
export function parseArguments(words: readonly Argument[], rules: OptionRules): ParsedArguments {
  const options: Option[] = [];
  const operands: Argument[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const start = leadingText(word);
    if (start === '--' && knownText(word.text) === '--') {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!start.startsWith('-') || knownText(word.text) === '-') {
      operands.push(word);
      if (rules.isStopping) {
        operands.push(...words.slice(i + 1));
        break;
      }
      continue;
    }
    const found =
      start.startsWith('--') || isLongWithOneDash(start, rules)
        ? longOption(word)
        : shortOptions(word, rules);
    const last = found.at(-1)!;
    const next = words[i + 1];
    if (last.value === undefined && rules.valued.has(last.name) && next) {
      found[found.length - 1] = { ...last, value: next.text, argument: next };
      i++;
    }
    options.push(...found);
  }
  return { options, operands };
}

function isLongWithOneDash(start: string, rules: OptionRules): boolean {
  const name = /^-[\w-]+/.exec(start)?.[0] ?? start;
  return name.length > 2 && (rules.valued.has(name) || rules.flags?.has(name) === true);
}

function longOption(word: Argument): Option[] {
  const [name, ...rest] = splitAt(word.text, '=');
  const value =
    rest.length > 0
      ? joined(rest.flatMap((part, index) => (index > 0 ? [known('='), part] : [part])))
      : undefined;
  return [
    { name: knownText(name) ?? leadingText(word), ...(value && { value }), at: word.at, argument: word },
  ];
}

function shortOptions(word: Argument, rules: OptionRules): Option[] {
  const letters = leadingText(word);
  const options: Option[] = [];
  for (let i = 1; i < letters.length; i++) {
    const name = `-${letters[i]!}`;
    if (rules.valued.has(name)) {
      const rest = joined([known(letters.slice(i + 1)), word.text.slice(1)]);
      const value =
        rest[0]?.kind === 'text' && rest[0].text.startsWith('=')
          ? joined([known(rest[0].text.slice(1)), rest.slice(1)])
          : rest;
      options.push({ name, ...(value.length > 0 && { value }), at: word.at, argument: word });
      return options;
    }
    options.push({ name, at: word.at, argument: word });
  }
  return options.length > 0 ? options : [{ name: letters, at: word.at, argument: word }];
}

/** The known text at the start of a word. */
export function leadingText(word: Argument): string {
  const first = word.text[0];
  return first?.kind === 'text' ? first.text : '';
}

/** The last option with one of the names. */
export function optionOf(options: readonly Option[], ...names: readonly string[]): Option | undefined {
  return options.findLast((option) => names.includes(option.name));
}

export function optionsOf(options: readonly Option[], ...names: readonly string[]): readonly Option[] {
  return options.filter((option) => names.includes(option.name));
}
