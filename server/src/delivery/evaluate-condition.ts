/**
 * Whether a command succeeds: `[ … ]`, `test`, `[[ … ]]` and what `!`, `&&` and `||` make of them.
 * Loaded late, with RE2.
 */
import type { Truth } from '../gitlab/evaluate-expression.ts';
import { compilePattern } from '../gitlab/pattern.ts';
import {
  forEachChild,
  type Command,
  type SyntaxNode,
  type TestExpression,
  type Word,
} from '../shell/parse.ts';
import type { Condition } from './decisions.ts';
import { expandToText, expandWord, type Expander } from './expand-word.ts';
import { isSameText, knownText, type PartialText } from './partial-text.ts';
import { fitsPattern } from './shell-pattern.ts';
import { and, not, or } from './truth.ts';

/** Undefined where that is not known, as for programs, files and what commands print. */
export function evaluateCondition(node: Condition, expander: Expander): Truth {
  switch (node.type) {
    case 'Command':
      return evaluateCommand(node, expander);
    case 'TestCommand':
      return runsCommand(node) ? undefined : evaluateTest(node.expression, expander);
    case 'Pipeline': {
      if (node.commands.length !== 1) return undefined;
      const truth = evaluateCondition(node.commands[0]!, expander);
      return node.prefixes.some((it) => it.type === 'Negation') ? not(truth) : truth;
    }
    case 'AndOr':
      return node.commands.reduce<Truth>((truth, command, index) => {
        const next = () => evaluateCondition(command, expander);
        if (index === 0) return next();
        return node.operators[index - 1] === '&&' ? and(truth, next) : or(truth, next);
      }, undefined);
    case 'CompoundList':
      return node.commands.length === 1 ? evaluateCondition(node.commands[0]!.command, expander) : undefined;
    default:
      return undefined;
  }
}

/** They do what they are told and succeed. */
const SUCCEEDING: ReadonlySet<string> = new Set([':', 'true', 'echo', 'printf', 'export', 'unset']);

function evaluateCommand(node: Command, expander: Expander): Truth {
  if (runsCommand(node)) return undefined;
  // An assignment succeeds.
  if (!node.name) return node.prefix.length > 0 ? true : undefined;
  const name = node.name.value;
  if (SUCCEEDING.has(name)) return true;
  if (name === 'false') return false;
  if (name !== '[' && name !== 'test') return undefined;
  const words = node.args.flatMap((word) => (word.type === 'Word' ? expandWord(word, expander) : []));
  if (words.some(({ isPattern }) => isPattern)) return undefined;
  const texts = words.map(({ text, isQuoted }) => ({ text, isQuoted }));
  // An unknown value that is not quoted may be no word, or several.
  if (texts.some(({ text, isQuoted }) => !isQuoted && knownText(text) === undefined)) return undefined;
  if (name === '[' && knownText(texts.pop()?.text) !== ']') return undefined;
  return evaluateWords(texts.map(({ text }) => text));
}

/** By the number of words, as POSIX says; with more than four, `-o` binds less than `-a`. */
function evaluateWords(words: readonly PartialText[]): Truth {
  const [first, second, third] = words;
  if (words.length === 0) return false;
  if (words.length > 3) {
    for (const [operator, combine] of [['-o', or] as const, ['-a', and] as const]) {
      const at = words.findIndex((word, index) => index > 0 && knownText(word) === operator);
      if (at > 0) return combine(evaluateWords(words.slice(0, at)), () => evaluateWords(words.slice(at + 1)));
    }
  }
  if (words.length > 1 && knownText(first) === '!' && (words.length !== 3 || !isBinary(second!)))
    return not(evaluateWords(words.slice(1)));
  if (words.length === 1) return isFilled(first!);
  if (words.length === 2) return evaluateUnary(knownText(first), second!);
  return words.length === 3 ? evaluateBinary(first!, knownText(second), third!) : undefined;
}

const NUMERIC: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '-eq': (left, right) => left === right,
  '-ne': (left, right) => left !== right,
  '-lt': (left, right) => left < right,
  '-le': (left, right) => left <= right,
  '-gt': (left, right) => left > right,
  '-ge': (left, right) => left >= right,
};

function isBinary(word: PartialText): boolean {
  const operator = knownText(word) ?? '';
  return /^(?:==?|!=)$/.test(operator) || Object.hasOwn(NUMERIC, operator);
}

function evaluateUnary(operator: string | undefined, operand: PartialText): Truth {
  if (operator === '-n') return isFilled(operand);
  if (operator === '-z') return not(isFilled(operand));
  // An empty variable without quotes leaves `[ = x ]`, which fails.
  return operator === undefined || operator.startsWith('-') ? undefined : false;
}

function isFilled(text: PartialText): Truth {
  if (text.some((piece) => piece.kind === 'text')) return true;
  return text.length === 0 ? false : undefined;
}

function evaluateBinary(left: PartialText, operator: string | undefined, right: PartialText): Truth {
  if (operator === '=' || operator === '==') return isSameText(left, right);
  if (operator === '!=') return not(isSameText(left, right));
  return compareNumbers(left, operator, right);
}

function compareNumbers(left: PartialText, operator: string | undefined, right: PartialText): Truth {
  const compare = operator !== undefined && Object.hasOwn(NUMERIC, operator) ? NUMERIC[operator] : undefined;
  const [a, b] = [knownText(left), knownText(right)];
  const isNumber = (text: string | undefined) => text !== undefined && /^-?\d{1,15}$/.test(text);
  return compare && isNumber(a) && isNumber(b) ? compare(Number(a), Number(b)) : undefined;
}

function evaluateTest(node: TestExpression, expander: Expander): Truth {
  switch (node.type) {
    case 'TestGroup':
      return evaluateTest(node.expression, expander);
    case 'TestNot': {
      const truth = evaluateTest(node.operand, expander);
      return node.negations.length % 2 === 1 ? not(truth) : truth;
    }
    case 'TestLogical': {
      const [first, ...others] = node.operands;
      const combine = node.operator === '&&' ? and : or;
      return others.reduce<Truth>(
        (truth, operand) => combine(truth, () => evaluateTest(operand, expander)),
        evaluateTest(first!, expander),
      );
    }
    case 'TestUnary':
      return evaluateUnary(node.operator, expandToText(node.operand, expander));
    case 'TestBinary':
      return evaluateMatch(expandToText(node.left, expander), node.operator, node.right, expander);
  }
}

/** In `[[ … ]]` the right side is a pattern where it is not quoted. */
function evaluateMatch(left: PartialText, operator: string, right: Word, expander: Expander): Truth {
  if (operator === '=~') return matchesExpression(knownText(left), right);
  const isEqual = operator === '=' || operator === '==';
  const text = expandToText(right, expander);
  if (!isEqual && operator !== '!=') return compareNumbers(left, operator, text);
  const isText = !/[*?[\\]/.test(right.text) && !/[*?[]/.test(knownText(text) ?? '');
  const isQuoted = /^(?:"[^"]*"|'[^']*')$/.test(right.text);
  const truth = isText || isQuoted ? isSameText(left, text) : fits(left, text, right);
  return isEqual ? truth : not(truth);
}

/** Undefined for a pattern of which parts are quoted. */
function fits(left: PartialText, right: PartialText, written: Word): Truth {
  const [text, pattern] = [knownText(left), knownText(right)];
  if (text === undefined || pattern === undefined || /["'\\]/.test(written.text)) return undefined;
  // A slash is nothing special here.
  return fitsPattern(text.replaceAll('/', '\u2215'), pattern.replaceAll('/', '\u2215'));
}

/** A regular expression that is written out: what variables put in may be text or expression. */
function matchesExpression(text: string | undefined, { text: written }: Word): Truth {
  if (text === undefined || /["'`]|\$[\w{(]/.test(written)) return undefined;
  const { pattern } = compilePattern(`/${written.replaceAll('/', '\\/')}/`);
  return pattern?.matches(text);
}

/** Whether there is a command inside: running it again would do it twice. */
function runsCommand(node: SyntaxNode): boolean {
  let found = node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution';
  if (!found)
    forEachChild(node, (child) => {
      found ||= runsCommand(child);
    });
  return found;
}
