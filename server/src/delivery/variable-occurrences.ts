/** Where variables are named: in scripts, in `variables:` and other keywords that GitLab expands, in lists of envsubst. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
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
  /** `key`: under `variables:`. `assignment`: by a script. */
  readonly role: 'use' | 'key' | 'assignment';
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

function collect(node: SyntaxNode, script: ScriptText, found: VariableOccurrence[], depth = 0): void {
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
    case 'SingleQuoted':
      // The list of envsubst names variables, too.
      if (/envsubst\s+$/.test(script.text.slice(Math.max(0, node.pos - 40), node.pos)))
        for (const it of findPlaceholders(node.text)) add(it.name, node.pos + it.nameStart, 'use');
      break;
    default:
  }
  if ((node.type === 'CommandExpansion' && node.script?.source !== undefined) || depth > 200) return;
  forEachChild(node, (child) => {
    collect(child, script, found, depth + 1);
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

/** Keywords of a job that hold shell text, which is not GitLab's to expand. */
const SHELL_KEYWORDS: ReadonlySet<string> = new Set(['script', 'before_script', 'after_script']);

/** The variables that a job names in its scripts and its other keywords, keys of `variables:` included. */
export function occurrencesInJob(job: Job): readonly VariableOccurrence[] {
  const { main, after_script: after } = job.sections;
  const found = [...occurrencesInScript(main), ...occurrencesInScript(after)];
  for (const [name, keyword] of job.keywords) {
    if (SHELL_KEYWORDS.has(name) || !keyword.value) continue;
    if (name === 'variables') found.push(...keysOf(job.variables));
    found.push(...occurrencesInNode(keyword.value));
  }
  return found;
}

/** The variables that the pipeline names outside of its jobs. */
export function occurrencesInPipeline(pipeline: Pipeline): readonly VariableOccurrence[] {
  const found = [...keysOf([...pipeline.variables.values()])];
  for (const name of ['variables', 'workflow', 'default', 'include'])
    for (const entry of pipeline.globals.get(name) ?? [])
      if (entry.value) found.push(...occurrencesInNode(entry.value));
  return found;
}

function keysOf(pairs: readonly { readonly key: YamlNode }[]): readonly VariableOccurrence[] {
  return pairs.flatMap(({ key }) =>
    key.kind === 'scalar' ? [{ name: key.value, at: key, role: 'key' as const }] : [],
  );
}
