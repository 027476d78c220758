/** The language of `rules:if`, `workflow:rules:if`, `include:rules:if` and `only:variables`: what an expression is. */

/** Half-open range of UTF-16 offsets in the expression's text. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

export type Operator = '==' | '!=' | '=~' | '!~' | '&&' | '||';

export interface VariableOperand extends Placed {
  readonly kind: 'variable';
  readonly name: string;
}

export interface StringOperand extends Placed {
  readonly kind: 'string';
  readonly value: string;
}

export interface PatternOperand extends Placed {
  readonly kind: 'pattern';
  /** With its slashes and flags: `/^v\d+$/i`. */
  readonly source: string;
}

export interface LiteralOperand extends Placed {
  readonly kind: 'null' | 'true' | 'false';
}

/** `$[[ inputs.name ]]` whose value is not known, or an operand that could not be read. */
export interface OpenOperand extends Placed {
  readonly kind: 'input' | 'missing';
}

export interface Operation extends Placed {
  readonly kind: 'operation';
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `!$NAME`, `!(…)`: GitLab knows it since 2026, and binds it closer than everything else. */
export interface Negation extends Placed {
  readonly kind: 'negation';
  readonly operand: Expression;
}

export type Expression =
  VariableOperand | StringOperand | PatternOperand | LiteralOperand | OpenOperand | Operation | Negation;

export type ExpressionProblemCode =
  /** A word that stands for no value: `main`. */
  | 'bare-word'
  /** `=` for `==`. */
  | 'single-equals'
  /** `${NAME}`. */
  | 'braces'
  /** `&`, `|`, `and`, `or`. */
  | 'operator'
  /** `not`. */
  | 'negation'
  | 'unclosed-string'
  | 'unclosed-pattern'
  /** A slash in the middle of a pattern, which ends it. */
  | 'slash-in-pattern'
  /** `/a/`: GitLab reads patterns from two characters on. */
  | 'short-pattern'
  | 'missing-operand'
  | 'missing-operator'
  | 'parenthesis'
  | 'empty'
  | 'too-long'
  | 'unknown';

export interface ExpressionProblem extends Placed {
  readonly code: ExpressionProblemCode;
  /** What would be right in its place, where that is certain. */
  readonly replacement?: string;
}

export interface ParsedExpression {
  readonly text: string;
  /** What could be read; `missing` operands stand where something lacks. */
  readonly root: Expression;
  readonly problems: readonly ExpressionProblem[];
}

/** Calls `visit` for an expression and all below it, in the order of the text. */
export function walkExpression(expression: Expression, visit: (part: Expression) => void): void {
  if (expression.kind === 'negation') {
    visit(expression);
    return walkExpression(expression.operand, visit);
  }
  if (expression.kind !== 'operation') return visit(expression);
  walkExpression(expression.left, visit);
  visit(expression);
  walkExpression(expression.right, visit);
}
