/** The lines of scripts as they are written in one top-level entry, whatever YAML made of them. */
import { lineEndFrom } from '../text/line-style.ts';
import { span, type Span } from '../text/span.ts';
import { isMap, isSequence, keyOf, type YamlNode } from '../yaml/node.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';

export interface ScriptItem {
  readonly node: YamlNode;
  /** From its first to its last character: with what YAML cut off behind it, without a comment. */
  readonly at: Span;
  /** Whether it is an item of a list, not the script's only text. */
  readonly isListItem: boolean;
}

/** Keywords that hold shell lines. */
const SCRIPT_KEYWORDS: ReadonlySet<string> = new Set(['before_script', 'script', 'after_script']);
const MAXIMUM_DEPTH = 10;

/**
 * The script items of an entry: of a job, of `default`, of the old global keywords, and of lists that a hidden key
 * lends by an alias. Each once.
 */
export function scriptItems(document: YamlDocument, entry: ParsedSegment): ScriptItem[] {
  const items = new Map<YamlNode, ScriptItem>();
  // Aliases of aliases of a list can name it any number of times.
  const seen = new Set<YamlNode>();
  for (const pair of isMap(entry.root) ? entry.root.pairs : []) {
    const name = keyOf(pair);
    if (name !== undefined && SCRIPT_KEYWORDS.has(name)) collect(pair.value);
    const job = document.follow(pair.value);
    for (const own of isMap(job) ? job.pairs : []) {
      const keyword = keyOf(own);
      if (keyword !== undefined && SCRIPT_KEYWORDS.has(keyword)) collect(own.value);
      if (keyword === 'hooks') collect(document.valueOf(own.value, 'pre_get_sources_script'));
    }
  }
  return [...items.values()];

  function collect(value: YamlNode | undefined): void {
    const node = document.follow(value);
    if (isSequence(node) && node.tag !== '!reference')
      for (const item of node.items) collectItem(item, node.flow, 0);
    else if (node && node.tag !== '!reference')
      items.set(node, { node, at: writtenSpan(node), isListItem: false });
  }

  function collectItem(item: YamlNode, isInFlow: boolean, depth: number): void {
    const node = document.follow(item);
    if (!node || seen.has(node) || node.tag === '!reference' || depth > MAXIMUM_DEPTH) return;
    seen.add(node);
    if (isSequence(node) && !isCutOff(node))
      for (const nested of node.items) collectItem(nested, isInFlow || node.flow, depth + 1);
    else items.set(node, { node, at: isInFlow ? node : writtenSpan(node), isListItem: true });
  }
}

/** Whether text follows the node on its line: `[ -f x ] && y`, where YAML reads a list and then stumbles. */
function isCutOff(node: YamlNode): boolean {
  return 'flow' in node && node.flow && endOfText(node) > node.end;
}

function writtenSpan(node: YamlNode): Span {
  const isBlock = node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
  const text = node.segment.text;
  let start = node.start;
  // A tag or an anchor is a part of what was typed: `! grep x`.
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const properties = /(?:[!&]\S* +)+$/.exec(line);
  if (properties) start -= properties[0].length;
  return span(node.segment, start, isBlock ? node.end : Math.max(node.end, endOfText(node)));
}

/** Where the text of the node's last line ends, without blanks and a comment. */
function endOfText(node: YamlNode): number {
  const text = node.segment.text;
  const rest = text.slice(node.end, lineEndFrom(text, node.end));
  const comment = /(?:^|[ \t])#/.exec(rest);
  return node.end + rest.slice(0, comment ? comment.index : rest.length).trimEnd().length;
}
