/**
 * Cuts the text of an expression into tokens. As GitLab reads it, and where GitLab gives up, on to what was probably
 * meant, with a problem for it.
 */
import type { Expression, ExpressionProblem, ExpressionProblemCode, Operator } from './expression.ts';

export type Token =
  | { readonly kind: 'operand'; readonly operand: Expression }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly start: number; readonly end: number }
  | { readonly kind: '(' | ')' | '!'; readonly start: number; readonly end: number };

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly problems: readonly ExpressionProblem[];
}

/** GitLab reads no more tokens than these. */
const MAXIMUM_TOKENS = 100;

const WORD = /[^\s()=!&|"'$~]+/y;

interface Reader {
  readonly pattern: RegExp;
  readonly read: (text: string, start: number, end: number) => Token | Misread;
}

interface Misread {
  readonly code: ExpressionProblemCode;
  readonly replacement?: string;
  /** What it is taken for. */
  readonly token?: Token;
}

const operand = (expression: Expression): Token => ({ kind: 'operand', operand: expression });

/** In GitLab's order; behind them what users write by mistake. */
const READERS: readonly Reader[] = [
  { pattern: /\(/y, read: (_, start, end) => ({ kind: '(', start, end }) },
  { pattern: /\)/y, read: (_, start, end) => ({ kind: ')', start, end }) },
  { pattern: /\$\[\[[^\]]*\]\]/y, read: (_, start, end) => operand({ kind: 'input', start, end }) },
  {
    pattern: /\$\w+/y,
    read: (text, start, end) => operand({ kind: 'variable', name: text.slice(start + 1, end), start, end }),
  },
  {
    pattern: /"[^"\n]*"|'[^'\n]*'/y,
    read: (text, start, end) =>
      operand({ kind: 'string', value: text.slice(start + 1, end - 1), start, end }),
  },
  {
    pattern: /\/(?:\\.|[^/\\\n])+\/[ismU]*/y,
    read: (text, start, end) => {
      const source = text.slice(start, end);
      const token = operand({ kind: 'pattern', source, start, end });
      return /^\/[^\\]\//.test(source) ? { code: 'short-pattern', token } : token;
    },
  },
  { pattern: /null(?!\w)/y, read: (_, start, end) => operand({ kind: 'null', start, end }) },
  {
    pattern: /(?:true|false)\b/y,
    read: (text, start, end) =>
      operand({ kind: text.startsWith('true', start) ? 'true' : 'false', start, end }),
  },
  {
    pattern: /==|=~|!=|!~|&&|\|\|/y,
    read: (text, start, end) => ({
      kind: 'operator',
      operator: text.slice(start, end) as Operator,
      start,
      end,
    }),
  },
  {
    pattern: /\$\{(\w+)\}/y,
    read: (text, start, end) => {
      const name = text.slice(start + 2, end - 1);
      return {
        code: 'braces',
        replacement: `$${name}`,
        token: operand({ kind: 'variable', name, start, end }),
      };
    },
  },
  {
    pattern: /=/y,
    read: (_, start, end) => ({
      code: 'single-equals',
      replacement: '==',
      token: { kind: 'operator', operator: '==', start, end },
    }),
  },
  {
    pattern: /&|\band\b|\bAND\b/y,
    read: (_, start, end) => ({
      code: 'operator',
      replacement: '&&',
      token: { kind: 'operator', operator: '&&', start, end },
    }),
  },
  {
    pattern: /\||\bor\b|\bOR\b/y,
    read: (_, start, end) => ({
      code: 'operator',
      replacement: '||',
      token: { kind: 'operator', operator: '||', start, end },
    }),
  },
  { pattern: /!/y, read: (_, start, end) => ({ kind: '!', start, end }) },
  { pattern: /\b(?:not|NOT)\b/y, read: () => ({ code: 'negation' }) },
  {
    pattern: /["'][^\n]*/y,
    read: (text, start, end) => ({
      code: 'unclosed-string',
      token: operand({ kind: 'string', value: text.slice(start + 1, end), start, end }),
    }),
  },
  {
    pattern: /\/\S*/y,
    read: (_, start, end) => ({ code: 'unclosed-pattern', token: operand({ kind: 'missing', start, end }) }),
  },
  {
    pattern: WORD,
    read: (text, start, end) => ({
      code: 'bare-word',
      replacement: `"${text.slice(start, end)}"`,
      token: operand({ kind: 'string', value: text.slice(start, end), start, end }),
    }),
  },
  {
    pattern: /[^]/y,
    read: (_, start, end) => ({ code: 'unknown', token: operand({ kind: 'missing', start, end }) }),
  },
];

/** Never throws; linear in the length of the text. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const problems: ExpressionProblem[] = [];
  for (let start = 0; start < text.length;) {
    if (/\s/.test(text[start]!)) {
      start++;
      continue;
    }
    if (tokens.length >= MAXIMUM_TOKENS) {
      problems.push({ code: 'too-long', start, end: text.length });
      break;
    }
    const [reader, end] = readerAt(text, start);
    const result = reader.read(text, start, end);
    if ('kind' in result) tokens.push(result);
    else {
      const { code, replacement, token } = result;
      problems.push({ code, start, end, ...(replacement !== undefined && { replacement }) });
      if (token) tokens.push(token);
    }
    start = end;
    const rest = 'kind' in result && isPattern(result) ? REST.exec(text.slice(end)) : null;
    if (rest) {
      start += rest[0].length;
      problems.push({ code: 'slash-in-pattern', start: end - 1, end: start });
    }
  }
  return { tokens, problems };
}

/** What follows a pattern's last slash without a blank: the pattern was meant to go on. */
const REST = /^[^\s)&|=!]\S*/;

function isPattern(token: Token): boolean {
  return token.kind === 'operand' && token.operand.kind === 'pattern';
}

function readerAt(text: string, start: number): [Reader, number] {
  for (const reader of READERS) {
    reader.pattern.lastIndex = start;
    if (reader.pattern.test(text)) return [reader, reader.pattern.lastIndex];
  }
  return [READERS.at(-1)!, start + 1];
}
