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
    case 'input':
    case 'missing':
      return undefined;
  }
}

function operate({ operator, left, right }: Operation, variables: VariableLookup): Value {
  const first = evaluate(left, variables);
  switch (operator) {
    case '&&':
      return and(truthOf(first), () => truthOf(evaluate(right, variables)));
    case '||':
      return negate(and(negate(truthOf(first)), () => negate(truthOf(evaluate(right, variables)))));
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

function and(first: Truth, second: () => Truth): Truth {
  if (first === false) return false;
  const other = second();
  if (other === false) return false;
  return first === undefined || other === undefined ? undefined : true;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function equal(first: Value, second: Value, left: Expression, right: Expression): Truth {
  // The same unknown variable on both sides is equal to itself.
  if (left.kind === 'variable' && right.kind === 'variable' && left.name === right.name) return true;
  return first === undefined || second === undefined ? undefined : first === second;
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
  if (!pattern) return false;
  return text === undefined ? undefined : pattern.matches(text);
}
