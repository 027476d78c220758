/** Parses an expression: `!` binds closest, then `==`, `!=`, `=~`, `!~`, then `&&`, then `||`, from left to right. */
import type {
  Expression,
  ExpressionProblem,
  ExpressionProblemCode,
  Operator,
  ParsedExpression,
} from './expression.ts';
import { tokenize, type Token } from './expression-tokens.ts';

const PRECEDENCE: Readonly<Record<Operator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '=~': 3,
  '!~': 3,
};
const MAXIMUM_DEPTH = 60;

const parsed = new Map<string, ParsedExpression>();
const MAXIMUM_KEPT = 2000;

/** Parses an expression. Never throws. The same text gives the same object. */
export function parseExpression(text: string): ParsedExpression {
  let known = parsed.get(text);
  if (!known) {
    if (parsed.size >= MAXIMUM_KEPT) parsed.clear();
    parsed.set(text, (known = new ExpressionParser(text).parse()));
  }
  return known;
}

class ExpressionParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #problems: ExpressionProblem[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    const { tokens, problems } = tokenize(text);
    this.#tokens = tokens;
    this.#problems = [...problems];
  }

  parse(): ParsedExpression {
    if (this.#tokens.length === 0) {
      if (this.#problems.length === 0) this.#report('empty', 0, this.#text.length);
      const root: Expression = { kind: 'missing', start: 0, end: this.#text.length };
      return { text: this.#text, root, problems: this.#problems };
    }
    let root = this.#operations(0, 0);
    for (let token = this.#tokens[this.#next]; token; token = this.#tokens[this.#next]) {
      const { start, end } = placeOf(token);
      if (token.kind === ')') {
        this.#report('parenthesis', start, end);
        this.#next++;
      } else {
        // Two values side by side: GitLab refuses them; read on to find what else is wrong.
        this.#report('missing-operator', start, end);
        const before = this.#next;
        const right = this.#operations(0, 0);
        root = { kind: 'operation', operator: '&&', left: root, right, start: root.start, end: right.end };
        if (this.#next === before) this.#next++;
      }
    }
    const problems = this.#problems.sort((a, b) => a.start - b.start);
    return { text: this.#text, root, problems };
  }

  #operations(lowest: number, depth: number): Expression {
    let left = this.#operand(depth);
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token?.kind !== 'operator' || PRECEDENCE[token.operator] <= lowest) return left;
      this.#next++;
      const right = this.#operations(PRECEDENCE[token.operator], depth + 1);
      const { operator } = token;
      left = { kind: 'operation', operator, left, right, start: left.start, end: right.end };
    }
  }

  #operand(depth: number): Expression {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'operand') {
      this.#next++;
      return token.operand;
    }
    if (token?.kind === '!' && depth < MAXIMUM_DEPTH) {
      this.#next++;
      const operand = this.#operand(depth + 1);
      return { kind: 'negation', operand, start: token.start, end: operand.end };
    }
    if (token?.kind === '(' && depth < MAXIMUM_DEPTH) {
      this.#next++;
      const inner = this.#operations(0, depth + 1);
      const closing = this.#tokens[this.#next];
      if (closing?.kind === ')') this.#next++;
      else this.#report('parenthesis', token.start, token.end);
      return { ...inner, start: token.start, end: closing?.kind === ')' ? closing.end : inner.end };
    }
    const before = this.#tokens[this.#next - 1];
    const place = token ? placeOf(token) : before ? placeOf(before) : { start: 0, end: this.#text.length };
    // What was misread before it has been told already.
    if (!this.#problems.some((problem) => problem.start <= place.end && place.start <= problem.end))
      this.#report('missing-operand', place.start, place.end);
    return { kind: 'missing', start: place.end, end: place.end };
  }

  #report(code: ExpressionProblemCode, start: number, end: number): void {
    this.#problems.push({ code, start, end });
  }
}

function placeOf(token: Token): { readonly start: number; readonly end: number } {
  return token.kind === 'operand' ? token.operand : token;
}
