/** What was found out about an application, each fact with the place that it was taken from. */

export interface Source {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** 1-based; absent where the file's existence says it. */
  readonly line?: number;
}

export interface Fact<Value = string> {
  readonly value: Value;
  /** Absent for a guess that nothing in the project says. */
  readonly from?: Source;
}

/** `package.json:12`, or the path alone; undefined for a guess. */
export function sourceText({ from }: Fact<unknown>): string | undefined {
  if (!from) return undefined;
  return from.line === undefined ? from.path : `${from.path}:${from.line}`;
}

export function guess<Value>(value: Value): Fact<Value> {
  return { value };
}
