/**
 * `# pipewright-ignore RULE…` silences rules for its own line or, when it stands alone, for the next line and all
 * that is indented below it (a whole job, a whole block scalar); `# pipewright-ignore-file RULE…` for the whole
 * file. A rule is named by its id, `family/*` or `*`.
 */
import type { SourceText } from '../text/source-text.ts';

const DIRECTIVE = /#[ \t]*pipewright-ignore(-file)?[ \t]+([^\r\n]*)/g;
const NAME = /^(?:\*|[a-z]+\/(?:\*|[a-z][a-z0-9-]*))$/;

export interface Ignores {
  /** Whether a rule is silenced on a 0-based line. */
  isIgnored(rule: string, line: number): boolean;
}

const NONE: Ignores = { isIgnored: () => false };
const cache = new WeakMap<SourceText, Ignores>();

export function ignoresIn(source: SourceText): Ignores {
  let ignores = cache.get(source);
  if (!ignores) cache.set(source, (ignores = readIgnores(source)));
  return ignores;
}

function readIgnores(source: SourceText): Ignores {
  if (!source.text.includes('pipewright-ignore')) return NONE;
  const everywhere = new Set<string>();
  const byLine = new Map<number, Set<string>>();
  for (const match of source.text.matchAll(DIRECTIVE)) {
    const names = namesIn(match[2]!);
    if (match[1]) for (const name of names) everywhere.add(name);
    else {
      const line = source.lineAt(match.index);
      const alone = source.text.slice(source.lineStarts[line], match.index).trim() === '';
      const first = alone ? nextLine(source, line) : line;
      const last = alone ? lastLineBelow(source, first) : line;
      for (let target = first; target <= last; target++)
        byLine.set(target, new Set([...(byLine.get(target) ?? []), ...names]));
    }
  }
  return { isIgnored: (rule, line) => covers(everywhere, rule) || covers(byLine.get(line), rule) };
}

/** The names up to the first word that is none: what follows is the reason. */
function namesIn(text: string): string[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const end = words.findIndex((word) => !NAME.test(word));
  return end < 0 ? words : words.slice(0, end);
}

/** The line that a directive standing alone speaks of: the next one that is no directive itself. */
function nextLine(source: SourceText, line: number): number {
  let next = line + 1;
  while (next < source.lineCount && /^[ \t]*#[ \t]*pipewright-ignore[ \t]/.test(source.lineText(next)))
    next++;
  return next;
}

/**
 * The last line that is indented more than `line`, or that goes on from the one before by its `\`, without a less
 * indented one between; empty lines do not count.
 */
function lastLineBelow(source: SourceText, line: number): number {
  const indentation = indentationOf(source.lineText(line));
  let last = line;
  for (let next = line + 1; next < source.lineCount; next++) {
    const text = source.lineText(next);
    if (text.trim() === '') continue;
    const goesOn = /\\[ \t]*$/.test(source.lineText(next - 1));
    if (indentationOf(text) <= indentation && !goesOn) break;
    last = next;
  }
  return last;
}

function indentationOf(text: string): number {
  return /^[ \t]*/.exec(text)![0].length;
}

function covers(names: ReadonlySet<string> | undefined, rule: string): boolean {
  if (!names || names.size === 0) return false;
  return names.has(rule) || names.has(`${rule.slice(0, rule.indexOf('/'))}/*`) || names.has('*');
}
