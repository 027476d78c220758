/** yaml/script-colon: a script line that became a mapping because of `: `. */
import { indentationAt, indentationStep, lineEndOf } from '../../text/line-style.ts';
import { textOf } from '../../text/span.ts';
import { quoteYaml } from '../../text/yaml-quote.ts';
import { keyOf, type MapNode } from '../../yaml/node.ts';
import { scriptItems, type ScriptItem } from '../../gitlab/script-items.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'yaml/script-colon',
  severity: 'error',
  summary: 'A script line with `: ` in it is a mapping to YAML, and GitLab refuses the file.',
  scope: 'entry',
  check({ kind, document, entry }, report) {
    if (kind !== 'pipeline') return;
    for (const item of scriptItems(document, entry)) {
      if (item.node.kind !== 'map' || item.node.flow) continue;
      if (!item.isListItem && isNestedKeywords(item.node)) continue;
      report({ at: item.at, message: message(item.node), fixes: fixes(item) });
    }
  },
});

/** `script:` with keywords below it is another mistake: there the line is not shell text. */
function isNestedKeywords(map: MapNode): boolean {
  return map.pairs.every((pair) => /^[\w-]+$/.test(keyOf(pair) ?? ''));
}

function message(map: MapNode): string {
  const pair = map.pairs[0]!;
  const key = shorten(textOf(pair.key));
  const value = pair.value ? `the value \`${shorten(textOf(pair.value))}\`` : 'no value';
  return (
    `YAML reads this line as a mapping with the key \`${key}\` and ${value}, because of the \`:\`. ` +
    'GitLab then refuses the whole file: "script config should be a string or a nested array of strings". Quote the line.'
  );
}

function shorten(text: string): string {
  const line = text.split(/\r?\n/, 1)[0]!;
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** Several keys are several lines of shell: quoted they would become one, as a block scalar they stay lines. */
function fixes(item: ScriptItem): Fix[] {
  const isOneLine = (item.node as MapNode).pairs.length === 1;
  const block: Fix = {
    title: 'Turn the line into a block scalar',
    isPreferred: !isOneLine,
    edits: () => ({ edits: [{ at: item.at, newText: blockScalar(item) }] }),
  };
  if (!isOneLine) return [block];
  const quoted: Fix = {
    title: 'Quote the line',
    isPreferred: true,
    edits: () => ({ edits: [{ at: item.at, newText: quoteYaml(textOf(item.at)) }] }),
  };
  return [quoted, block];
}

function blockScalar(item: ScriptItem): string {
  const { segment, start } = item.at;
  const lineEnd = lineEndOf(segment.text);
  const own = indentationAt(segment.text, start);
  const indentation = own + ' '.repeat(indentationStep(segment.text));
  const lines = textOf(item.at).split(/\r?\n/);
  // A line that YAML would have folded into the one before it is a shell line of its own here: join those with `\`.
  const isFolded = (item.node as MapNode).pairs.length === 1;
  const text = lines
    .map((line) => line.trim())
    .join(isFolded ? ` \\${lineEnd}${indentation}  ` : `${lineEnd}${indentation}`);
  return `|${lineEnd}${indentation}${text}`;
}
