/** The SHELL-FORMAT argument of envsubst: the names to which replacing is restricted. */
import { findPlaceholders } from './placeholder.ts';

/** The names that stand in the argument as `$NAME` or `${NAME}`; text around them does not count. */
export function namesInList(argument: string): string[] {
  return [...new Set(findPlaceholders(argument).map(({ name }) => name))];
}
