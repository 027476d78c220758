/** Where a command stands: in which statement of its script, and whether that statement has lines of its own. */
import { forEachChild, parseShell, type AndOr, type Statement, type SyntaxNode } from '../shell/parse.ts';
import { plainScript, type ScriptText } from '../shell/script-text.ts';
import { contains, textOf, type Segment, type Span } from '../text/span.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { Job } from './job.ts';
import type { JobScript } from './job-script.ts';

export interface CommandPlace {
  /** The script that holds the command: of the job's sections, or a file of the repository. */
  readonly script: ScriptText;
  /** The script item of the pipeline that holds the statement's start; undefined in a file of its own. */
  readonly item: ScalarNode | undefined;
  /** The script item that holds the statement's end. */
  readonly lastItem: ScalarNode | undefined;
  /** The statement of a list of commands; offsets in the script's text. */
  readonly statement: Statement;
  /** Where the statement ends, here-documents included; offset in the script's text. */
  readonly end: number;
  /** Where the command is a part of a chain: the chain, and the command's place in it. */
  readonly chain: { readonly node: AndOr; readonly index: number } | undefined;
}

/**
 * Which statement is meant where several enclose the command: the one inside, that of the loop, condition or function
 * around it, or the innermost one that no loop repeats.
 */
export type Level = 'innermost' | 'outermost' | 'unrepeated';

/** The place of a command that a job runs, in its own lines or in a script of the repository. */
export function placeOfCommand(job: Job, at: Span, level: Level = 'innermost'): CommandPlace | undefined {
  for (const section of [job.sections.main, job.sections.after_script])
    if (itemOf(section, at)) return placeIn(section, at, section, level);
  const isOfPipeline = [...job.sections.main.items, ...job.sections.after_script.items].some(
    (item) => item.segment === at.segment,
  );
  return isOfPipeline ? undefined : placeIn(fileScript(at.segment), at, undefined, level);
}

/** The shell text that a span of a job's script covers, without the escapes of YAML's quotes. */
export function shellTextAt(job: Job, at: Span): string {
  const item = itemOf(job.sections.main, at) ?? itemOf(job.sections.after_script, at);
  const text = textOf(at);
  if (item?.style === 'single') return text.replaceAll("''", "'");
  return item?.style === 'double' ? text.replace(/\\(["\\])/g, '$1') : text;
}

function itemOf(section: JobScript, at: Span): ScalarNode | undefined {
  return section.items.find((item) => item.segment === at.segment && contains(item, at));
}

const files = new WeakMap<Segment, ScriptText>();

function fileScript(segment: Segment): ScriptText {
  let script = files.get(segment);
  if (!script) files.set(segment, (script = plainScript(segment)));
  return script;
}

function placeIn(
  script: ScriptText,
  at: Span,
  section: JobScript | undefined,
  level: Level,
): CommandPlace | undefined {
  const path: SyntaxNode[] = [];
  const descend = (node: SyntaxNode) => {
    path.push(node);
    let next: SyntaxNode | undefined;
    forEachChild(node, (child) => {
      if (next || IN_WORDS.has(child.type)) return;
      const covered = script.spanAt(child.pos, child.end);
      if (covered.segment === at.segment && contains(covered, at)) next = child;
    });
    if (next) descend(next);
  };
  descend(parseShell(script).root);
  const isStatement = (node: SyntaxNode) => node.type === 'Statement';
  const loop = level === 'unrepeated' ? path.findIndex((node) => LOOPS.has(node.type)) : -1;
  const inside = loop < 0 ? path : path.slice(0, loop);
  const depth = level === 'outermost' ? path.findIndex(isStatement) : inside.findLastIndex(isStatement);
  const statement = path[depth];
  if (statement?.type !== 'Statement') return undefined;
  const chain = inside.slice(depth).find((node) => node.type === 'AndOr');
  const index = chain ? chain.commands.findIndex((node) => path.includes(node)) : -1;
  const end = endWithDocuments(statement);
  return {
    script,
    item: section?.itemAt(statement.pos),
    lastItem: section?.itemAt(Math.max(statement.pos, end - 1)),
    statement,
    end,
    chain: chain && index >= 0 ? { node: chain, index } : undefined,
  };
}

const LOOPS: ReadonlySet<SyntaxNode['type']> = new Set(['For', 'ArithmeticFor', 'Select', 'While']);

/** What stands inside of words gets no lines of its own: `$(…)`. */
const IN_WORDS: ReadonlySet<SyntaxNode['type']> = new Set(['Word', 'Assignment', 'Redirect', 'HereString']);

function endWithDocuments(node: SyntaxNode): number {
  let end = node.end;
  const visit = (child: SyntaxNode) => {
    if (child.type === 'HereDoc') end = Math.max(end, child.closing?.end ?? child.body.end);
    if (!IN_WORDS.has(child.type)) forEachChild(child, visit);
  };
  forEachChild(node, visit);
  return end;
}
