/** Commands that run other commands: sudo, env, xargs, find, shells. */
import { optionOf, parseArguments, type Argument } from './argument.ts';
import type { CommandContext, CommandReader } from './command.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { fitsPattern } from './shell-pattern.ts';
import { UNKNOWN_STREAM, type Stream } from './stream.ts';

const MAXIMUM_NAMES = 64;

/** `sudo`, `nice`, `timeout 60` and the like: options, some operands of their own, then the command. */
export function readPrefix(valued: readonly string[], operandsBefore = 0): CommandReader {
  const names = new Set(valued);
  return (command, context) => {
    const { operands } = parseArguments(command.words, { valued: names, isStopping: true });
    const rest = operands.slice(operandsBefore);
    return rest.length > 0 ? runWithAssignments(rest, context) : UNKNOWN_STREAM;
  };
}

/** `sudo A=1 cmd`, `env A=1 cmd`: leading assignments. */
function runWithAssignments(words: readonly Argument[], context: CommandContext): Stream {
  const assignments: (readonly [string, PartialText, Argument['at']])[] = [];
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index]!;
    const first = word.text[0];
    const found = first?.kind === 'text' ? /^([A-Za-z_]\w*)=/.exec(first.text) : null;
    if (!found || first?.kind !== 'text') break;
    assignments.push([
      found[1]!,
      joined([known(first.text.slice(found[0].length)), word.text.slice(1)]),
      word.at,
    ]);
  }
  const rest = words.slice(index);
  return rest.length > 0 ? context.run(rest, assignments) : UNKNOWN_STREAM;
}

/** `sh -c '…'`, `bash script.sh args`, `sh -s <<EOF`. */
export const readShell: CommandReader = (command, context) => {
  const isText = (word: Argument) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(knownText(word.text) ?? '');
  const textIndex = command.words.findIndex(isText);
  if (textIndex >= 0) {
    const rest = command.words
      .slice(textIndex + 1)
      .filter((word) => !/^-[a-zA-Z]+$/.test(knownText(word.text) ?? ''));
    const [script, , ...positional] = rest;
    return script
      ? context.runText(
          script,
          positional.map((word) => word.text),
          command.input,
        )
      : UNKNOWN_STREAM;
  }
  const { operands } = parseArguments(command.words, {
    valued: new Set(['-o', '-O', '+o', '--rcfile', '--init-file']),
    isStopping: true,
  });
  const [file, ...positional] = operands;
  if (!file || knownText(file.text) === '-') return context.runInput(command.input);
  if (command.words.some((word) => knownText(word.text) === '-s')) return context.runInput(command.input);
  return context.runFile(
    context.file(file.at, file.text),
    positional.map((word) => word.text),
    false,
    command.input,
  );
};

const XARGS_VALUED = new Set(
  '-I -i -n -P -L -d -s -E -a --max-args --max-procs --replace --delimiter --arg-file'.split(' '),
);

export const readXargs: CommandReader = (command, context) => {
  const { operands, options } = parseArguments(command.words, { valued: XARGS_VALUED, isStopping: true });
  const replaced = optionOf(options, '-I', '--replace');
  const lines = context.linesOf(command.input);
  if (operands.length === 0) {
    // Without a command xargs prints the words on one line.
    if (!lines) return UNKNOWN_STREAM;
    const text = joined(lines.flatMap((line, index) => (index > 0 ? [known(' '), line] : [line])));
    return { kind: 'text', text, at: command.at };
  }
  const names = lines?.flatMap(replaced ? (line) => [line] : wordsOf).slice(0, MAXIMUM_NAMES) ?? [
    [{ kind: 'unknown', origin: command.at } as const],
  ];
  const at = command.at;
  const asWord = (text: PartialText): Argument => ({
    text,
    at,
    isQuoted: true,
    quoting: 'none',
    isPattern: false,
  });
  if (!replaced) return context.run([...operands, ...names.map(asWord)]);
  const mark = knownText(replaced.value ?? known('{}')) ?? '{}';
  const streams = names.map((name) =>
    context.run(operands.map((word) => withMarkReplaced(word, mark, name))),
  );
  return streams.length === 1 ? streams[0]! : { kind: 'several', streams };
};

function wordsOf(line: PartialText): readonly PartialText[] {
  const text = knownText(line);
  return text === undefined
    ? [line]
    : text
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(known);
}

function withMarkReplaced(word: Argument, mark: string, name: PartialText): Argument {
  const pieces = word.text.flatMap((piece): PartialText[] => {
    if (piece.kind === 'unknown') return [[piece]];
    return piece.text.split(mark).flatMap((part, index) => (index > 0 ? [name, known(part)] : [known(part)]));
  });
  return { ...word, text: joined(pieces) };
}

/** `find`: names, and commands for them. */
export const readFind: CommandReader = (command, context) => {
  const firstTest = command.words.findIndex((word) => /^[-!(]/.test(startOf(word)));
  const roots = firstTest < 0 ? command.words : command.words.slice(0, firstTest);
  const tests = firstTest < 0 ? [] : command.words.slice(firstTest);
  const found = foundNames(roots, tests, context);
  const index = tests.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(startOf(word)));
  if (index < 0) return found ? { kind: 'names', names: found } : UNKNOWN_STREAM;
  const rest = tests.slice(index + 1);
  const end = rest.findIndex((word) => /^[;+]$/.test(startOf(word)));
  const words = end < 0 ? rest : rest.slice(0, end);
  const names = found ?? [[{ kind: 'unknown', origin: command.at } as const]];
  const streams = names
    .slice(0, MAXIMUM_NAMES)
    .map((name) => context.run(words.map((word) => withMarkReplaced(word, '{}', name))));
  return streams.length === 1 ? streams[0]! : { kind: 'several', streams };
};

function foundNames(
  roots: readonly Argument[],
  tests: readonly Argument[],
  context: CommandContext,
): readonly PartialText[] | undefined {
  const valueOf = (option: string) => {
    const index = tests.findIndex((word) => startOf(word) === option);
    return index < 0 ? undefined : knownText(tests[index + 1]?.text);
  };
  // Other combinations of tests are more than is read here.
  if (tests.some((word) => /^(?:!|-not|\(|-o|-or|-path|-prune|-regex)$/.test(startOf(word))))
    return undefined;
  const pattern = valueOf('-name') ?? valueOf('-iname') ?? '*';
  const isRecursive = valueOf('-maxdepth') !== '1';
  const names: PartialText[] = [];
  for (const root of roots) {
    const folder = context.file(root.at, root.text);
    const written = knownText(root.text);
    if (folder.path === undefined || written === undefined) return undefined;
    const prefix = folder.path === '' ? '' : `${folder.path}/`;
    const { files, isComplete } = context.filesIn(folder.path, isRecursive);
    if (!isComplete) return undefined;
    for (const path of files)
      if (fitsPattern(path.slice(path.lastIndexOf('/') + 1), pattern))
        names.push(known(`${written.replace(/\/$/, '')}/${path.slice(prefix.length)}`));
  }
  return names;
}

function startOf(word: Argument): string {
  const first = word.text[0];
  return first?.kind === 'text' ? first.text : '';
}
