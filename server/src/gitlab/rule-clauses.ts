/** `rules:` of jobs, `workflow` and includes as lists of clauses, in their order. */
import {
  isMap,
  isSequence,
  keyOf,
  type MapNode,
  type Pair,
  type ScalarNode,
  type YamlNode,
} from '../yaml/node.ts';
import { isNull, scalarValue } from '../yaml/plain-value.ts';

/** `changes:` or `exists:`: globs, and where they are looked for. */
export interface FileClause {
  readonly node: YamlNode;
  readonly globs: readonly ScalarNode[];
  /** `compare_to`, `project`, or an item that is not known: what it matches cannot be told from the workspace. */
  readonly isOpen: boolean;
}

export interface RuleClause {
  readonly node: YamlNode;
  readonly condition: ScalarNode | undefined;
  readonly changes: FileClause | undefined;
  readonly exists: FileClause | undefined;
  /** As written; undefined where the job's own counts. */
  readonly when: ScalarNode | undefined;
  readonly allowFailure: boolean | undefined;
  readonly variables: readonly Pair[];
  /** `needs:` that takes the place of the job's own. */
  readonly needs: YamlNode | undefined;
  /** What it says cannot be told: a reference to something unknown, inputs. */
  readonly isOpen: boolean;
}

const read = new WeakMap<YamlNode, readonly RuleClause[]>();

/** The clauses of a `rules:` value in which aliases and references are resolved. */
export function readRules(value: YamlNode | undefined): readonly RuleClause[] {
  if (!value) return [];
  let known = read.get(value);
  if (!known) read.set(value, (known = items(value).map(readClause)));
  return known;
}

/** GitLab takes lists in lists, which references and aliases leave. */
function items(value: YamlNode): YamlNode[] {
  if (!isSequence(value) || value.tag === '!reference') return isNull(value) ? [] : [value];
  return value.items.flatMap(items);
}

function readClause(node: YamlNode): RuleClause {
  const map = isMap(node) ? node : undefined;
  const variables = field(map, 'variables');
  return {
    node,
    condition: scalar(map, 'if'),
    changes: fileClause(field(map, 'changes')),
    exists: fileClause(field(map, 'exists')),
    when: scalar(map, 'when'),
    allowFailure: booleanOf(field(map, 'allow_failure')),
    variables: isMap(variables) ? variables.pairs : [],
    needs: field(map, 'needs'),
    isOpen: !map || (field(map, 'if') !== undefined && !scalar(map, 'if')) || hasInputs(map),
  };
}

function hasInputs(map: MapNode): boolean {
  return ['when', 'if'].some((name) => scalar(map, name)?.value.includes('$[[') === true);
}

function fileClause(node: YamlNode | undefined): FileClause | undefined {
  if (!node || isNull(node)) return undefined;
  const paths = isMap(node) ? field(node, 'paths') : node;
  const listed = paths ? items(paths) : [];
  const globs = listed.filter((item): item is ScalarNode => item.kind === 'scalar');
  const isElsewhere =
    isMap(node) && node.pairs.some((pair) => /^(?:compare_to|project|ref|regexp)$/.test(keyOf(pair) ?? ''));
  const hasUnknown = globs.length < listed.length || globs.some(({ value }) => value.includes('$[['));
  return { node, globs, isOpen: isElsewhere || hasUnknown || !paths };
}

/** A YAML boolean; undefined for everything else. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const value = scalarValue(node);
  return value.type === 'boolean' ? value.value : undefined;
}

function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}

function scalar(node: YamlNode | undefined, name: string): ScalarNode | undefined {
  const value = field(node, name);
  return value?.kind === 'scalar' && !isNull(value) ? value : undefined;
}
