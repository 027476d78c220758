/** Shell text with the way back to where it is written: script lines of YAML, or a file of its own. */
import { span, type Segment, type Span } from '../text/span.ts';

export interface ScriptText {
  readonly text: string;
  /** Where `[start, end)` of the text is written; UTF-16 offsets. */
  spanAt(start: number, end: number): Span;
}

/** A whole file of shell. */
export function plainScript(segment: Segment): ScriptText {
  return { text: segment.text, spanAt: (start, end) => span(segment, start, end) };
}

/** A part of a script as a script of its own, for the text of `sh -c '…'`, where quoting left every character as it was. */
export function partOfScript(script: ScriptText, start: number, end: number): ScriptText {
  return {
    text: script.text.slice(start, end),
    spanAt: (from, to) => script.spanAt(start + from, start + to),
  };
}
