/** Puts lines into the TOML of a runner's values, in the indentation that stands there. */
import type { SpanEdit } from '../text/edit.ts';
import { lineEndFrom, lineEndOf, lineStartOf } from '../text/line-style.ts';
import { span } from '../text/span.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import type { Runner, RunnerConfig } from './runner-values.ts';

/** Inserts behind the last line of `[runners.kubernetes]`; undefined where the TOML is in no block scalar. */
export function insertTomlLines(
  { node }: RunnerConfig,
  { section }: Runner,
  lines: readonly string[],
): SpanEdit | undefined {
  if (!section || node.style !== 'literal') return undefined;
  const { text } = node.segment;
  const at = spanInScalar(node, section.header.start, section.end);
  const start = lineStartOf(text, at.start);
  const header = text.slice(start, at.start);
  const own = node.value.slice(0, section.header.start);
  const headerBlanks = section.header.start - (own.lastIndexOf('\n') + 1);
  // The block's indentation is what the header's line has more than the TOML's own.
  const block = header.slice(0, header.length - headerBlanks);
  const end = lineEndFrom(text, Math.max(at.end - 1, at.start));
  return {
    at: span(node.segment, end, end),
    newText: lines.map((line) => lineEndOf(text) + block + section.indentation + line).join(''),
  };
}
