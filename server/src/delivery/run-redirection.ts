/** Redirections: where a command's input comes from, and where its output goes. */
import type { HereDoc, Redirect, Redirection } from '../shell/parse.ts';
import { partOfScript } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';
import { expandParts, expandToText } from './expand-word.ts';
import { loginsWritten } from './docker-config.ts';
import type { FileReference } from './file-reference.ts';
import { known, knownText } from './partial-text.ts';
import { expanderOf } from './run-substitution.ts';
import type { ShellFrame } from './shell-frame.ts';
import type { ShellRun } from './shell-run.ts';
import { concatenated, EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

export interface RedirectedOutput {
  readonly descriptor: number;
  /** Absent where the output is joined to another stream. */
  readonly file?: FileReference;
  readonly isAppended: boolean;
}

export interface Redirected {
  readonly input: Stream;
  readonly outputs: readonly RedirectedOutput[];
}

/** Reads redirections in their order; without one for the input it stays `input`. */
export function redirect(
  run: ShellRun,
  redirections: readonly Redirection[],
  frame: ShellFrame,
  input: Stream,
): Redirected {
  let stream = input;
  const outputs: RedirectedOutput[] = [];
  for (const redirection of redirections) {
    if (redirection.type === 'HereDoc') stream = hereDocument(run, redirection, frame);
    else if (redirection.target) {
      const { target } = redirection;
      const at = frame.script.spanAt(target.pos, target.end);
      const text = expandToText(target, expanderOf(run, frame));
      if (redirection.type === 'HereString') stream = { kind: 'text', text, at };
      else if (redirection.operator === '<') {
        const file = run.fileOf(text, at, frame);
        stream = file.path === '/dev/null' ? EMPTY_STREAM : { kind: 'files', files: [file] };
      } else {
        const output = outputOf(run, redirection, knownText(text), () => run.fileOf(text, at, frame));
        if (output) outputs.push(output);
      }
    }
  }
  return { input: stream, outputs };
}

function outputOf(
  _run: ShellRun,
  { operator, descriptor }: Redirect,
  text: string | undefined,
  file: () => FileReference,
): RedirectedOutput | undefined {
  const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : 1;
  if (operator === '<&' || operator === '<>') return undefined;
  if (operator === '>&' && /^\d+$|^-$/.test(text ?? ''))
    return number === 1 ? { descriptor: 1, isAppended: false } : undefined;
  return { descriptor: number, file: file(), isAppended: operator.endsWith('>>') };
}

function hereDocument(run: ShellRun, node: HereDoc, frame: ShellFrame): Stream {
  const { pos, end, text: body, parts } = node.body;
  const text = parts ? expandParts(parts, expanderOf(run, frame)) : known(body);
  const isVerbatim = knownText(text) === frame.script.text.slice(pos, end);
  return {
    kind: 'text',
    text,
    at: frame.script.spanAt(pos, end),
    ...(isVerbatim && { script: partOfScript(frame.script, pos, end) }),
  };
}

/** Writes what a command printed to where its redirections say; gives back what is left for the pipe. */
export function deliver(
  run: ShellRun,
  output: Stream,
  redirected: Redirected,
  frame: ShellFrame,
  at: Span,
): Stream {
  let left = output;
  for (const { descriptor, file, isAppended } of redirected.outputs) {
    const isPrinted = file?.path?.startsWith('/dev/std') === true;
    if (file && file.path !== '/dev/null' && !isPrinted) {
      const content = descriptor === 1 ? output : UNKNOWN_STREAM;
      writeFile(run, { file, content, by: '>', isAppended }, frame, at);
    }
    if (descriptor === 1 && file?.path !== '/dev/stdout') left = EMPTY_STREAM;
  }
  return left;
}

/** A file that a command writes, and what it writes. */
export interface Writing {
  readonly file: FileReference;
  readonly content: Stream;
  readonly by: string;
  readonly isAppended: boolean;
}

/** Records the writing of a file and keeps its content for the commands that follow. */
export function writeFile(run: ShellRun, writing: Writing, frame: ShellFrame, at: Span): void {
  const { file, content, isAppended } = writing;
  const { umask } = frame;
  run.recordAt({ kind: 'write', ...writing, ...(umask && { umask }), isKubeconfig: false }, frame, at);
  const logins = file.path === undefined ? [] : loginsWritten(file.path, run.streams.textOf(content));
  for (const registry of logins) {
    const login = { kind: 'login', tool: 'config.json', registry, isPasswordFromInput: false } as const;
    run.recordAt(login, frame, at);
  }
  if (file.path === undefined) {
    run.files.writeUnknown(unknownTarget(file));
    return;
  }
  const before = isAppended ? contentBefore(run, file) : EMPTY_STREAM;
  const isCertain = frame.conditions === 0;
  run.files.write({ path: file.path, at: file.at, content: concatenated([before, content]), isCertain });
}

function contentBefore(run: ShellRun, file: FileReference): Stream {
  const state = run.files.stateOf(file.path!);
  if (state.kind === 'written') return state.file.content;
  return state.kind === 'missing' ? EMPTY_STREAM : { kind: 'files', files: [{ ...file, state }] };
}

/** The folder that a path of which only the start is known leads into; '' for anywhere in the project. */
function unknownTarget(file: FileReference): string {
  const first = file.text[0];
  const plain = first?.kind === 'text' ? (/^\/[^*]*(?=\/)/.exec(first.text)?.[0] ?? '') : '';
  return plain;
}
