/**
 * Evaluates expressions as GitLab does, with a third answer for what cannot be known. `undefined` stands for unknown
 * throughout; a variable that is not set is null.
 * Semantics: docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions and GitLab's lib/gitlab/ci/pipeline/expression.
 */
import type { Expression, Operation } from './expression.ts';
import { compilePattern, isPatternText } from './pattern.ts';

/** A string, null for an unset variable, undefined for what is not known. */
export type VariableValue = string | null | undefined;

/** Gives a variable's value. */
export type VariableLookup = (name: string) => VariableValue;

/** True, false, or undefined where it cannot be known. */
export type Truth = boolean | undefined;

type Value = string | boolean | null | undefined;

/** Whether the expression holds: set and not empty counts as true. */
export function isTrue(expression: Expression, variables: VariableLookup): Truth {
  return truthOf(evaluate(expression, variables));
}

function truthOf(value: Value): Truth {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value.trim() !== '';
  return value === true;
}

/** What `&&` and `||` ask: for Ruby an empty text is true. */
function choosesAs(value: Value): Truth {
  if (value === undefined) return undefined;
  return typeof value === 'string' || value === true;
}

function evaluate(expression: Expression, variables: VariableLookup): Value {
  switch (expression.kind) {
    case 'variable':
      return variables(expression.name);
    case 'string':
      return expression.value;
    case 'pattern':
      return expression.source;
    case 'null':
      return null;
    case 'true':
      return true;
    case 'false':
      return false;
    case 'operation':
      return operate(expression, variables);
    case 'negation':
      return negate(truthOf(evaluate(expression.operand, variables)));
    case 'input':
    case 'missing':
      return undefined;
  }
}

function operate({ operator, left, right }: Operation, variables: VariableLookup): Value {
  const first = evaluate(left, variables);
  switch (operator) {
    case '&&':
      return and(first, evaluate(right, variables));
    case '||':
      return or(first, evaluate(right, variables), left);
    case '==':
      return equal(first, evaluate(right, variables), left, right);
    case '!=':
      return negate(equal(first, evaluate(right, variables), left, right));
    case '=~':
      return matches(first, right, variables);
    case '!~':
      return negate(matches(first, right, variables));
  }
}

/** Gives back one of both, as Ruby does: `$EMPTY && $B` is `$B`. */
function and(first: Value, second: Value): Value {
  const chooses = choosesAs(first);
  if (chooses === false) return first;
  if (chooses === true) return second;
  return choosesAs(second) === false ? false : undefined;
}

/** `$EMPTY || $B` is the empty text, and so does not hold. */
function or(first: Value, second: Value, left: Expression): Value {
  const chooses = choosesAs(first);
  if (chooses === true) return first;
  if (chooses === false) return second;
  // What is compared is true or false; a variable may be set, and empty.
  return isComparison(left) && truthOf(second) === true ? true : undefined;
}

function isComparison(expression: Expression): boolean {
  if (expression.kind === 'negation') return true;
  if (expression.kind !== 'operation') return false;
  const { operator, left, right } = expression;
  if (operator === '&&' || operator === '||') return isComparison(left) && isComparison(right);
  return true;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function equal(first: Value, second: Value, left: Expression, right: Expression): Truth {
  // The same unknown variable on both sides is equal to itself.
  if (left.kind === 'variable' && right.kind === 'variable' && left.name === right.name) return true;
  return first === undefined || second === undefined ? undefined : textOf(first) === textOf(second);
}

/** `true` is equal to the text "true". */
function textOf(value: Value): Value {
  return typeof value === 'boolean' ? String(value) : value;
}

/** `=~`: a variable on the right may hold a pattern; without one, and for an unset one, nothing matches. */
function matches(subject: Value, right: Expression, variables: VariableLookup): Truth {
  const source = evaluate(right, variables);
  if (source === undefined) return undefined;
  if (typeof source !== 'string') return false;
  const text =
    typeof subject === 'string' ? subject : subject === undefined ? undefined : String(subject ?? '');
  // GitLab asks a text that is no pattern the other way round: whether it contains the left side.
  if (!isPatternText(source)) return text === undefined ? undefined : source.includes(text);
  const { pattern } = compilePattern(source);
  // Written in the expression, it makes GitLab refuse the pipeline; in a variable it is a text.
  if (!pattern) return right.kind === 'pattern' || text === undefined ? undefined : source.includes(text);
  return text === undefined ? undefined : pattern.matches(text);
}
