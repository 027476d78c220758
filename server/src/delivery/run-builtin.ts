/** The shell's own commands that change its state: folders, variables, options, sourced files. */
import { parseShell } from '../shell/parse.ts';
import type { Span } from '../text/span.ts';
import type { Argument } from './argument.ts';
import { filePathOf } from './file-reference.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { runScriptFile, scriptOf, type Call, type Runner } from './run-script.ts';
import type { ShellRun } from './shell-run.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

/** Runs a builtin; undefined for other commands. */
export function runBuiltin(
  run: ShellRun,
  name: string,
  first: Argument,
  words: readonly Argument[],
  call: Call,
  runner: Runner,
): { readonly stream: Stream } | undefined {
  const { frame } = call;
  const done = { stream: EMPTY_STREAM };
  switch (name) {
    case 'cd':
    case 'pushd':
      changeFolder(words.filter((word) => !/^-[LPe@n]$/.test(knownText(word.text) ?? ''))[0], name, call);
      return done;
    case 'popd':
      frame.folder = frame.folders.pop();
      return done;
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      declare(name, words, call);
      return done;
    case 'unset':
      for (const word of words) frame.variables.unset(knownText(word.text) ?? '');
      return done;
    case 'set':
      setOptions(words, call);
      return done;
    case 'shift':
      frame.variables.positional = frame.variables.positional?.slice(
        Number(knownText(words[0]?.text) ?? 1) || 1,
      );
      return done;
    case 'read':
      for (const word of words) assignUnknown(knownText(word.text) ?? '', word.at, call);
      return done;
    case '.':
    case 'source':
      return { stream: source(run, words, call) };
    case 'eval':
      return { stream: evaluate(run, words, call) };
    case 'builtin':
    case 'command':
    case 'exec':
    case 'nohup':
    case 'time': {
      const program = words.findIndex((word) => !/^-/.test(knownText(word.text) ?? ''));
      // `command -v x` only asks; `exec > f` only redirects.
      if (program < 0 || (name === 'command' && program > 0)) return { stream: UNKNOWN_STREAM };
      return { stream: runner(run, words.slice(program), call) };
    }
    case 'umask':
      if (words[0]) frame.umask = words.at(-1)!.text;
      return done;
    case 'trap':
      setTrap(run, words, call);
      return done;
    case 'getopts':
    case 'mapfile':
    case 'readarray':
      for (const word of words) assignUnknown(knownText(word.text) ?? '', first.at, call);
      return done;
    default:
      return undefined;
  }
}

function changeFolder(word: Argument | undefined, name: string, { frame }: Call): void {
  const text = word ? knownText(word.text) : '~';
  if (name === 'pushd') frame.folders.push(frame.folder);
  const before = frame.folder;
  if (text === '-') frame.folder = frame.folders.pop();
  else {
    if (name === 'cd') frame.folders.push(before);
    const target = word ? filePathOf(before, word.text) : '~/';
    frame.folder = target?.replace(/\/$/, '') ?? undefined;
  }
  const here: PartialText =
    frame.folder === undefined
      ? [{ kind: 'unknown' }]
      : /^[/~]/.test(frame.folder)
        ? known(frame.folder)
        : joined([
            [{ kind: 'unknown', variable: 'CI_PROJECT_DIR' }],
            known(frame.folder === '' ? '' : `/${frame.folder}`),
          ]);
  if (word) frame.variables.assign('PWD', here, word.at);
}

/** `export A=x B`, `declare -x A=x`, `local a=x`; `-n` and `+x` take the export back. */
function declare(name: string, words: readonly Argument[], { frame }: Call): void {
  const options = words.filter((word) => /^[-+][a-zA-Z]+$/.test(startOf(word)));
  const exports = name === 'export' || options.some((word) => /^-[a-zA-Z]*x/.test(startOf(word)));
  const takesBack = options.some(
    (word) =>
      (name === 'export' && /^-[a-zA-Z]*n/.test(startOf(word))) || /^\+[a-zA-Z]*x/.test(startOf(word)),
  );
  const isLocal =
    /^(?:local|declare|typeset)$/.test(name) && !options.some((word) => /^-[a-zA-Z]*g/.test(startOf(word)));
  for (const word of words) {
    if (options.includes(word)) continue;
    const found = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/.exec(startOf(word));
    const bare = knownText(word.text);
    const named = found?.[1] ?? bare;
    if (isLocal && named !== undefined && frame.locals?.has(named) === false)
      frame.locals.set(named, frame.variables.saved(named));
    if (found) {
      const value = withoutStart(word.text, found[0].length);
      const before = found[2] === '+' ? frame.variables.valueOf(found[1]!) : [];
      frame.variables.assign(found[1]!, joined([before, value]), word.at, exports);
    } else if (bare !== undefined && /^[A-Za-z_]\w*$/.test(bare)) {
      if (takesBack) frame.variables.unexport(bare);
      else if (exports) frame.variables.export(bare, word.at);
    } else if (bare === undefined && exports) frame.variables.addUnknown();
  }
}

/** `trap 'rm -f x' EXIT`: kept until the shell ends. */
function setTrap(run: ShellRun, words: readonly Argument[], { frame }: Call): void {
  const [first, ...signals] = words.filter((word) => knownText(word.text) !== '--');
  const script = first && scriptOf(first);
  if (script && signals.some((word) => /^(?:EXIT|0)$/.test(knownText(word.text) ?? '')))
    run.exitTraps.push({ script, frame: { ...frame, conditions: 0 } });
}

/** `set -a`, `set +e`, `set -o allexport`, `set -- a b`. */
function setOptions(words: readonly Argument[], { frame }: Call): void {
  for (const [index, word] of words.entries()) {
    const text = knownText(word.text) ?? '';
    if (text === '--') {
      frame.variables.positional = words.slice(index + 1).map((it) => it.text);
      return;
    }
    const isOn = text.startsWith('-');
    if (/^[-+][a-zA-Z]*a/.test(text)) frame.variables.exportsAll = isOn;
    if (/^[-+][a-zA-Z]*e/.test(text)) frame.goesOnAfterFailure = !isOn;
    if (/^[-+]o$/.test(text) && knownText(words[index + 1]?.text) === 'errexit')
      frame.goesOnAfterFailure = !isOn;
    if (/^[-+]o$/.test(text) && knownText(words[index + 1]?.text) === 'allexport')
      frame.variables.exportsAll = isOn;
  }
}

function source(run: ShellRun, words: readonly Argument[], call: Call): Stream {
  const [word, ...rest] = words;
  if (!word) return UNKNOWN_STREAM;
  const file = run.fileOf(word.text, word.at, call.frame);
  if (file.state.kind === 'written') {
    // A file that the script wrote itself: `echo "A=1" > env; . env`.
    assignLines(run, { kind: 'files', files: [file] }, word.at, call);
    return EMPTY_STREAM;
  }
  return (
    runScriptFile(
      run,
      file,
      rest.map((it) => it.text),
      true,
      call,
    ) ?? UNKNOWN_STREAM
  );
}

/** Takes `NAME=value` lines as assignments, where all the lines are known. */
function assignLines(run: ShellRun, stream: Stream, at: Span, { frame }: Call): void {
  const lines = run.streams.linesOf(stream);
  if (!lines) frame.variables.addUnknown();
  for (const line of lines ?? []) {
    const first = line[0];
    const found = first?.kind === 'text' ? /^\s*(export\s+)?([A-Za-z_]\w*)=/.exec(first.text) : null;
    if (found)
      frame.variables.assign(
        found[2]!,
        withoutQuotes(withoutStart(line, found[0].length)),
        at,
        found[1] !== undefined,
      );
  }
}

function evaluate(run: ShellRun, words: readonly Argument[], call: Call): Stream {
  const script = words.length === 1 ? scriptOf(words[0]!) : undefined;
  if (script) {
    const { frame } = call;
    const before = frame.script;
    frame.script = script;
    const stream = run.statements(parseShell(script).root.commands, frame, call.input);
    frame.script = before;
    return stream;
  }
  call.frame.variables.addUnknown();
  run.files.writeUnknown('');
  run.recordAt({ kind: 'unknown-command', name: undefined }, call.frame, call.at);
  return UNKNOWN_STREAM;
}

function assignUnknown(name: string, at: Span, { frame }: Call): void {
  if (/^[A-Za-z_]\w*$/.test(name)) frame.variables.assign(name, [{ kind: 'unknown', origin: at }], at);
}

function withoutStart(text: PartialText, length: number): PartialText {
  const first = text[0];
  return first?.kind === 'text' ? joined([known(first.text.slice(length)), text.slice(1)]) : text;
}

function withoutQuotes(text: PartialText): PartialText {
  const whole = knownText(text);
  const found = whole === undefined ? null : /^(["'])(.*)\1$/.exec(whole);
  return found ? known(found[2]!) : text;
}

function startOf(word: Argument): string {
  const first = word.text[0];
  return first?.kind === 'text' ? first.text : '';
}
