/**
 * Shell text to a syntax tree, through the package `unbash`: tolerant of half-typed text, with exact offsets. Its
 * node types are the tree's; they carry `pos` and `end`, UTF-16 offsets in the script's text.
 */
import { parse, type ParsedScript } from 'unbash';
import type { ScriptText } from './script-text.ts';

export type * from 'unbash';
export { forEachChild } from 'unbash';

/** A tree with the text that it was read from. */
export interface ShellTree {
  readonly script: ScriptText;
  readonly root: ParsedScript;
  /** What the shell could not read. Where there is anything, parts of the tree are guesses. */
  readonly problems: readonly ShellProblem[];
}

export interface ShellProblem {
  readonly message: string;
  /** UTF-16 offset in the script's text. */
  readonly offset: number;
}

/** Longer texts are no scripts that somebody wrote. */
const MAXIMUM_LENGTH = 200_000;

const trees = new WeakMap<ScriptText, ShellTree>();

/** Parses a script once. Never throws: a script that cannot be read at all has an empty tree and a problem. */
export function parseShell(script: ScriptText): ShellTree {
  let tree = trees.get(script);
  if (!tree) trees.set(script, (tree = readTree(script)));
  return tree;
}

function readTree(script: ScriptText): ShellTree {
  if (script.text.length > MAXIMUM_LENGTH) {
    return {
      script,
      root: parse(''),
      problems: [{ message: `longer than ${MAXIMUM_LENGTH} characters`, offset: 0 }],
    };
  }
  try {
    const root = parse(script.text);
    return {
      script,
      root,
      problems: (root.errors ?? []).map(({ message, pos }) => ({ message, offset: pos })),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { script, root: parse(''), problems: [{ message, offset: 0 }] };
  }
}
