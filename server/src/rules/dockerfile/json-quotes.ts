/** dockerfile/json-quotes: an exec form in single quotes, which docker takes for a command of the shell. */
import type { Instruction } from '../../dockerfile/instruction.ts';
import { span, textOf, type Span } from '../../text/span.ts';
import { eachDockerfile } from '../each-dockerfile.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/json-quotes',
  severity: 'warning',
  summary: 'An exec form in single quotes, which docker takes for a command of the shell.',
  scope: 'project',
  check: eachDockerfile(({ stages }, report) => {
    for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
      const list = singleQuoted(instruction);
      if (!list) continue;
      const { keyword } = instruction;
      const outcome = ['COPY', 'ADD', 'VOLUME'].includes(keyword)
        ? `${keyword} takes the brackets and quotes for parts of the paths`
        : `${keyword} hands the text to the shell, which finds no program of that name`;
      report({
        at: list,
        message: `The exec form is JSON, which has double quotes only. With single ones ${outcome}. Write double quotes.`,
        fixes: [doubleQuotes(list)],
      });
    }
  }),
});

const KEYWORDS: ReadonlySet<string> = new Set(
  'CMD ENTRYPOINT SHELL COPY ADD VOLUME HEALTHCHECK RUN'.split(' '),
);

/** The list of strings, where all of them are in single quotes. */
function singleQuoted({ keyword, keywordAt, at }: Instruction): Span | undefined {
  if (!KEYWORDS.has(keyword)) return undefined;
  const rest = textOf({ ...at, start: keywordAt.end });
  const found = /^(?:\s|\\\r?\n|--\S+|CMD\b)*(\[\s*'[^'"\\\r\n]*'(?:\s*,\s*'[^'"\\\r\n]*')*\s*\])\s*$/i.exec(
    rest,
  );
  if (!found) return undefined;
  const start = keywordAt.end + found[0].indexOf(found[1]!);
  return span(at.segment, start, start + found[1]!.length);
}

function doubleQuotes(list: Span): Fix {
  return {
    title: 'Write double quotes',
    isPreferred: true,
    edits: () => ({
      edits: [...textOf(list).matchAll(/'/g)].map(({ index }) => ({
        at: span(list.segment, list.start + index, list.start + index + 1),
        newText: '"',
      })),
    }),
  };
}
