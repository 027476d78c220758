/** `$(…)`, backticks and `<(…)`: commands inside of words. */
import type { CommandExpansionPart, WordPart } from '../shell/parse.ts';
import type { Expander } from './expand-word.ts';
import { known, type PartialText } from './partial-text.ts';
import { subshell, type ShellFrame } from './shell-frame.ts';
import type { ShellRun } from './shell-run.ts';
import { UNKNOWN_STREAM, type Stream } from './stream.ts';

/** What words need to be expanded in a frame. */
export function expanderOf(run: ShellRun, frame: ShellFrame): Expander {
  return {
    variables: frame.variables,
    spanAt: (start, end) => frame.script.spanAt(start, end),
    substitute: (part) => substitute(run, part, frame),
    processPath: (part) => processPath(run, part, frame),
  };
}

function substitute(run: ShellRun, part: CommandExpansionPart, frame: ShellFrame): PartialText {
  const text = run.streams.textOf(outputOf(run, part, frame));
  return text ? trimmedEnd(text) : [{ kind: 'unknown', origin: frame.script.spanAt(part.pos, part.end) }];
}

type Nested = CommandExpansionPart | (WordPart & { readonly type: 'ProcessSubstitution' });

function outputOf(run: ShellRun, part: Nested, frame: ShellFrame): Stream {
  if (!part.script) return UNKNOWN_STREAM;
  const inner = subshell(frame);
  const { source } = part.script;
  // In backticks with escapes the offsets are those of the unescaped text.
  if (source !== undefined)
    inner.script = { text: source, spanAt: () => frame.script.spanAt(part.pos, part.end) };
  return run.statements(part.script.commands, inner, UNKNOWN_STREAM);
}

/** Only the first of many can be told apart by its path; that is enough to follow each. */
function processPath(
  run: ShellRun,
  part: WordPart & { readonly type: 'ProcessSubstitution' },
  frame: ShellFrame,
): PartialText {
  const content = outputOf(run, part, frame);
  const at = frame.script.spanAt(part.pos, part.end);
  const path = `/dev/fd/${run.files.writtenBelow('/dev/fd').length + 60}`;
  if (part.operator === '<') run.files.write({ path, at, content, isCertain: true });
  return known(path);
}

function trimmedEnd(text: PartialText): PartialText {
  const last = text.at(-1);
  if (last?.kind !== 'text') return text;
  const trimmed = last.text.replace(/\n+$/, '');
  return trimmed === '' ? text.slice(0, -1) : [...text.slice(0, -1), { kind: 'text', text: trimmed }];
}
