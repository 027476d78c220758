/** Where variables are named: in scripts, with lists of envsubst, and in texts that GitLab expands. */
import { findPlaceholders } from '../envsubst/placeholder.ts';
import { forEachChild, parseShell, type SyntaxNode } from '../shell/parse.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';
import { walk, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';

export interface VariableOccurrence {
  readonly name: string;
  /** The name alone, without `$` and braces. */
  readonly at: Span;
  /** `assignment`: by a script. */
  readonly role: 'use' | 'assignment';
}

const inScripts = new WeakMap<ScriptText, readonly VariableOccurrence[]>();

/** The variables that a script names, in the order of its tree. */
export function occurrencesInScript(script: ScriptText): readonly VariableOccurrence[] {
  let found = inScripts.get(script);
  if (!found) {
    const list: VariableOccurrence[] = [];
    collect(parseShell(script).root, script, list);
    inScripts.set(script, (found = list));
  }
  return found;
}

/** @param isAssigned the node is what an arithmetic expression gives a value to: `i` of `((i = 0))` */
function collect(
  node: SyntaxNode,
  script: ScriptText,
  found: VariableOccurrence[],
  depth = 0,
  isAssigned = false,
): void {
  const add = (name: string, start: number, role: VariableOccurrence['role']) =>
    found.push({ name, at: script.spanAt(start, start + name.length), role });
  switch (node.type) {
    case 'SimpleExpansion':
      if (/^\$[A-Za-z_]/.test(node.text)) add(node.text.slice(1), node.pos + 1, 'use');
      break;
    case 'ParameterExpansion':
      if (/^[A-Za-z_]/.test(node.parameter)) add(node.parameter, node.parameterPos, 'use');
      break;
    case 'Assignment':
      add(node.name, node.pos, 'assignment');
      break;
    case 'ArithmeticWord': {
      const named = /^(\$\{?)?([A-Za-z_]\w*)\}?$/.exec(node.value);
      if (named) add(named[2]!, node.pos + (named[1]?.length ?? 0), isAssigned ? 'assignment' : 'use');
      break;
    }
    case 'SingleQuoted':
      // The list of envsubst names variables, too.
      if (/envsubst\s+$/.test(script.text.slice(Math.max(0, node.pos - 40), node.pos)))
        for (const it of findPlaceholders(node.text)) add(it.name, node.pos + it.nameStart, 'use');
      break;
    default:
  }
  if ((node.type === 'CommandExpansion' && node.script?.source !== undefined) || depth > 200) return;
  forEachChild(node, (child) => {
    const assigns = node.type === 'ArithmeticBinary' && /^[^=!<>]?=$|^(?:<<|>>)=$/.test(node.operator);
    collect(child, script, found, depth + 1, assigns && child === node.left);
  });
}

const inNodes = new WeakMap<YamlNode, readonly VariableOccurrence[]>();

/** The variables in the texts of a node, as GitLab expands them. */
export function occurrencesInNode(node: YamlNode): readonly VariableOccurrence[] {
  let found = inNodes.get(node);
  if (!found) {
    const list: VariableOccurrence[] = [];
    walk(node, (it) => {
      if (it.kind === 'scalar') list.push(...occurrencesInScalar(it));
      return undefined;
    });
    inNodes.set(node, (found = list));
  }
  return found;
}

function occurrencesInScalar(node: ScalarNode): readonly VariableOccurrence[] {
  if (!node.value.includes('$')) return [];
  const found: VariableOccurrence[] = [];
  for (const match of node.value.matchAll(/\$\$|\$\{([A-Za-z_]\w*)|\$([A-Za-z_]\w*)/g)) {
    const name = match[1] ?? match[2];
    if (name === undefined) continue;
    const start = match.index + (match[1] === undefined ? 1 : 2);
    found.push({ name, at: spanInScalar(node, start, start + name.length), role: 'use' });
  }
  return found;
}
