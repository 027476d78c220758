/** What ARG and ENV make of a text of a Dockerfile. */
import { lineageOf, type Dockerfile, type Stage } from './dockerfile.ts';
import type { Instruction } from './instruction.ts';

export interface Expanded {
  readonly text: string;
  /** False where a `--build-arg` may make it another text. */
  readonly isFixed: boolean;
}

export type Variables = ReadonlyMap<string, Expanded | undefined>;

const USE = /\\(.)|\$(?:\{(\w+)(?:(:?[-+])((?:[^{}]|\{[^{}]*\})*))?\}|(\w+))|\$\{[^}]*\}?/gs;

/** The text with the variables put in; undefined where one of them is not known. Quotes stay. */
export function expand(text: string, variables: Variables): Expanded | undefined {
  let isFixed = true;
  let isKnown = true;
  const result = text.replace(
    USE,
    (_, escaped?: string, braced?: string, operator?: string, word = '', bare?: string) => {
      if (escaped !== undefined) return escaped;
      const name = braced ?? bare;
      const value = name === undefined ? undefined : variables.get(name);
      if (value && !value.isFixed) isFixed = false;
      if (name !== undefined && operator?.endsWith('-') && !variables.has(name)) return word;
      if (!value || operator?.endsWith('+')) {
        isKnown = false;
        return '';
      }
      return value.text === '' && operator === ':-' ? word : value.text;
    },
  );
  return isKnown ? { text: result, isFixed } : undefined;
}

/** What a FROM sees: the ARG before the first one. */
export function globalVariables({ globals }: Dockerfile): Variables {
  const variables = new Map<string, Expanded | undefined>();
  for (const instruction of globals) define(variables, instruction, new Map());
  return variables;
}

/** What the instructions of a stage see, up to one of them; all of the stage by default. */
export function stageVariables(dockerfile: Dockerfile, stage: Stage, before?: Instruction): Variables {
  const globals = globalVariables(dockerfile);
  const variables = new Map<string, Expanded | undefined>();
  for (const current of lineageOf(dockerfile, stage).toReversed()) {
    // ARG ends with its stage, ENV goes on.
    const own = current === stage ? undefined : new Map(variables);
    for (const instruction of current.instructions) {
      if (instruction === before) return variables;
      if (own && instruction.keyword === 'ARG') define(own, instruction, globals);
      else define(variables, instruction, globals, own);
    }
  }
  return variables;
}

function define(
  variables: Map<string, Expanded | undefined>,
  { keyword, properties }: Instruction,
  globals: Variables,
  also?: Map<string, Expanded | undefined>,
): void {
  if (keyword !== 'ARG' && keyword !== 'ENV') return;
  // All values of one instruction see what was before it.
  const seen = new Map([...(also ?? []), ...variables]);
  for (const { name, value } of properties) {
    const written = value === undefined ? undefined : expand(value, seen);
    if (keyword === 'ENV') {
      variables.set(name, written);
      also?.set(name, written);
    } else if (seen.get(name)?.isFixed !== true) {
      // An ENV of the same name counts more.
      const given = value === undefined ? globals.get(name) : written;
      variables.set(name, given && { ...given, isFixed: false });
    }
  }
}
