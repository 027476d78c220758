/** The text at the cursor of a script, where a variable would stand for the same. */
import type { JobScript } from '../../gitlab/job-script.ts';
import { forEachChild, parseShell, type SyntaxNode, type WordPart } from '../../shell/parse.ts';
import { contains, type OffsetRange } from '../../text/span.ts';
import type { ActionPlace } from './action.ts';
import type { ExtractedText } from './extract-variable.ts';
import { cutsVariable } from './value-text-at.ts';

/**
 * The selected part of a shell word, or the whole word where nothing is selected and it looks like a value. Only
 * where the shell would put a variable in, and would take it for one word: not in single quotes, here-documents and
 * comments.
 */
export function scriptTextAt(place: ActionPlace): ExtractedText | undefined {
  const sections = place.job?.job.sections;
  for (const script of sections ? [sections.main, sections.after_script] : []) {
    if (!script.items.some((item) => place.touches(item))) continue;
    return wordIn(place, script);
  }
  return undefined;
}

function wordIn(place: ActionPlace, script: JobScript): ExtractedText | undefined {
  const tree = parseShell(script);
  if (tree.problems.length > 0) return undefined;
  const path: SyntaxNode[] = [];
  const descend = (node: SyntaxNode): void => {
    path.push(node);
    let next: SyntaxNode | undefined;
    forEachChild(node, (child) => {
      if (!next && isAround(place, script, child)) next = child;
    });
    if (next) descend(next);
  };
  descend(tree.root);
  const word = path.findLast((node) => node.type === 'Word');
  if (!word || isCommandName(path, word)) return undefined;
  // A command within a word has words of its own.
  const inWord = path.slice(path.indexOf(word) + 1);
  if (inWord.some(({ type }) => !/^(?:DoubleQuoted|Literal)$/.test(type))) return undefined;
  const part = word.parts?.find((it) => isAround(place, script, it));
  const inner = innerRange(part, word);
  if (!inner) return undefined;
  const isQuoted = part?.type === 'DoubleQuoted';
  const isCursor = place.range.start === place.range.end;
  const range = isCursor ? wholeValue(script.text, inner) : selected(place, script, inner);
  if (!range) return undefined;
  const text = script.text.slice(range.start, range.end);
  if (isCursor && !/[/.:@\d]/.test(text)) return undefined;
  if (!isTaken(text, isQuoted) || cutsVariable(script.text, range.start, range.end)) return undefined;
  const at = script.spanAt(range.start, range.end);
  // YAML's own escapes, or a fold, stand in between.
  if (at.segment.text.slice(at.start, at.end) !== text || !place.isHere(at)) return undefined;
  return { at, text, about: optionBefore(script.text, range.start) };
}

function isAround(place: ActionPlace, script: JobScript, node: OffsetRange | SyntaxNode | WordPart): boolean {
  const [start, end] = 'pos' in node ? [node.pos, node.end] : [node.start, node.end];
  const location = place.snapshot.locate(script.spanAt(start, end));
  return location?.path === place.path && contains(location.range, place.range);
}

/** The stretch of a word that a variable may replace; undefined in parts where it would be text. */
function innerRange(
  part: WordPart | undefined,
  word: Extract<SyntaxNode, { type: 'Word' }>,
): OffsetRange | undefined {
  const isSimple = (it: WordPart) => /^(?:Literal|SimpleExpansion|ParameterExpansion)$/.test(it.type);
  if (part?.type === 'DoubleQuoted')
    return part.parts.every(isSimple) ? { start: part.pos + 1, end: part.end - 1 } : undefined;
  return !word.parts || word.parts.every(isSimple) ? { start: word.pos, end: word.end } : undefined;
}

/** Without the option before it: of `--tag=app:1` that is `app:1`. */
function wholeValue(text: string, inner: OffsetRange): OffsetRange | undefined {
  const written = text.slice(inner.start, inner.end);
  const option = /^-{1,2}[\w-]+=/.exec(written)?.[0] ?? '';
  const isOption = option === '' && written.startsWith('-');
  return isOption ? undefined : { start: inner.start + option.length, end: inner.end };
}

/** The selection in offsets of the script. */
function selected(place: ActionPlace, script: JobScript, inner: OffsetRange): OffsetRange | undefined {
  const location = place.snapshot.locate(script.spanAt(inner.start, inner.end));
  if (!location || !contains(location.range, place.range)) return undefined;
  const start = inner.start + place.range.start - location.range.start;
  const end = inner.start + place.range.end - location.range.start;
  return end <= inner.end ? { start, end } : undefined;
}

/** Whether the shell takes the variable for what the text was: no blanks and patterns outside of quotes, no escapes. */
function isTaken(text: string, isQuoted: boolean): boolean {
  const bare = text.replace(/\$(?:\{\w+\}|[A-Za-z_]\w*)/g, 'x');
  return isQuoted ? /^[^"$`\\\r\n]+$/.test(bare) : /^(?!~)[\w./:@%+=,-]+$/.test(bare);
}

/** The word that the shell looks the program up by. */
function isCommandName(path: readonly SyntaxNode[], word: SyntaxNode): boolean {
  const command = path.findLast((node) => node.type === 'Command');
  return command?.type === 'Command' && command.name === word;
}

/** `port` of `--port 80`, `tag` of `--tag=x`. */
function optionBefore(text: string, start: number): string {
  return /(?:^|\s)-{1,2}([\w-]+)(?:=|\s+)["']?$/.exec(text.slice(Math.max(0, start - 60), start))?.[1] ?? '';
}
