/** What a script writes to the job's log: variables through `echo` and the like, and everything while `set -x` is on. */
import { forEachChild, parseShell, type Command, type SyntaxNode } from '../shell/parse.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';

export interface PrintedVariable {
  readonly name: string;
  /** The name alone. */
  readonly at: Span;
  /** `content`: of the file that the variable names, by `cat`. */
  readonly what: 'value' | 'content';
  /** `echo`, `printenv`, … */
  readonly by: string;
}

export interface TracedVariable {
  readonly name: string;
  readonly at: Span;
  /** The `set -x` that is on where the variable is used. */
  readonly tracing: Span;
}

export interface ScriptOutput {
  readonly printed: readonly PrintedVariable[];
  readonly traced: readonly TracedVariable[];
}

const known = new WeakMap<ScriptText, ScriptOutput>();

/** Reads a script once. Output that goes into a pipe, a file, a variable or to nowhere is not printed. */
export function outputOfScript(script: ScriptText): ScriptOutput {
  let output = known.get(script);
  if (!output) known.set(script, (output = readOutput(script)));
  return output;
}

interface Printing {
  readonly script: ScriptText;
  readonly printed: PrintedVariable[];
  readonly tracing: { readonly start: number; readonly isOn: boolean; readonly at: Span }[];
}

function readOutput(script: ScriptText): ScriptOutput {
  const found: Printing = { script, printed: [], tracing: [] };
  // Most scripts neither print nor trace.
  if (/\b(?:echo|printf|cat|printenv|set)\b/.test(script.text))
    visit(parseShell(script).root, false, found, 0);
  return { printed: found.printed, traced: tracedVariables(found) };
}

/** @param isCaptured whether what the node prints goes elsewhere than to the log */
function visit(node: SyntaxNode, isCaptured: boolean, found: Printing, depth: number): void {
  if (depth > 200) return;
  switch (node.type) {
    case 'Pipeline': {
      const last = node.commands.at(-1);
      for (const command of node.commands) visit(command, isCaptured || command !== last, found, depth + 1);
      return;
    }
    case 'AndOr':
    case 'If':
      // `[ -n "$TRACE" ] && set -x`: somebody asks for it.
      forEachChild(node, (child) => {
        if (!isSwitch(child)) visit(child, isCaptured, found, depth + 1);
      });
      return;
    case 'Function':
      // Where its output goes is up to those who call it.
      return;
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return;
    case 'Redirected':
      visit(node.command, isCaptured || node.redirects.some(takesOutput), found, depth + 1);
      return;
    case 'Command':
      readCommand(node, isCaptured, found);
      return;
    default:
      forEachChild(node, (child) => {
        visit(child, isCaptured, found, depth + 1);
      });
  }
}

function takesOutput(redirection: {
  readonly type: string;
  readonly operator?: string;
  readonly descriptor?: unknown;
}): boolean {
  return (
    redirection.type === 'Redirect' &&
    redirection.descriptor === undefined &&
    redirection.operator?.includes('>') === true
  );
}

function readCommand(command: Command, isCaptured: boolean, found: Printing): void {
  const name = command.name?.value;
  if (name === 'set') return readSet(command, found);
  if (isCaptured || command.redirects.some(takesOutput)) return;
  if (name === 'echo' || name === 'printf') {
    for (const argument of command.args)
      variablesOf(argument, (it, start) => add(it, start, 'value', name, found), 0);
  } else if (name === 'cat') {
    for (const argument of command.args)
      variablesOf(argument, (it, start) => add(it, start, 'content', name, found), 0);
  } else if (name === 'printenv') {
    for (const argument of command.args)
      if (argument.type === 'Word' && /^[A-Za-z_]\w*$/.test(argument.text))
        add(argument.text, argument.pos, 'value', name, found);
  }
}

function add(name: string, start: number, what: PrintedVariable['what'], by: string, found: Printing): void {
  found.printed.push({ name, at: found.script.spanAt(start, start + name.length), what, by });
}

/** The variables whose whole values a word holds: a length, a default's test or a slice is something else. */
function variablesOf(
  node: SyntaxNode,
  visitName: (name: string, start: number) => void,
  depth: number,
): void {
  if (depth > 200) return;
  if (node.type === 'SimpleExpansion') {
    if (/^\$[A-Za-z_]/.test(node.text)) visitName(node.text.slice(1), node.pos + 1);
  } else if (node.type === 'ParameterExpansion') {
    const { operation, prefix, parameter, parameterPos } = node;
    const isWhole =
      operation === undefined || (operation.type === 'Default' && /[-=?]$/.test(operation.operator));
    if (isWhole && prefix === undefined && /^[A-Za-z_]/.test(parameter)) visitName(parameter, parameterPos);
  } else if (node.type !== 'CommandExpansion' && node.type !== 'ProcessSubstitution') {
    forEachChild(node, (child) => {
      variablesOf(child, visitName, depth + 1);
    });
  }
}

function isSwitch(node: SyntaxNode): boolean {
  if (node.type === 'CompoundList') return node.commands.length === 1 && isSwitch(node.commands[0]!);
  if (node.type === 'Statement') return isSwitch(node.command);
  return node.type === 'Command' && node.name?.value === 'set';
}

/** `set -x`, `set -euxo pipefail`, `set -o xtrace`, and `+` for off. */
function readSet(command: Command, found: Printing): void {
  const words = command.args.flatMap((it) => (it.type === 'Word' ? [it.text] : []));
  for (const [index, word] of words.entries()) {
    if (word === '--') return;
    const isTracing =
      /^[-+][a-zA-Z]*x/.test(word) || (/^[-+][a-zA-Z]*o$/.test(word) && words[index + 1] === 'xtrace');
    if (!isTracing) continue;
    const at = found.script.spanAt(command.pos, command.end);
    found.tracing.push({ start: command.pos, isOn: word.startsWith('-'), at });
  }
}

function tracedVariables({ script, tracing }: Printing): TracedVariable[] {
  const traced: TracedVariable[] = [];
  if (!tracing.some(({ isOn }) => isOn)) return traced;
  const visitName = (name: string, offset: number) => {
    const last = tracing.findLast(({ start }) => start < offset);
    if (last?.isOn === true)
      traced.push({ name, at: script.spanAt(offset, offset + name.length), tracing: last.at });
  };
  variablesOf(parseShell(script).root, visitName, 0);
  return traced;
}
