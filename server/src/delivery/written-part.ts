/** Where a part of a word's text is written: in the word itself, or in a variable of the pipeline that it names. */
import { VARIABLE_USE, writtenValue } from '../gitlab/job-variables.ts';
import { span, textOf, type Span } from '../text/span.ts';
import type { JobVariables } from './pipeline-variables.ts';
import { escapePattern } from '../text/pattern.ts';

/** The first match of a pattern; undefined where it does not stand anywhere as such. */
export function writtenPart(
  word: Span,
  pattern: RegExp,
  variables: JobVariables | undefined,
): Span | undefined {
  const seen = new Set<string>();
  const queue: Span[] = [word];
  for (let at = queue.shift(); at; at = queue.shift()) {
    const text = textOf(at);
    const found = pattern.exec(text);
    if (found) return span(at.segment, at.start + found.index, at.start + found.index + found[0].length);
    for (const use of text.matchAll(VARIABLE_USE)) {
      const name = use[1] ?? use[2];
      if (name === undefined || seen.has(name)) continue;
      seen.add(name);
      const { node } = writtenValue(variables?.pair(name)?.value);
      if (node) queue.push(node);
    }
  }
  return undefined;
}

/** A pattern that finds just this text. */
export function literally(text: string): RegExp {
  return new RegExp(escapePattern(text));
}
