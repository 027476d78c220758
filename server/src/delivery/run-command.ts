/** Runs one simple command of a script: expands its words, follows functions and scripts, or has it read. */
import type { Command, Assignment } from '../shell/parse.ts';
import { baseName } from '../text/path.ts';
import type { Span } from '../text/span.ts';
import type { Argument } from './argument.ts';
import { readerOf } from './command-readers.ts';
import { runBuiltin } from './run-builtin.ts';
import { CommandRun } from './command-run.ts';
import { callsCluster } from './conditions.ts';
import { expandToText, expandWord } from './expand-word.ts';
import { HARMLESS_COMMANDS } from './harmless-commands.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { deliver, redirect } from './run-redirection.ts';
import { runScriptFile, type Runner } from './run-script.ts';
import { expanderOf } from './run-substitution.ts';
import type { ShellFrame, ShellFunction } from './shell-frame.ts';
import type { ShellRun } from './shell-run.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

export function runCommand(run: ShellRun, node: Command, frame: ShellFrame, input: Stream): Stream {
  const assignments = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  const words = wordsOf(run, node, frame);
  const at = frame.script.spanAt(node.pos, node.end);
  if (words.length === 0) {
    for (const assignment of assignments) assign(run, assignment, frame);
    const redirected = redirect(run, node.redirects, frame, input);
    return deliver(run, EMPTY_STREAM, redirected, frame, at);
  }
  const own = assignments.length > 0 ? { ...frame, variables: frame.variables.fork() } : frame;
  for (const assignment of assignments) assign(run, assignment, own, true);
  const redirected = redirect(run, node.redirects, frame, input);
  const output = runWords(run, words, { frame: own, input: redirected.input, at });
  return deliver(run, output, redirected, frame, at);
}

function wordsOf(run: ShellRun, node: Command, frame: ShellFrame): readonly Argument[] {
  const expander = expanderOf(run, frame);
  const words = node.name ? [...expandWord(node.name, expander)] : [];
  for (const part of node.args) {
    if (part.type === 'Word') words.push(...expandWord(part, expander));
    else {
      // `export A=x`: one word, and nothing in it is split.
      const text = joined([known(`${part.name}${part.append ? '+' : ''}=`), valueOf(run, part, frame)]);
      const at = frame.script.spanAt(part.pos, part.end);
      words.push({ text, at, isQuoted: false, quoting: 'none', isPattern: false });
    }
  }
  return words;
}

function assign(run: ShellRun, assignment: Assignment, frame: ShellFrame, exports = false): void {
  const value = valueOf(run, assignment, frame);
  const before = assignment.append ? frame.variables.valueOf(assignment.name) : [];
  const at = frame.script.spanAt(assignment.pos, assignment.end);
  if (callsCluster(assignment.text)) frame.clusterVariables.add(assignment.name);
  frame.variables.assign(assignment.name, joined([before, value]), at, exports);
}

function valueOf(run: ShellRun, assignment: Assignment, frame: ShellFrame): PartialText {
  const { value } = assignment;
  const expander = expanderOf(run, frame);
  if (value.type === 'Word') return expandToText(value, expander);
  return joined(
    value.elements.flatMap((element, index) => {
      const texts = expandWord(element, expander).flatMap((word, at) =>
        at > 0 ? [known(' '), word.text] : [word.text],
      );
      return index > 0 ? [known(' '), ...texts] : texts;
    }),
  );
}

/** Runs expanded words as a command: a function, a builtin, a script of the repository, a program. */
export const runWords: Runner = (run, words, call) => {
  const [first, ...rest] = words;
  const written = first && knownText(first.text);
  if (!first || written === undefined) {
    // A program that a variable names: it may do anything.
    run.files.writeUnknown('');
    run.recordAt({ kind: 'unknown-command', name: undefined }, call.frame, call.at);
    return UNKNOWN_STREAM;
  }
  const { frame, input, at } = call;
  const ownFunction = frame.functions.get(written);
  if (ownFunction) return runFunction(run, ownFunction, rest, call);
  const builtin = runBuiltin(run, written, first, rest, call, runWords);
  if (builtin) return builtin.stream;
  if (isScriptName(written)) {
    const file = run.fileOf(first.text, first.at, frame);
    const script = runScriptFile(
      run,
      file,
      rest.map((word) => word.text),
      false,
      call,
    );
    if (script) return script;
  }
  const name = commandName(written);
  const reader = readerOf(name);
  if (reader) {
    const context = new CommandRun(run, call, runWords);
    return reader({ name, nameAt: first.at, words: rest, at, input }, context);
  }
  if (!HARMLESS_COMMANDS.has(name)) {
    run.files.writeUnknown('');
    run.recordAt({ kind: 'unknown-command', name }, frame, at);
  }
  return UNKNOWN_STREAM;
};

/** Whether a command's name is that of a file, not of a program in the PATH. */
function isScriptName(written: string): boolean {
  return (
    written.startsWith('./') ||
    written.startsWith('../') ||
    (written.includes('/') && !written.startsWith('/'))
  );
}

/** The program's name; kaniko's has one that says little. */
function commandName(written: string): string {
  const name = baseName(written);
  return name === 'executor' && written.includes('kaniko') ? 'kaniko' : name;
}

function runFunction(
  run: ShellRun,
  target: ShellFunction,
  words: readonly Argument[],
  call: { readonly frame: ShellFrame; readonly input: Stream; readonly at: Span },
): Stream {
  const { frame, input, at } = call;
  const { positional } = frame.variables;
  const { script, through, locals } = frame;
  if (through.length > 20) return UNKNOWN_STREAM;
  const own: NonNullable<ShellFrame['locals']> = new Map();
  frame.locals = own;
  frame.variables.positional = words.map((word) => word.text);
  frame.script = target.script;
  frame.through = [...through, at];
  try {
    return run.node(target.node.body, frame, input);
  } finally {
    for (const [name, before] of own) frame.variables.restore(name, before);
    frame.locals = locals;
    frame.variables.positional = positional;
    frame.script = script;
    frame.through = through;
  }
}
