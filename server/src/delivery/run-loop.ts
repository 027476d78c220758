/** Loops and `case`: which values they go through, as far as that is known. */
import type { Case, For, Statement, While } from '../shell/parse.ts';
import type { Truth } from '../gitlab/evaluate-expression.ts';
import { waitsForDaemon } from './conditions.ts';
import { expandToText, expandWord } from './expand-word.ts';
import { knownText, type PartialText } from './partial-text.ts';
import { expanderOf } from './run-substitution.ts';
import type { ShellFrame } from './shell-frame.ts';
import { fitsPattern } from './shell-pattern.ts';
import type { ShellRun } from './shell-run.ts';
import { concatenated, EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

const MAXIMUM_ITERATIONS = 64;

export function runFor(run: ShellRun, node: For, frame: ShellFrame, input: Stream): Stream {
  const at = frame.script.spanAt(node.name.pos, node.name.end);
  const name = node.name.value;
  const values = loopValues(run, node, frame);
  if (waitsForDaemon(node, frame.script)) run.record({ kind: 'daemon-wait' }, frame, node);
  if (values === undefined) {
    return run.perhaps(frame, () => {
      frame.variables.assign(name, [{ kind: 'unknown', origin: at }], at);
      return run.statements(node.body.commands, frame, input);
    });
  }
  return concatenated(
    values.slice(0, MAXIMUM_ITERATIONS).map((value) => {
      frame.variables.assign(name, value, at);
      return run.statements(node.body.commands, frame, input);
    }),
  );
}

/** Undefined where the values are not known. */
function loopValues(run: ShellRun, node: For, frame: ShellFrame): readonly PartialText[] | undefined {
  if (!node.wordlist) return frame.variables.positional;
  const words = node.wordlist.flatMap((word) => expandWord(word, expanderOf(run, frame)));
  const values = words.flatMap((word) => {
    const files = word.isPattern ? run.filesOf(word.text, word.at, frame) : [];
    return files.length > 0 ? files.map((file) => file.text) : [word.text];
  });
  // One wholly unknown word may be several.
  const isHidden = values.some((value) => value.length === 1 && value[0]!.kind === 'unknown');
  return isHidden ? undefined : values;
}

export function runWhile(run: ShellRun, node: While, frame: ShellFrame, input: Stream): Stream {
  if (waitsForDaemon(node, frame.script)) run.record({ kind: 'daemon-wait' }, frame, node);
  const name = readTarget(node);
  const lines = name === undefined ? undefined : run.streams.linesOf(input);
  if (name !== undefined && lines && lines.length <= MAXIMUM_ITERATIONS) {
    const at = frame.script.spanAt(node.clause.pos, node.clause.end);
    return concatenated(
      lines.map((line) => {
        frame.variables.assign(name, line, at);
        return run.statements(node.body.commands, frame, UNKNOWN_STREAM);
      }),
    );
  }
  run.inTest(frame, () => run.statements(node.clause.commands, frame, input));
  return run.perhaps(frame, () => run.statements(node.body.commands, frame, input));
}

/** The name that `while read name` assigns; undefined for other loops. */
function readTarget(node: While): string | undefined {
  const command = node.clause.commands[0]?.command;
  if (node.kind !== 'while' || node.clause.commands.length !== 1 || command?.type !== 'Command')
    return undefined;
  if (command.name?.value !== 'read') return undefined;
  const names = command.args.flatMap((word) =>
    word.type === 'Word' && /^[A-Za-z_]\w*$/.test(word.value) ? [word.value] : [],
  );
  return names.length === 1 ? names[0] : undefined;
}

export function runCase(run: ShellRun, node: Case, frame: ShellFrame, input: Stream): Stream {
  const expander = expanderOf(run, frame);
  const value = knownText(expandToText(node.word, expander));
  const { decisions } = run.world;
  const choices: { readonly truth: Truth; readonly body: readonly Statement[] }[] = [];
  for (const item of node.items) {
    const patterns = item.pattern.map((pattern) => knownText(expandToText(pattern, expander)));
    const fits = () => fitsOne(value, patterns);
    const at = [...frame.through, frame.script.spanAt(item.pos, item.end)];
    const truth = decisions ? decisions.decide(at, fits) : fits();
    if (truth !== false) choices.push({ truth, body: item.body.commands });
    if (truth === true) break;
  }
  const [first] = choices;
  if (!first) return EMPTY_STREAM;
  if (first.truth === true) return run.statements(first.body, frame, input);
  return concatenated(
    choices.map(({ body }) => run.perhaps(frame, () => run.statements(body, frame, input))),
  );
}

function fitsOne(value: string | undefined, patterns: readonly (string | undefined)[]): Truth {
  if (value === undefined) return undefined;
  const outcomes = patterns.map((pattern) =>
    pattern === undefined ? undefined : fitsPattern(value, pattern),
  );
  return outcomes.includes(true) ? true : outcomes.includes(undefined) ? undefined : false;
}
