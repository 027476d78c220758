/** Which rules of a list can decide anything, whatever the variables hold. */
import { walkExpression, type Expression } from './expression.ts';
import { isTrue, type Truth } from './evaluate-expression.ts';
import { parseExpression } from './parse-expression.ts';
import { meantSource } from './pipeline-source.ts';
import { isNeverSetInRules } from './predefined-variables.ts';
import type { RuleClause } from './rule-clauses.ts';

export interface RuleReach {
  readonly clause: RuleClause;
  /** Whether it holds in any pipeline, in none, or in some as far as can be told. */
  readonly truth: Truth;
  /** The clause before it that always holds, so that this one is never looked at. */
  readonly hiddenBy: RuleClause | undefined;
  /** A variable that is never set when rules are read, because of which it does not hold. */
  readonly unset: string | undefined;
  /** What CI_PIPELINE_SOURCE is compared with and never holds, because of which it does not hold. */
  readonly mistakenSource: MistakenSource | undefined;
}

export interface MistakenSource {
  readonly text: string;
  /** UTF-16 offsets of the text with its quotes, in the condition. */
  readonly start: number;
  readonly end: number;
  /** The value that was probably meant. */
  readonly meant: string;
}

/** Looks at each clause of a list on its own: nothing but what is written in it and what GitLab never sets counts. */
export function reachOf(clauses: readonly RuleClause[]): readonly RuleReach[] {
  let hiddenBy: RuleClause | undefined;
  let seen: RuleClause[] = [];
  return clauses.map((clause) => {
    const truth = truthOf(clause);
    const same = seen.find((earlier) => isSame(earlier, clause));
    const reach: RuleReach = {
      clause,
      truth,
      hiddenBy: hiddenBy ?? same,
      unset: truth === false ? unsetIn(clause) : undefined,
      mistakenSource: truth === false ? mistakenSourceIn(clause) : undefined,
    };
    if (truth === true) hiddenBy ??= clause;
    if (!clause.isOpen) seen = [...seen, clause];
    return reach;
  });
}

/** Whether the second asks the same as the first: when it is looked at, the first did not hold. */
function isSame(first: RuleClause, second: RuleClause): boolean {
  if (first.changes || first.exists || second.changes || second.exists) return false;
  return (
    first.condition !== undefined &&
    second.condition !== undefined &&
    !second.isOpen &&
    first.condition.value.trim() === second.condition.value.trim()
  );
}

function truthOf(clause: RuleClause): Truth {
  if (clause.isOpen) return undefined;
  const parts: Truth[] = [clause.condition ? conditionTruth(clause.condition.value) : true];
  if (clause.changes || clause.exists) parts.push(undefined);
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function conditionTruth(text: string): Truth {
  const { root, problems } = parseExpression(text);
  if (problems.length > 0) return undefined;
  if (isContradiction(root)) return false;
  return isTrue(root, neverSet);
}

/** Null for variables that only runners set, unknown for all others. */
function neverSet(name: string): string | null | undefined {
  if (name === 'CI' || name === 'GITLAB_CI') return 'true';
  return isNeverSetInRules(name) ? null : undefined;
}

function unsetIn(clause: RuleClause): string | undefined {
  const names = [...(clause.condition?.value ?? '').matchAll(/\$(\w+)/g)].map((match) => match[1]!);
  return names.find((name) => neverSet(name) === null);
}

function mistakenSourceIn({ condition }: RuleClause): MistakenSource | undefined {
  let found: MistakenSource | undefined;
  if (condition)
    walkExpression(parseExpression(condition.value).root, (part) => {
      found ??= mistakenSource(part);
    });
  return found;
}

/** `$CI_PIPELINE_SOURCE == "merge_request"`: a value that GitLab does not give. */
function mistakenSource(part: Expression): MistakenSource | undefined {
  const equality = equalityOf(part);
  if (equality?.name !== 'CI_PIPELINE_SOURCE') return undefined;
  const { value: text, operand } = equality;
  const meant = meantSource(text);
  return meant === undefined ? undefined : { text, start: operand.start, end: operand.end, meant };
}

/** `$A == "x" && $A == "y"`, the branch of a pipeline for a tag, and a source that no pipeline has. */
function isContradiction(expression: Expression): boolean {
  if (expression.kind !== 'operation') return false;
  if (mistakenSource(expression)) return true;
  const { operator, left, right } = expression;
  if (operator === '||') return isContradiction(left) && isContradiction(right);
  if (operator !== '&&') return false;
  if (isContradiction(left) || isContradiction(right)) return true;
  const parts = conjuncts(expression);
  const wanted = new Map<string, string>();
  for (const part of parts) {
    const equality = equalityOf(part);
    if (!equality) continue;
    const known = wanted.get(equality.name);
    if (known !== undefined && known !== equality.value) return true;
    wanted.set(equality.name, equality.value);
  }
  const isSet = (name: string) =>
    wanted.has(name) || parts.some((part) => part.kind === 'variable' && part.name === name);
  return (
    isSet('CI_COMMIT_BRANCH') &&
    (isSet('CI_COMMIT_TAG') || wanted.get('CI_PIPELINE_SOURCE') === 'merge_request_event')
  );
}

function conjuncts(expression: Expression): Expression[] {
  if (expression.kind !== 'operation' || expression.operator !== '&&') return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

/** A variable that is compared with a text that is not empty. */
function equalityOf(
  part: Expression,
): { readonly name: string; readonly value: string; readonly operand: Expression } | undefined {
  if (part.kind !== 'operation' || part.operator !== '==') return undefined;
  const { left, right } = part;
  const variable = left.kind === 'variable' ? left : right.kind === 'variable' ? right : undefined;
  const text = left.kind === 'string' ? left : right.kind === 'string' ? right : undefined;
  return variable && text && text.value !== ''
    ? { name: variable.name, value: text.value, operand: text }
    : undefined;
}
