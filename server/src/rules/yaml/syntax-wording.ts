/** What a YAML parser's complaint means to the one who typed, and how to mend it. */
import { indentationStep, lineEndFrom, lineStartOf } from '../../text/line-style.ts';
import { span, textOf, type Span } from '../../text/span.ts';
import { quoteYaml } from '../../text/yaml-quote.ts';
import { walk, type ScalarNode } from '../../yaml/node.ts';
import type { ParsedSegment, YamlProblem } from '../../yaml/parse-segment.ts';
import type { ScriptItem } from '../../gitlab/script-items.ts';
import { replaceFix, type Report } from '../rule.ts';
import type { DocumentKind } from '../subjects.ts';

/** A problem in a script line: the shell's own characters mean something to YAML. */
export function explainScriptProblem(problem: YamlProblem, item: ScriptItem): Report {
  const at = firstLine(item.at);
  const text = textOf(at);
  const open = unclosedQuote(problem, item.node.kind === 'scalar' ? item.node : undefined);
  if (open) return open;
  const quote = isOneLine(item.at) ? [replaceFix('Quote the line', item.at, quoteYaml(textOf(item.at)))] : [];
  const why = whyNotPlain(text);
  return {
    at: item.at,
    message: why
      ? `${why} GitLab refuses the whole file. Quote the line.`
      : `YAML cannot read this script line (${lowerFirst(problem.message)}). GitLab refuses the whole file. Quote the line.`,
    fixes: why ? quote : [],
  };
}

/** Why YAML stumbles over a line of shell that starts like this. */
function whyNotPlain(text: string): string | undefined {
  const first = text[0] ?? '';
  if (first === '"' || first === "'")
    return `The line starts with a quote, so YAML takes the text up to the closing ${first} as the whole value and cannot read what follows.`;
  if (first === '[') return 'A line that starts with `[` is a list to YAML, and nothing may follow its `]`.';
  if (first === '{')
    return 'A line that starts with `{` is a mapping to YAML, and nothing may follow its `}`.';
  if (first === '*')
    return `A line that starts with \`*\` is an alias to YAML, and no anchor \`${/^\*([^\s,[\]{}]*)/.exec(text)?.[1] ?? ''}\` stands before it.`;
  if (first === '@' || first === '`' || first === '%')
    return `No plain YAML text can start with \`${first}\`.`;
  if (first === '>' || first === '|')
    return `A line that starts with \`${first}\` opens a block of text to YAML, and nothing may follow on that line.`;
  return undefined;
}

/** A problem anywhere else. */
export function explainProblem(
  problem: YamlProblem,
  entry: ParsedSegment | undefined,
  kind: DocumentKind,
): Report {
  const { code, at, message } = problem;
  const reader = kind === 'pipeline' ? 'GitLab' : kind === 'manifest' ? 'kubectl' : 'Pipewright';
  switch (code) {
    case 'DUPLICATE_KEY':
      return { at, message: duplicateMessage(message, kind), related: problem.related ?? [] };
    case 'REPEATED_KEY':
      return {
        at,
        severity: 'hint',
        tag: 'unnecessary',
        message: `\`${message}\` stands twice in this mapping, with the same value.`,
        related: problem.related ?? [],
      };
    case 'UNKNOWN_ALIAS':
      return {
        at,
        message: `\`*${message}\` names no anchor: no \`&${message}\` stands before it in this document, and ${reader} refuses the file.`,
      };
    case 'TAB_AS_INDENT':
      return explainTab(at, reader);
    case 'NO_KEY':
      return {
        at: firstLine(at),
        message: `This is no \`key: value\`: YAML expects a key with a colon here, and ${reader} refuses the file until there is one.`,
      };
    case 'BAD_DQ_ESCAPE':
      return {
        at,
        message: `\`${textOf(at)}\` is no escape in double quotes. Double the backslash, or use single quotes, where a backslash is a backslash.`,
        fixes: [replaceFix('Double the backslash', span(at.segment, at.start, at.start + 1), '\\\\')],
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainSecondColon(at, reader);
    case 'BAD_SCALAR_START':
      return explainStart(at, reader);
    case 'DEPTH':
    case 'PARSER':
      return { at: firstLine(at), message };
  }
  const open = unclosedQuote(problem, entry && lastQuoted(entry, at.start));
  if (open) return open;
  const place = at.end > at.start ? firstLine(at) : lineAround(at);
  if (code === 'BAD_INDENT')
    return {
      at: place,
      message: `The indentation of this line fits nothing above it, so ${reader} cannot tell where it belongs and refuses the file. Align it with its neighbours.`,
    };
  if (/Implicit map keys need to be followed by map values/.test(message)) {
    return {
      at: place,
      message: `YAML expects a \`:\` behind this key, and ${reader} refuses the file until there is one.`,
    };
  }
  if (/at node end/.test(message))
    return {
      at: place,
      message: `YAML cannot read what follows a closing quote or bracket on the same line, and ${reader} refuses the file. Quote the whole value.`,
    };
  return { at: place, message: `YAML cannot read this: ${lowerFirst(message)}. ${reader} refuses the file.` };
}

function duplicateMessage(key: string, kind: DocumentKind): string {
  if (kind === 'manifest')
    return `\`${key}\` stands twice in one mapping: the API server keeps the last one only, or refuses the manifest.`;
  return `\`${key}\` stands twice in one mapping: the last one counts, and all of the first one is silently dropped.`;
}

function explainTab(at: Span, reader: string): Report {
  const text = at.segment.text;
  const start = lineStartOf(text, at.start);
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  const indentation = span(at.segment, start, Math.max(end, start + 1));
  const step = ' '.repeat(indentationStep(text));
  const fixes =
    end > start
      ? [
          replaceFix(
            'Replace the tabs with spaces',
            indentation,
            text.slice(start, end).replaceAll('\t', step),
          ),
        ]
      : [];
  return {
    at: indentation,
    message: `A tab indents this line. YAML allows spaces only, and ${reader} refuses the file.`,
    fixes,
  };
}

function explainSecondColon(at: Span, reader: string): Report {
  const text = at.segment.text;
  const start = lineStartOf(text, at.start);
  const key = /^[ \t]*(?:- +)*[^\s:'"#][^:#]*?:[ \t]+/.exec(text.slice(start, lineEndFrom(text, at.start)));
  const from = key ? start + key[0].length : at.start;
  const value = span(at.segment, from, Math.max(from, trimmedEnd(text, from)));
  return {
    at: value,
    message: `There is a second \`: \` in this line: YAML would need another level of keys there, and ${reader} refuses the file. Quote the value.`,
    fixes: key ? [replaceFix('Quote the value', value, quoteYaml(textOf(value)))] : [],
  };
}

function explainStart(at: Span, reader: string): Report {
  const value = span(at.segment, at.start, trimmedEnd(at.segment.text, at.start));
  return {
    at: value,
    message: `No plain YAML text can start with \`${textOf(at)[0] ?? ''}\`, and ${reader} refuses the file. Quote the value.`,
    fixes: [replaceFix('Quote the value', value, quoteYaml(textOf(value)))],
  };
}

/** The parser complains where the text ends; what matters is where the quote was opened. */
function unclosedQuote(problem: YamlProblem, scalar: ScalarNode | undefined): Report | undefined {
  if (!/Missing closing ["']quote/.test(problem.message) || !scalar) return undefined;
  const quote = scalar.style === 'single' ? "'" : '"';
  return {
    at: firstLine(scalar),
    message: `The ${quote} that opens here is never closed, so all that follows is read as one text. Close it.`,
  };
}

function lastQuoted(entry: ParsedSegment, before: number): ScalarNode | undefined {
  let found: ScalarNode | undefined;
  walk(entry.root, (node) => {
    if (
      node.kind === 'scalar' &&
      (node.style === 'single' || node.style === 'double') &&
      node.start <= before
    )
      found = node;
    return undefined;
  });
  return found;
}

function isOneLine(at: Span): boolean {
  return !/[\r\n]/.test(textOf(at));
}

function firstLine(at: Span): Span {
  return span(
    at.segment,
    at.start,
    Math.min(at.end, Math.max(at.start, lineEndFrom(at.segment.text, at.start))),
  );
}

/** The text of the line that a position stands in. */
function lineAround(at: Span): Span {
  const { text } = at.segment;
  let start = lineStartOf(text, at.start);
  while (text[start] === ' ' || text[start] === '\t') start++;
  return span(at.segment, start, Math.max(start, trimmedEnd(text, start)));
}

/** The end of the line's text, without a comment and blanks. */
function trimmedEnd(text: string, from: number): number {
  const line = text.slice(from, lineEndFrom(text, from));
  return from + line.replace(/[ \t]#.*$/, '').trimEnd().length;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
