/** yaml/script-comment: a ` #` that takes the rest of a shell line away as a YAML comment. */
import { lineEndFrom } from '../../text/line-style.ts';
import { span, textOf, type Span } from '../../text/span.ts';
import { quoteYaml } from '../../text/yaml-quote.ts';
import { scriptItems } from '../../gitlab/script-items.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'yaml/script-comment',
  severity: 'warning',
  summary: 'A ` #` cuts a script line off: the rest is a YAML comment that the shell never sees.',
  scope: 'entry',
  check({ kind, document, entry }, report) {
    if (kind !== 'pipeline') return;
    for (const { node, at } of scriptItems(document, entry)) {
      if (node.kind !== 'scalar' || node.style !== 'plain') continue;
      const comment = commentBehind(at);
      if (!comment) continue;
      const reason = whyCut(node.value, textOf(comment));
      if (!reason) continue;
      const whole = span(at.segment, at.start, comment.end);
      const isOneLine = !/[\r\n]/.test(textOf(whole));
      report({
        at: comment,
        message: `${reason} The shell gets \`${shorten(node.value)}\` only, because YAML reads a \`#\` behind a blank as a comment. Quote the line.`,
        fixes: isOneLine
          ? [
              {
                title: 'Quote the line',
                isPreferred: true,
                edits: () => ({ edits: [{ at: whole, newText: quoteYaml(textOf(whole)) }] }),
              },
            ]
          : [],
      });
    }
  },
});

/** The comment on the last line of a plain scalar. */
function commentBehind(at: Span): Span | undefined {
  const { text } = at.segment;
  const rest = text.slice(at.end, lineEndFrom(text, at.end));
  const blanks = /^[ \t]+(?=#)/.exec(rest);
  return blanks ? span(at.segment, at.end + blanks[0].length, at.end + rest.trimEnd().length) : undefined;
}

/**
 * Why the text before the comment is not a complete command: a quote is open, or the comment reads like the word
 * that an argument was. A remark behind a complete command is what comments are for.
 */
function whyCut(shell: string, comment: string): string | undefined {
  if (openQuote(shell)) return `The line ends inside an open ${openQuote(shell)}.`;
  if (/(?:^|[\s;&|])[A-Za-z_]\w*=$/.test(shell)) return 'The assignment loses its value.';
  if (/(?:^|\s)--?[A-Za-z][\w-]*=$/.test(shell)) return 'The option loses its value.';
  // `issue #42`: a number sign glued to a number is a reference, not a remark.
  if (
    /^#\d+\b/.test(comment) &&
    !/[;&|)}]$/.test(shell) &&
    /^(?:echo|printf|git\s+commit|git\s+tag)\b/.test(shell)
  )
    return `\`${/^#\d+/.exec(comment)![0]}\` was meant as text.`;
  return undefined;
}

/** The quote that is open at the end of a line of shell. */
function openQuote(shell: string): '"' | "'" | undefined {
  let open: '"' | "'" | undefined;
  for (let i = 0; i < shell.length; i++) {
    const character = shell[i];
    if (character === '\\' && open !== "'") i++;
    else if ((character === '"' || character === "'") && !open) open = character;
    else if (character === open) open = undefined;
  }
  return open;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
