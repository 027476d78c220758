/** The includes that their rules leave out for an event. It needs RE2: loaded late. */
import type { YamlNode } from '../yaml/node.ts';
import { Doubts } from './doubts.ts';
import type { Pipeline } from './pipeline.ts';
import { readRules } from './rule-clauses.ts';
import { presence, type RuleOutcomes } from './rule-outcomes.ts';
import type { RuleVariables } from './rule-variables.ts';

export interface ConditionalIncludes {
  /** The items that are certainly left out. */
  readonly left: ReadonlySet<YamlNode>;
  /** The items that may be. */
  readonly open: ReadonlySet<YamlNode>;
}

/** Asks the rules of includes, which see neither the files' variables nor those of jobs. */
export function conditionalIncludes(
  pipeline: Pipeline,
  variables: RuleVariables,
  rules: RuleOutcomes,
): ConditionalIncludes {
  const left = new Set<YamlNode>();
  const open = new Set<YamlNode>();
  const lookup = variables.lookup(new Map());
  const doubts = new Doubts();
  for (const include of pipeline.includes) {
    if (!include.rules) continue;
    const truth = presence(rules.of(readRules(include.rules), lookup, 'always', doubts));
    if (truth === false) left.add(include.node);
    else if (truth === undefined) open.add(include.node);
  }
  return { left, open };
}

/** The files that come in by these includes, or by what they bring in. */
export function filesBelow(pipeline: Pipeline, includes: ReadonlySet<YamlNode>): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (path: string) => {
    if (paths.has(path)) return;
    paths.add(path);
    for (const include of pipeline.includes) if (include.from === path) include.paths.forEach(visit);
  };
  for (const { node, paths: brought } of pipeline.includes) if (includes.has(node)) brought.forEach(visit);
  return paths;
}
