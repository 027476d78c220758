/** envsubst: GNU's of gettext, and the Go program of the same name. */
import type { A8mOptions } from '../envsubst/flavour.ts';
import { namesInList } from '../envsubst/list.ts';
import { textOf } from '../text/span.ts';
import { optionOf, parseArguments, type Argument, type ParsedArguments } from './argument.ts';
import type { CommandReader } from './command.ts';
import type { SubstitutionList } from './envsubst-call.ts';
import type { FileReference } from './file-reference.ts';
import { knownText } from './partial-text.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

const GNU_INFORMATION: readonly string[] = ['-v', '--variables', '-V', '--version', '-h', '--help'];
const GO_VALUED: ReadonlySet<string> = new Set(['-i', '-o', '-restrict']);
const GO_FLAGS: ReadonlySet<string> = new Set(['-no-unset', '-no-empty', '-no-digit', '-fail-fast']);
const GO_OPTIONS: ReadonlySet<string> = new Set([...GO_VALUED, ...GO_FLAGS, '-d']);

export const readEnvsubst: CommandReader = (command, context) => {
  const parsed = parseArguments(command.words, { valued: GO_VALUED, flags: GO_FLAGS });
  if (optionOf(parsed.options, ...GNU_INFORMATION)) return UNKNOWN_STREAM;
  const flavour = parsed.options.some(({ name }) => GO_OPTIONS.has(single(name)))
    ? 'a8m'
    : context.envsubstFlavour;
  const inputFile = fileOption(parsed, '-i', context.file);
  const input: Stream = inputFile ? { kind: 'files', files: [inputFile] } : command.input;
  const list = flavour === 'gnu' ? readSubstitutionList(parsed.operands[0]) : undefined;
  const call = context.record<'envsubst'>({
    kind: 'envsubst',
    nameAt: command.nameAt,
    command: command.at,
    flavour,
    options: optionsOf(parsed),
    input,
    files: input.kind === 'files' ? input.files : [],
    ...(list && { list }),
    outputs: [],
    environment: context.environment(),
  });
  const output = fileOption(parsed, '-o', context.file);
  if (!output) return { kind: 'rendered', call };
  context.write(output, { kind: 'rendered', call }, 'envsubst');
  return EMPTY_STREAM;
};

/** Go takes options with one dash and with two. */
function single(name: string): string {
  return name.replace(/^--/, '-');
}

function optionsOf({ options }: ParsedArguments): A8mOptions {
  const has = (name: string) =>
    options.some((it) => single(it.name) === name && knownText(it.value ?? []) !== 'false');
  return { noDigit: has('-no-digit'), noUnset: has('-no-unset'), noEmpty: has('-no-empty') };
}

function fileOption(
  parsed: ParsedArguments,
  name: string,
  file: (at: Argument['at'], text: Argument['text']) => FileReference,
): FileReference | undefined {
  const option = optionOf(parsed.options, name, `-${name}`);
  return option?.value && file(option.argument.at, option.value);
}

function readSubstitutionList(word: Argument | undefined): SubstitutionList | undefined {
  if (!word) return undefined;
  const text = knownText(word.text);
  const written = textOf(word.at);
  return {
    at: word.at,
    quoting: word.quoting,
    text: word.text,
    names: text === undefined ? undefined : new Set(namesInList(text)),
    isExpandedByShell: !word.isQuoted || word.quoting !== 'single' ? expandsNames(written) : false,
  };
}

/** Whether the shell finds a variable in the word: a `$` before a name that no backslash and no single quote keeps. */
function expandsNames(written: string): boolean {
  let isSingle = false;
  for (let i = 0; i < written.length; i++) {
    const character = written[i]!;
    if (character === "'" && !written.startsWith('"')) isSingle = !isSingle;
    else if (isSingle) continue;
    else if (character === '\\') i++;
    else if (character === '$' && /[A-Za-z_{(]/.test(written[i + 1] ?? '')) return true;
  }
  return false;
}
