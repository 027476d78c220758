/**
 * Shell commands put beside others, in the script's own style: as an item of the list, as lines of a block scalar or
 * of a script of the repository, or on the same line.
 */
import type { SpanEdit } from '../text/edit.ts';
import { indentationStep, lineEndFrom, lineEndOf, lineStartOf } from '../text/line-style.ts';
import { span, type Span } from '../text/span.ts';
import { insertLinesAfter } from '../yaml/insert.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { placeOfCommand, type CommandPlace, type Level } from './command-place.ts';
import type { Job } from './job.ts';
import { inStyle, scriptItemLines } from './script-item-text.ts';

export type Side = 'before' | 'after';

/**
 * Adds commands before or after one that a job runs. `before` means before the whole statement; `after` a command
 * of a chain joins that chain, so that they run only when it has succeeded.
 * @param at the command: of a fact
 * @param commands shell text, each command on one or more lines
 * @param level `outermost`: before or after the loop, condition or function that the command stands in
 * @returns undefined where the script leaves no place that is surely right
 */
export function insertCommands(
  job: Job,
  at: Span,
  commands: readonly string[],
  side: Side,
  level: Level = 'innermost',
): readonly SpanEdit[] | undefined {
  const place = placeOfCommand(job, at, level);
  if (!place || place.statement.background) return undefined;
  if (side === 'after' && place.chain) return intoChain(place, commands);
  const item = side === 'before' ? place.item : place.lastItem;
  if (item && item.style !== 'literal') {
    const isAlone = side === 'before' ? startsItem(place) : endsItem(place);
    return isAlone
      ? besideItem(item, commands, side, quotesOf(job, item))
      : onSameLine(place, commands, side);
  }
  const edit = side === 'before' ? linesBefore(place, commands) : linesAfter(place, commands);
  return edit ? [edit] : onSameLine(place, commands, side);
}

/** `a && b` becomes `a && new && b`. */
function intoChain(place: CommandPlace, commands: readonly string[]): readonly SpanEdit[] | undefined {
  const { node, index } = place.chain!;
  if (node.operators[index - 1] === '||' || place.end > node.end) return undefined;
  const end = place.script.spanAt(node.commands[index]!.pos, node.commands[index]!.end);
  return writeInline(place, { ...end, start: end.end }, ` && ${commands.join(' && ')}`, commands);
}

function onSameLine(
  place: CommandPlace,
  commands: readonly string[],
  side: Side,
): readonly SpanEdit[] | undefined {
  const { script, statement } = place;
  if (side === 'before') {
    const at = script.spanAt(statement.pos, statement.pos + 1);
    return writeInline(place, { ...at, end: at.start }, `${commands.join('; ')}; `, commands);
  }
  if (place.end > statement.end) return undefined;
  const at = script.spanAt(statement.pos, statement.end);
  return writeInline(place, { ...at, start: at.end }, `; ${commands.join('; ')}`, commands);
}

function writeInline(
  place: CommandPlace,
  at: Span,
  text: string,
  commands: readonly string[],
): readonly SpanEdit[] | undefined {
  if (commands.some((command) => command.includes('\n'))) return undefined;
  const newText = place.item ? inStyle(text, place.item.style) : text;
  return newText === undefined ? undefined : [{ at, newText }];
}

/** Whether nothing but blanks and comments stands before the statement in its item. */
function startsItem({ script, statement, item }: CommandPlace): boolean {
  const start = script.spanAt(statement.pos, statement.pos + 1).start;
  return start <= item!.start + 1 || firstStart(item!) >= start;
}

/** Offset of the first character of an item's shell text, in its segment. */
function firstStart(item: ScalarNode): number {
  const source = item.segment.text.slice(item.start, item.end);
  return item.style === 'folded'
    ? item.start + (/^[^\n\r]*[\r\n]+\s*/.exec(source)?.[0].length ?? 0)
    : item.start + 1;
}

function endsItem({ script, end, lastItem }: CommandPlace): boolean {
  const rest = script.spanAt(Math.max(0, end - 1), end).end;
  return /^["']?\s*$/.test(lastItem!.segment.text.slice(rest, lastItem!.end));
}

/** Commands before or after all of a script item: as an item of their own, or as lines of the only one. */
export function insertBesideItem(
  job: Job,
  item: ScalarNode,
  commands: readonly string[],
  side: Side,
): readonly SpanEdit[] | undefined {
  return besideItem(item, commands, side, quotesOf(job, item));
}

/** A list item of its own before or after another one. */
function besideItem(
  item: ScalarNode,
  commands: readonly string[],
  side: Side,
  quotes: 'single' | 'double' | undefined,
): readonly SpanEdit[] | undefined {
  const { segment } = item;
  const source = segment.text;
  const lineStart = lineStartOf(source, item.start);
  const before = source.slice(lineStart, item.start);
  const dash = /^([ \t]*(?:-[ \t]+)*)-([ \t]+)(?:[&!]\S+[ \t]+)*$/.exec(before);
  if (dash) {
    const [, indentation, blanks] = dash;
    if (side === 'before' && indentation!.includes('-')) return undefined;
    const head = { indentation: indentation!.replaceAll('-', ' '), blanks: blanks! };
    const lines = commands.flatMap((command) => scriptItemLines(command, head, quotes));
    if (side === 'after') return [insertLinesAfter(item, lines)];
    const at = startOfComments(source, lineStart);
    const lineEnd = lineEndOf(source);
    return [{ at: span(segment, at, at), newText: lines.map((line) => line + lineEnd).join('') }];
  }
  if (/[[,]\s*$/.test(source.slice(0, item.start))) return inFlow(item, commands, side);
  return item.style === 'literal' ? inBlock(item, commands, side) : asList(item, commands, side, quotes);
}

/** `script: |`: lines at the start or the end of the block. */
function inBlock(item: ScalarNode, commands: readonly string[], side: Side): readonly SpanEdit[] | undefined {
  const { segment } = item;
  const written = segment.text.slice(item.start, item.end);
  const first = /^[^\r\n]*(?:\r?\n|\r)(?:[ \t]*(?:\r?\n|\r))*([ \t]+)\S/.exec(written);
  if (!first) return undefined;
  const lines = commands.flatMap((command) => command.split('\n'));
  const indented = lines.map((line) => (line === '' ? '' : first[1]! + line));
  if (side === 'after') return [insertLinesAfter(item, indented)];
  const at = item.start + first[0].length - 1 - first[1]!.length;
  const lineEnd = lineEndOf(segment.text);
  return [{ at: span(segment, at, at), newText: indented.map((line) => line + lineEnd).join('') }];
}

function inFlow(item: ScalarNode, commands: readonly string[], side: Side): readonly SpanEdit[] | undefined {
  if (commands.some((command) => command.includes('\n'))) return undefined;
  const style = item.style === 'single' ? 'single' : 'double';
  const quote = style === 'single' ? "'" : '"';
  const texts = commands.map((command) => `${quote}${inStyle(command, style)!}${quote}`).join(', ');
  const at = side === 'before' ? item.start : item.end;
  return [{ at: span(item.segment, at, at), newText: side === 'before' ? `${texts}, ` : `, ${texts}` }];
}

/** `script: one` becomes a list. */
function asList(
  item: ScalarNode,
  commands: readonly string[],
  side: Side,
  quotes: 'single' | 'double' | undefined,
): readonly SpanEdit[] | undefined {
  const { segment } = item;
  const source = segment.text;
  const key = /^([ \t]*)[^\s#][^\r\n]*?:([ \t]+)$/.exec(
    source.slice(lineStartOf(source, item.start), item.start),
  );
  const isOneLine = !/[\r\n]/.test(source.slice(item.start, item.end));
  if (!key || !isOneLine) return undefined;
  const indentation = key[1]! + ' '.repeat(indentationStep(source));
  const lineEnd = lineEndOf(source);
  const lines = commands.flatMap((command) => scriptItemLines(command, { indentation, blanks: ' ' }, quotes));
  const before = side === 'before' ? lines : [];
  const gap = span(segment, item.start - key[2]!.length, item.start);
  const own: SpanEdit = {
    at: gap,
    newText: [...before, `${indentation}- `].map((it) => lineEnd + it).join(''),
  };
  return side === 'before' ? [own] : [own, insertLinesAfter(item, lines)];
}

/** Up over comments that stand right above a line at the same indentation: they belong to it. */
function startOfComments(source: string, lineStart: number): number {
  const indentation = /^[ \t]*/.exec(source.slice(lineStart))![0];
  let start = lineStart;
  while (start > 0) {
    const previous = lineStartOf(source, start - (source[start - 2] === '\r' ? 2 : 1));
    const line = source.slice(previous, start);
    if (!line.startsWith(`${indentation}#`) || line.startsWith('#!')) break;
    start = previous;
  }
  return start;
}

/** Lines of their own before a statement that starts its line. */
function linesBefore({ script, statement }: CommandPlace, commands: readonly string[]): SpanEdit | undefined {
  const { segment, start } = script.spanAt(statement.pos, statement.pos + 1);
  const lineStart = lineStartOf(segment.text, start);
  const indentation = segment.text.slice(lineStart, start);
  if (indentation.trim() !== '') return undefined;
  const at = startOfComments(segment.text, lineStart);
  const lineEnd = lineEndOf(segment.text);
  const lines = commands.flatMap((command) => command.split('\n'));
  return {
    at: span(segment, at, at),
    newText: lines.map((line) => (line === '' ? '' : indentation + line) + lineEnd).join(''),
  };
}

/** Lines of their own behind a statement that nothing but a comment follows on its line. */
function linesAfter(place: CommandPlace, commands: readonly string[]): SpanEdit | undefined {
  const { script, statement } = place;
  const first = script.spanAt(statement.pos, statement.pos + 1);
  const last = script.spanAt(Math.max(statement.pos, place.end - 1), place.end);
  const source = first.segment.text;
  const indentation = source.slice(lineStartOf(source, first.start), first.start);
  const lineEnd = lineEndFrom(source, last.end);
  const rest = source.slice(last.end, lineEnd);
  if (indentation.trim() !== '' || !/^[ \t]*;?[ \t]*(?:#.*)?$/.test(rest)) return undefined;
  const lines = commands.flatMap((command) => command.split('\n'));
  const newLine = lineEndOf(source);
  return {
    at: span(first.segment, lineEnd, lineEnd),
    newText: lines.map((line) => newLine + (line === '' ? '' : indentation + line)).join(''),
  };
}

/** The quotes that all of the section's items wear. */
function quotesOf(job: Job, item: ScalarNode): 'single' | 'double' | undefined {
  const { main, after_script: after } = job.sections;
  const items = main.items.includes(item) ? main.items : after.items;
  const isAll = (style: ScalarNode['style']) =>
    items.length > 1 && items.every((it) => it.style === style || it.style === 'literal');
  if (item.style !== 'single' && item.style !== 'double') return undefined;
  return isAll(item.style) ? item.style : undefined;
}
