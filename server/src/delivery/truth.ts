/** Logic with what is not known. */
import type { Truth } from '../gitlab/evaluate-expression.ts';

export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

export function and(left: Truth, right: () => Truth): Truth {
  if (left === false) return false;
  const other = right();
  return other === false ? false : left === true ? other : undefined;
}

export function or(left: Truth, right: () => Truth): Truth {
  return not(and(not(left), () => not(right())));
}
