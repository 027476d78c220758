/** yaml/script-folded-continuation: a `\` at a line end that YAML folds into an escaped blank. */
import { indentationAt, indentationStep, lineEndOf } from '../../text/line-style.ts';
import { span, textOf, type Span } from '../../text/span.ts';
import type { ScalarNode } from '../../yaml/node.ts';
import { scriptItems, type ScriptItem } from '../../gitlab/script-items.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'yaml/script-folded-continuation',
  severity: 'error',
  summary: 'A backslash at the end of a folded script line escapes a blank instead of continuing the line.',
  scope: 'entry',
  check({ kind, document, entry }, report) {
    if (kind !== 'pipeline') return;
    for (const item of scriptItems(document, entry)) {
      if (item.node.kind !== 'scalar') continue;
      const backslashes = foldedBackslashes(item.node);
      if (backslashes.length === 0) continue;
      const at = span(item.node.segment, backslashes[0]!.start, backslashes.at(-1)!.end);
      report({ at, message: message(item.node), fixes: fixes(item, item.node, backslashes) });
    }
  },
});

/**
 * Backslashes at line ends that the shell gets as `\ `: in double quotes YAML itself joins the lines, in a literal
 * block the shell does, and two backslashes are an escaped backslash.
 */
function foldedBackslashes(node: ScalarNode): Span[] {
  if (node.style === 'literal' || node.style === 'double') return [];
  const found: Span[] = [];
  for (const match of textOf(node).matchAll(/(?<!\\)(?:\\\\)*(\\)([ \t]*)\r?\n([ \t]*)(\S)/g)) {
    // A blank line or a more indented line of a `>` block keeps its line break.
    if (node.style === 'folded' && keepsBreak(node, node.start + match.index + match[0].length - 1)) continue;
    const end = node.start + match.index + match[0].indexOf('\n') - (match[0].includes('\r\n') ? 1 : 0);
    const start = end - match[2]!.length - 1;
    found.push(span(node.segment, start, start + 1));
  }
  return found;
}

/** Whether the break before this character survives in a `>` block, because its line is indented more than the block. */
function keepsBreak(node: ScalarNode, offset: number): boolean {
  const text = node.segment.text;
  const first = /\r?\n([ \t]*\r?\n)*( *)\S/.exec(text.slice(node.start, node.end));
  const block = first?.[2]?.length ?? 0;
  return indentationAt(text, offset).length > block;
}

function message(node: ScalarNode): string {
  const how =
    node.style === 'folded'
      ? 'a `>` block'
      : node.style === 'single'
        ? 'a quoted text of several lines'
        : 'a plain text of several lines';
  return (
    `YAML folds ${how} into one line, so the shell gets \`\\ \` here: an escaped blank, which becomes (part of) an argument. ` +
    'Drop the backslashes, or use `|`, which keeps the lines.'
  );
}

function fixes(item: ScriptItem, node: ScalarNode, backslashes: readonly Span[]): Fix[] {
  const text = node.segment.text;
  const drop: Fix = {
    title: 'Drop the backslashes',
    isPreferred: true,
    edits: () => ({
      edits: backslashes.map((at) => {
        let start = at.start;
        while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
        return { at: span(at.segment, start, at.end), newText: '' };
      }),
    }),
  };
  const literal: Fix = {
    title: 'Use a | block',
    edits: () => ({ edits: [{ at: literalSpan(item, node), newText: literalText(item, node) }] }),
  };
  return node.style === 'single' ? [drop] : [drop, literal];
}

function literalSpan(item: ScriptItem, node: ScalarNode): Span {
  return node.style === 'folded' ? span(node.segment, node.start, node.start + 1) : item.at;
}

function literalText(item: ScriptItem, node: ScalarNode): string {
  if (node.style === 'folded') return '|';
  const text = node.segment.text;
  const lineEnd = lineEndOf(text);
  const indentation = indentationAt(text, node.start) + ' '.repeat(indentationStep(text));
  const [first = '', ...rest] = textOf(item.at).split(/\r?\n/);
  const lines = [first, ...rest.map((line) => `  ${line.trimStart()}`)];
  return `|${lineEnd}${lines.map((line) => indentation + line.trimEnd()).join(lineEnd)}`;
}
