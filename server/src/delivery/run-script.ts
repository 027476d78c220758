/** Scripts that a command runs: files of the repository, and texts as in `sh -c '…'`. */
import { parseShell } from '../shell/parse.ts';
import { textOf, type Span } from '../text/span.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { Argument } from './argument.ts';
import type { FileReference } from './file-reference.ts';
import { knownText, type PartialText } from './partial-text.ts';
import { programShell, type ShellFrame } from './shell-frame.ts';
import type { ShellRun } from './shell-run.ts';
import { UNKNOWN_STREAM, type Stream } from './stream.ts';

/** A command being run: where it stands, and in which shell. */
export interface Call {
  readonly frame: ShellFrame;
  readonly input: Stream;
  readonly at: Span;
}

export type Runner = (run: ShellRun, words: readonly Argument[], call: Call) => Stream;

/** Follows a file as a script; undefined where it is no script of the repository. */
export function runScriptFile(
  run: ShellRun,
  file: FileReference,
  positional: readonly PartialText[],
  isSourced: boolean,
  { frame, input, at }: Call,
): Stream | undefined {
  const isKnown = file.path !== undefined && file.state.kind === 'repository';
  const fact = { kind: 'script', file, isSourced, isFollowed: false } as const;
  if (!isKnown) {
    run.recordAt(fact, frame, at);
    run.files.writeUnknown('');
    if (isSourced) frame.variables.addUnknown();
    return UNKNOWN_STREAM;
  }
  const { script, through } = frame;
  const inner = isSourced ? frame : programShell(frame, frame.script, at);
  const before = inner.variables.positional;
  if (!isSourced || positional.length > 0) inner.variables.positional = positional;
  inner.through = [...through, at];
  const recorded = run.recordAt(fact, frame, at) as { isFollowed: boolean };
  const followed = through.length > 20 ? undefined : run.runFile(file.path, inner, input);
  if (isSourced) {
    frame.script = script;
    frame.through = through;
    frame.variables.positional = before;
  }
  if (!followed) {
    run.files.writeUnknown('');
    if (isSourced) frame.variables.addUnknown();
    return UNKNOWN_STREAM;
  }
  recorded.isFollowed = true;
  return followed.stream;
}

/** Follows a text as a script in a shell of its own, where every character of it is known. */
export function runScriptText(
  run: ShellRun,
  script: ScriptText | undefined,
  positional: readonly PartialText[],
  { frame, input, at }: Call,
): Stream {
  if (!script) {
    run.files.writeUnknown('');
    run.recordAt({ kind: 'unknown-command', name: undefined }, frame, at);
    return UNKNOWN_STREAM;
  }
  const inner = programShell(frame, script, at);
  inner.through = frame.through;
  inner.variables.positional = positional;
  return run.statements(parseShell(script).root.commands, inner, input);
}

/** The script that an argument holds: in single quotes it is as written, otherwise places in it are the word's. */
export function scriptOf(argument: Argument): ScriptText | undefined {
  const text = knownText(argument.text);
  if (text === undefined) return undefined;
  const written = textOf(argument.at);
  const isVerbatim = argument.quoting !== 'none' && written.slice(1, -1) === text;
  const { segment, start } = argument.at;
  return {
    text,
    spanAt: (from, to) =>
      isVerbatim ? { segment, start: start + 1 + from, end: start + 1 + to } : argument.at,
  };
}
