/** The state of one shell while its commands are followed. */
import type { Function as FunctionNode } from '../shell/parse.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';
import type { Section } from './facts.ts';
import type { PartialText } from './partial-text.ts';
import type { SavedVariable, ShellVariables } from './shell-variables.ts';
import type { FilePath } from './working-files.ts';

export interface ShellFunction {
  readonly node: FunctionNode;
  readonly script: ScriptText;
}

export interface ShellFrame {
  variables: ShellVariables;
  /** The current folder; undefined once a `cd` led to where nobody knows. */
  folder: FilePath | undefined;
  readonly folders: (FilePath | undefined)[];
  readonly functions: Map<string, ShellFunction>;
  /** Variables whose values come from a look into the cluster. */
  readonly clusterVariables: Set<string>;
  /** The text that the nodes being followed stand in. */
  script: ScriptText;
  section: Section;
  /** The calls that lead here. */
  through: readonly Span[];
  /** How many conditions decide over the current command. */
  conditions: number;
  /** How many of them keep a failure of the command from ending the job. */
  guards: number;
  /** Whether the current command is a part of a loop's or a condition's test. */
  isInTest: boolean;
  /** `set +e`: a command that fails does not end the job. */
  goesOnAfterFailure: boolean;
  /** What `umask` was last told, as written; undefined where it was told nothing. */
  umask: PartialText | undefined;
  /** Whether the current command belongs to `trap … EXIT`: it runs whether the job fails or not. */
  isExitTrap: boolean;
  /** What the names that the current function has as its own stood for before; undefined outside of functions. */
  locals: Map<string, SavedVariable> | undefined;
}

/** A subshell: it sees everything, and its changes stay inside. */
export function subshell(frame: ShellFrame): ShellFrame {
  return {
    ...frame,
    variables: frame.variables.fork(),
    folders: [...frame.folders],
    functions: new Map(frame.functions),
  };
}

/** A program of its own that runs a script: it sees the exported variables and the current folder. */
export function programShell(frame: ShellFrame, script: ScriptText, callAt: Span): ShellFrame {
  return {
    ...frame,
    variables: frame.variables.forProgram(),
    folders: [],
    functions: new Map(),
    locals: undefined,
    script,
    through: [...frame.through, callAt],
  };
}
