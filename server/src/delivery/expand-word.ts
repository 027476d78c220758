/** The shell's expansion of words: variables, substitutions, braces, splitting; what is not known stays unknown. */
import type { CommandExpansionPart, DoubleQuotedChild, Word, WordPart } from '../shell/parse.ts';
import type { Span } from '../text/span.ts';
import type { Argument } from './argument.ts';
import { expandParameter } from './expand-parameter.ts';
import { EMPTY, joined, known, type PartialText } from './partial-text.ts';
import type { ShellVariables } from './shell-variables.ts';

/** What expansion needs from the shell that runs. */
export interface Expander {
  readonly variables: ShellVariables;
  /** Where `[start, end)` of the script's text is written. */
  spanAt(start: number, end: number): Span;
  /** The output of `$(…)`, without line ends at its end. */
  substitute(part: CommandExpansionPart): PartialText;
  /** The path that stands for `<(…)`. */
  processPath(part: WordPart & { type: 'ProcessSubstitution' }): PartialText;
}

/** One stretch of a word before it is split. */
interface Stretch {
  readonly text: PartialText;
  /** Whether the shell splits it at blanks: results of unquoted expansions. */
  readonly splits: boolean;
  readonly isPattern?: boolean;
}

const MAXIMUM_BRACES = 100;

/** The arguments that a word becomes: none for an unquoted empty variable, several after splitting and braces. */
export function expandWord(word: Word, expander: Expander): readonly Argument[] {
  const at = expander.spanAt(word.pos, word.end);
  const parts = word.parts;
  if (!parts) {
    const text = known(word.value);
    return [{ text, at, isQuoted: word.text !== word.value, quoting: 'none', isPattern: false }];
  }
  const quoting = quotingOf(parts);
  const isQuoted = parts.some((part) => part.type.includes('Quoted'));
  return expandBraces(parts).flatMap((alternative) => {
    const stretches = alternative.flatMap((part) => stretchesOf(part, expander));
    return splitFields(stretches, isQuoted).map((field) => ({ ...field, at, isQuoted, quoting }));
  });
}

/** The word as one text: in assignments, redirections and `case`, where nothing is split. */
export function expandToText(word: Word, expander: Expander): PartialText {
  if (!word.parts) return known(word.value);
  return joined(word.parts.flatMap((part) => stretchesOf(part, expander).map((stretch) => stretch.text)));
}

/** The parts of a here-document's body as one text. */
export function expandParts(parts: readonly WordPart[], expander: Expander): PartialText {
  return joined(parts.flatMap((part) => stretchesOf(part, expander).map((stretch) => stretch.text)));
}

function quotingOf(parts: readonly WordPart[]): Argument['quoting'] {
  const [only] = parts;
  if (parts.length !== 1 || !only) return 'none';
  if (only.type === 'SingleQuoted') return 'single';
  return only.type === 'DoubleQuoted' ? 'double' : 'none';
}

function stretchesOf(part: WordPart, expander: Expander): readonly Stretch[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ text: known(part.value), splits: false }];
    case 'Glob':
      return [{ text: known(part.text), splits: false, isPattern: true }];
    case 'ExtendedGlob':
      return [{ text: known(part.text), splits: false, isPattern: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return quotedStretches(part.parts, expander);
    case 'ProcessSubstitution':
      return [{ text: expander.processPath(part), splits: false }];
    case 'BraceExpansion':
      return [{ text: known(part.text), splits: false }];
    default:
      return [{ text: expansionOf(part, expander), splits: true }];
  }
}

/** `"${LIST[@]}"` and `"$@"` become several words even in quotes. */
function quotedStretches(parts: readonly DoubleQuotedChild[], expander: Expander): readonly Stretch[] {
  return parts.map((part): Stretch => {
    if (part.type === 'Literal') return { text: known(part.value), splits: false };
    const isList = part.text === '$@' || part.text === '${@}' || /^\$\{\w+\[@\]\}$/.test(part.text);
    return { text: expansionOf(part, expander), splits: isList };
  });
}

function expansionOf(part: Exclude<DoubleQuotedChild, { type: 'Literal' }>, expander: Expander): PartialText {
  const at = () => expander.spanAt(part.pos, part.end);
  if (part.type === 'CommandExpansion') return expander.substitute(part);
  if (part.type === 'ArithmeticExpansion') return [{ kind: 'unknown', origin: at() }];
  const textOf = (operand: Word) => expandToText(operand, expander);
  if (part.type === 'SimpleExpansion')
    return expandParameter({ name: part.text.slice(1), text: part.text }, expander, at(), textOf);
  return expandParameter(
    {
      name: part.parameter,
      text: part.text,
      prefix: part.prefix,
      index: part.index,
      operation: part.operation,
    },
    expander,
    at(),
    textOf,
  );
}

/** The alternatives of `{a,b}`; a range or a nested one stays as it is. */
function expandBraces(parts: readonly WordPart[]): readonly (readonly WordPart[])[] {
  let alternatives: (readonly WordPart[])[] = [[]];
  for (const part of parts) {
    const texts = part.type === 'BraceExpansion' ? bracedTexts(part.text) : undefined;
    const choices: readonly WordPart[] = texts
      ? texts.map((text) => ({ type: 'Literal', pos: part.pos, end: part.end, value: text, text }))
      : [part];
    if (alternatives.length * choices.length > MAXIMUM_BRACES) return [parts];
    alternatives = alternatives.flatMap((earlier) => choices.map((choice) => [...earlier, choice]));
  }
  return alternatives;
}

function bracedTexts(text: string): readonly string[] | undefined {
  const inner = text.slice(1, -1);
  if (/[{}$`"'\\]/.test(inner) || !inner.includes(',')) return undefined;
  return inner.split(',');
}

/** Joins stretches to words, cutting at the blanks of those that are split. */
function splitFields(
  stretches: readonly Stretch[],
  isQuoted: boolean,
): readonly Pick<Argument, 'text' | 'isPattern'>[] {
  const fields: { parts: PartialText[]; isPattern: boolean }[] = [];
  let current: { parts: PartialText[]; isPattern: boolean } | undefined;
  const add = (text: PartialText, isPattern = false) => {
    if (!current) fields.push((current = { parts: [], isPattern: false }));
    current.parts.push(text);
    current.isPattern ||= isPattern;
  };
  for (const { text, splits, isPattern } of stretches) {
    if (!splits) {
      if (text.length > 0 || isQuoted) add(text, isPattern);
      continue;
    }
    for (const piece of text) {
      if (piece.kind === 'unknown') {
        add([piece]);
        continue;
      }
      for (const [index, field] of piece.text.split(/[ \t\n]+/).entries()) {
        if (index > 0) current = undefined;
        if (field !== '') add(known(field), /[*?[]/.test(field));
      }
    }
  }
  const words = fields.map(({ parts, isPattern }) => ({ text: joined(parts), isPattern }));
  return words.length === 0 && isQuoted ? [{ text: EMPTY, isPattern: false }] : words;
}
