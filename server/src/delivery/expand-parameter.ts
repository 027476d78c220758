/** `$NAME`, `${NAME}` and the operators of `${NAME…}`. */
import type { ParameterOperation, Word } from '../shell/parse.ts';
import type { Span } from '../text/span.ts';
import type { Expander } from './expand-word.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { fitsPattern } from './shell-pattern.ts';

export interface ParameterExpansion {
  readonly name: string;
  /** As written. */
  readonly text: string;
  readonly prefix?: '!' | '#' | undefined;
  readonly index?: Word | undefined;
  readonly operation?: ParameterOperation | undefined;
}

/** @param textOf expands an operand, as in `${NAME:-operand}` */
export function expandParameter(
  parameter: ParameterExpansion,
  expander: Expander,
  at: Span,
  textOf: (operand: Word) => PartialText,
): PartialText {
  const unknownHere: PartialText = [{ kind: 'unknown', origin: at }];
  if (parameter.prefix || (parameter.index && !/^[@*]$/.test(parameter.index.text))) return unknownHere;
  const value = valueOf(parameter.name, expander, unknownHere);
  const { operation } = parameter;
  if (!operation) return value;
  const text = knownText(value);
  if (text === undefined) {
    const [piece] = value;
    // What is made of one unknown in the same way is the same text, in another job too.
    const isPlain =
      value.length === 1 && piece?.kind === 'unknown' && piece.variable !== undefined && !piece.derived;
    if (isPlain && operation.type !== 'Default') return [{ ...piece, derived: parameter.text }];
    if (isPlain && (operation.operator === ':?' || operation.operator === '?')) return value;
    return unknownHere;
  }
  const assign = (assigned: PartialText) => expander.variables.assign(parameter.name, assigned, at);
  const isUnset = expander.variables.get(parameter.name) === undefined && text === '';
  return applyOperation(text, value, operation, isUnset, textOf, assign) ?? unknownHere;
}

function valueOf(name: string, expander: Expander, unknownHere: PartialText): PartialText {
  const { positional } = expander.variables;
  if (/^[1-9]\d*$/.test(name)) return positional ? (positional[Number(name) - 1] ?? []) : unknownHere;
  if (name === '@' || name === '*')
    return positional
      ? joined(positional.flatMap((argument, index) => (index > 0 ? [known(' '), argument] : [argument])))
      : unknownHere;
  if (!/^[A-Za-z_]/.test(name)) return unknownHere;
  return expander.variables.valueOf(name);
}

function applyOperation(
  text: string,
  value: PartialText,
  operation: ParameterOperation,
  isUnset: boolean,
  textOf: (operand: Word) => PartialText,
  assign: (value: PartialText) => void,
): PartialText | undefined {
  switch (operation.type) {
    case 'Default': {
      // Without a colon an empty text is one like any other: only an unset variable counts.
      const isEmpty = operation.operator.startsWith(':') ? text === '' : isUnset;
      const operand = () => textOf(operation.operand);
      if (operation.operator === ':+' || operation.operator === '+') return isEmpty ? [] : operand();
      if (/^:?=$/.test(operation.operator) && isEmpty) {
        const assigned = operand();
        assign(assigned);
        return assigned;
      }
      return isEmpty && (operation.operator === ':-' || operation.operator === '-') ? operand() : value;
    }
    case 'Remove': {
      const pattern = knownText(textOf(operation.operand));
      return pattern === undefined ? undefined : known(withoutPattern(text, pattern, operation.operator));
    }
    case 'Replace': {
      const pattern = knownText(textOf(operation.pattern));
      const replacement = knownText(textOf(operation.replacement));
      if (pattern === undefined || replacement === undefined || /[*?[]/.test(pattern) || pattern === '')
        return undefined;
      if (operation.operator === '//') return known(text.replaceAll(pattern, () => replacement));
      return operation.operator === '/' ? known(text.replace(pattern, () => replacement)) : undefined;
    }
    case 'Slice': {
      const offset = Number(operation.offset.text);
      const length = operation.length ? Number(operation.length.text) : Infinity;
      if (!Number.isInteger(offset) || offset < 0 || !(length >= 0)) return undefined;
      return known(text.slice(offset, offset + length));
    }
    case 'CaseModification':
      if (operation.operand) return undefined;
      if (operation.operator === '^^') return known(text.toUpperCase());
      return operation.operator === ',,' ? known(text.toLowerCase()) : undefined;
    default:
      return undefined;
  }
}

/** `${name#pattern}` and its kin: cuts off the shortest or longest beginning or end that fits. */
function withoutPattern(text: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string {
  if (text.length > 4000) return text;
  const isPrefix = operator.startsWith('#');
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const part = isPrefix ? text.slice(0, length) : text.slice(text.length - length);
    if (matches(part, pattern)) return isPrefix ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

/** In these operators `*` also fits a slash. */
function matches(text: string, pattern: string): boolean {
  if (!/[*?[\]]/.test(pattern)) return text === pattern;
  return fitsPattern(text.replaceAll('/', '\u2215'), pattern.replaceAll('/', '\u2215'));
}
