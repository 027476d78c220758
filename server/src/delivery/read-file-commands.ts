/** Commands that read, write, copy and remove files. */
import { baseName, folderOf } from '../text/path.ts';
import { optionOf, parseArguments, type Argument } from './argument.ts';
import type { CommandContext, CommandReader, Invocation } from './command.ts';
import type { FileReference } from './file-reference.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { concatenated, EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

const NONE: ReadonlySet<string> = new Set();

/** `cat`: its files' texts, or its input where none is named. */
export const readCat: CommandReader = (command, context) => {
  const { operands } = parseArguments(command.words, { valued: NONE });
  if (operands.length === 0) return command.input;
  return concatenated(
    operands.map((word): Stream => {
      if (knownText(word.text) === '-') return command.input;
      return { kind: 'files', files: context.files(word) };
    }),
  );
};

/** Programs that pass on a part of what they read: `head`, `tail`, `sed`, `yq` and the like. */
export function readFilter(valued: readonly string[], operandsBeforeFiles: number): CommandReader {
  const names = new Set(valued);
  return (command, context) => {
    const { operands, options } = parseArguments(command.words, { valued: names });
    const hasScriptOption = optionOf(options, '-e', '--expression', '--file', '-f', '--regexp') !== undefined;
    const files = operands
      .slice(hasScriptOption ? 0 : operandsBeforeFiles)
      .flatMap((word) => context.files(word));
    const from: Stream = files.length > 0 ? { kind: 'files', files } : command.input;
    return from.kind === 'empty'
      ? UNKNOWN_STREAM
      : { kind: 'edited', from, by: command.name, at: command.at };
  };
}

const readSedStream = readFilter(['-e', '--expression', '-l', '--line-length'], 1);

/** `sed`: in place it edits files, otherwise it passes its input on. */
export const readSed: CommandReader = (command, context) => {
  const isInPlace = command.words.some((word) => /^(?:-[a-zA-Z]*i|--in-place)/.test(startOf(word)));
  if (!isInPlace) return readSedStream(command, context);
  const words = command.words.filter((word, index) => !isMacSuffix(command.words, word, index));
  const { operands, options } = parseArguments(words, {
    valued: new Set(['-e', '--expression', '-f', '--file']),
  });
  const hasScript = optionOf(options, '-e', '--expression', '-f', '--file') !== undefined;
  editInPlace(operands.slice(hasScript ? 0 : 1), command, context);
  return EMPTY_STREAM;
};

/** `yq -i`, `perl -pi`: edits in place with one operand before the files. */
export const readInPlaceEditor: CommandReader = (command, context) => {
  const isInPlace = command.words.some((word) => /^(?:-[a-zA-Z]*i\b|--inplace|-pi|-i)/.test(startOf(word)));
  const parsed = parseArguments(command.words, {
    valued: new Set(['-s', '--style', '-p', '-o', '--from-file']),
  });
  const isYq = command.name === 'yq';
  const verbs =
    isYq &&
    /^(?:e|ea|eval|eval-all|w|write|r|read|d|delete)$/.test(knownText(parsed.operands[0]?.text) ?? '');
  const hasNoInput =
    isYq && parsed.options.some((option) => option.name === '-n' || option.name === '--null-input');
  const files = hasNoInput ? [] : isYq ? parsed.operands.slice(verbs ? 2 : 1) : parsed.operands;
  if (isInPlace) editInPlace(files, command, context);
  else if (files.length > 0)
    return {
      kind: 'edited',
      from: { kind: 'files', files: files.flatMap((word) => context.files(word)) },
      by: command.name,
      at: command.at,
    };
  return { kind: 'edited', from: command.input, by: command.name, at: command.at };
};

function editInPlace(words: readonly Argument[], command: Invocation, context: CommandContext): void {
  const files = words.flatMap((word) => context.files(word));
  for (const file of files)
    context.write(
      file,
      { kind: 'edited', from: { kind: 'files', files: [file] }, by: command.name, at: command.at },
      command.name,
    );
  context.record<'other-deployment'>({ kind: 'other-deployment', tool: 'sed', files });
}

/** `sed -i '' …` as BSD wants it. */
function isMacSuffix(words: readonly Argument[], word: Argument, index: number): boolean {
  const before = words[index - 1];
  return before !== undefined && startOf(before) === '-i' && word.isQuoted && word.text.length === 0;
}

/** `tee`: writes what it reads and passes it on. */
export const readTee: CommandReader = (command, context) => {
  const { operands, options } = parseArguments(command.words, { valued: NONE });
  const isAppended = optionOf(options, '-a', '--append') !== undefined;
  for (const file of operands.flatMap((word) => context.files(word)))
    context.write(file, command.input, 'tee', isAppended);
  return command.input;
};

export const readSponge: CommandReader = (command, context) => {
  for (const file of command.words.flatMap((word) => context.files(word)))
    context.write(file, command.input, 'sponge');
  return EMPTY_STREAM;
};

/** `cp` and `mv`: the target gets the source's text. */
export const readCopy: CommandReader = (command, context) => {
  const { operands, options } = parseArguments(command.words, {
    valued: new Set(['-t', '--target-directory', '-S']),
  });
  const targetOption = optionOf(options, '-t', '--target-directory');
  const targetWord = targetOption ? undefined : operands.at(-1);
  const sources = (targetOption ? operands : operands.slice(0, -1)).flatMap((word) => context.files(word));
  const targetText = targetOption?.value ?? targetWord?.text;
  const targetAt = targetOption?.argument.at ?? targetWord?.at;
  if (!targetText || !targetAt || sources.length === 0) return EMPTY_STREAM;
  const target = context.file(targetAt, targetText);
  for (const source of sources) copyTo(source, target, targetText, sources.length > 1, command, context);
  if (command.name === 'mv') context.remove(sources);
  return EMPTY_STREAM;
};

function copyTo(
  source: FileReference,
  target: FileReference,
  targetText: PartialText,
  isFolder: boolean,
  command: Invocation,
  context: CommandContext,
): void {
  const content: Stream = { kind: 'files', files: [source] };
  if (target.path === undefined) {
    context.writeUnknown('');
    return;
  }
  const inSource = source.path === undefined ? [] : context.filesIn(source.path, true).files;
  const last = targetText.at(-1);
  const endsWithSlash = last?.kind === 'text' && /(?:\/|^\.{1,2}|\/\.{1,2})$/.test(last.text);
  const isExistingFolder =
    isFolder || endsWithSlash || context.filesIn(target.path, true).files.length > 0 || target.path === '';
  if (inSource.length > 0) {
    const base = isExistingFolder ? inFolder(target.path, baseName(source.path!)) : target.path;
    for (const path of inSource)
      context.write(
        context.fileAtPath(target.at, inFolder(base, path.slice(source.path!.length).replace(/^\//, ''))),
        { kind: 'files', files: [context.fileAtPath(source.at, path)] },
        command.name,
      );
    return;
  }
  if (!isExistingFolder) context.write(target, content, command.name);
  else if (source.path === undefined) context.writeUnknown(target.path);
  else
    context.write(
      context.fileAtPath(target.at, inFolder(target.path, baseName(source.path))),
      content,
      command.name,
    );
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`.replace('//', '/');
}

export const readRemove: CommandReader = (command, context) => {
  const { operands } = parseArguments(command.words, {
    valued: new Set(['-n', '--iterations', '-s', '--size']),
  });
  context.remove(operands.flatMap((word) => context.files(word)));
  return EMPTY_STREAM;
};

export const readChmod: CommandReader = (command, context) => {
  const words = command.words.filter(
    (word) => !/^-[Rvcf]+$|^--(?:recursive|verbose|changes|silent|quiet)$/.test(startOf(word)),
  );
  const [mode, ...rest] = words;
  if (mode)
    context.record<'chmod'>({
      kind: 'chmod',
      mode: mode.text,
      modeAt: mode.at,
      isRecursive: words.length < command.words.length && command.words.some(isRecursiveOption),
      files: rest.flatMap((word) => context.files(word)),
    });
  return EMPTY_STREAM;
};

function isRecursiveOption(word: Argument): boolean {
  return /^-[a-zA-Z]*R|^--recursive$/.test(startOf(word));
}

export const readTouch: CommandReader = (command, context) => {
  const { operands } = parseArguments(command.words, { valued: new Set(['-d', '-r', '-t']) });
  for (const file of operands.flatMap((word) => context.files(word)))
    if (file.state.kind !== 'repository' && file.state.kind !== 'written')
      context.write(file, EMPTY_STREAM, command.name);
  return EMPTY_STREAM;
};

/** `echo`, `printf`: a text of the script. The format of printf is applied where it is one of the simple ones. */
export const readPrint: CommandReader = (command) => {
  const words = command.words.filter((word, index) => !(index === 0 && /^-[neE]+$|^--$/.test(startOf(word))));
  const isPrintf = command.name === 'printf';
  const format = isPrintf ? knownText(words[0]?.text) : undefined;
  const printed = isPrintf ? words.slice(1) : words;
  if (isPrintf && printed.length > 0 && !/^(?:%[sb](?:\\n)?)+$/.test(format ?? '')) {
    return { kind: 'text', text: words.flatMap((word) => word.text), at: command.at };
  }
  const parts = (isPrintf && printed.length === 0 ? words : printed).flatMap((word, index) =>
    index > 0 ? [known(isPrintf ? '' : ' '), word.text] : [word.text],
  );
  return { kind: 'text', text: joined([...parts, known(isPrintf ? '' : '\n')]), at: command.at };
};

/** `basename` and `dirname`. */
export const readPathPart: CommandReader = (command) => {
  const [word, suffix] = command.words;
  const path = knownText(word?.text);
  if (path === undefined) return UNKNOWN_STREAM;
  const end = suffix ? knownText(suffix.text) : '';
  const name = baseName(path.replace(/\/+$/, ''));
  if (command.name === 'dirname') return { kind: 'text', text: known(folderOf(path) || '.'), at: command.at };
  const cut = end && name.endsWith(end) && name !== end ? name.slice(0, -end.length) : name;
  return end === undefined ? UNKNOWN_STREAM : { kind: 'text', text: known(cut), at: command.at };
};

/** `ls` and `find`: names. */
export const readList: CommandReader = (command, context) => {
  const { operands } = parseArguments(command.words, { valued: NONE });
  const files = operands.flatMap((word) => context.files(word));
  const names = files.flatMap((file): PartialText[] => {
    if (file.path === undefined) return [file.text];
    const inside = context.filesIn(file.path, false).files;
    return inside.length > 0 ? inside.map((path) => known(baseName(path))) : [file.text];
  });
  return names.length > 0 ? { kind: 'names', names } : UNKNOWN_STREAM;
};

function startOf(word: Argument): string {
  const first = word.text[0];
  return first?.kind === 'text' ? first.text : '';
}
