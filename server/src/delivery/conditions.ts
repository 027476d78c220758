/** What conditions and loops of a script are for, as far as their words tell. */
import type { AndOr, CommandNode, CompoundList, For, If, Pipeline, While } from '../shell/parse.ts';
import type { ScriptText } from '../shell/script-text.ts';
import { escapePattern } from '../text/pattern.ts';

type Node = CommandNode | Pipeline | AndOr;

/** Programs whose failure is an answer, not an accident. */
const TESTS: ReadonlySet<string> = new Set(
  'test [ [[ grep egrep fgrep command which type hash pgrep cmp diff true false'.split(' '),
);

/** Whether a command only asks something, so that what `&&` puts behind it may well not run. */
export function isTestLike(node: Node): boolean {
  if (node.type === 'TestCommand' || node.type === 'ArithmeticCommand') return true;
  if (node.type === 'Command') return TESTS.has(node.name?.value ?? '');
  if (node.type === 'Pipeline')
    return node.prefixes.some((it) => it.type === 'Negation') || isTestLike(node.commands.at(-1)!);
  if (node.type === 'AndOr') return node.commands.every(isTestLike);
  if (node.type === 'Redirected') return isTestLike(node.command);
  return false;
}

/** Whether the right side of an `||` ends the job all the same. */
export function failsOnPurpose(node: Node, script: ScriptText): boolean {
  const text = script.text.slice(node.pos, node.end);
  return /\b(?:exit|return)\b(?!\s+0\b)|^\s*false\b|\bdie\b|\bfail\b/.test(text);
}

const CLUSTER_PROGRAM = /\b(?:kubectl|oc|helm)\b/;

/** Whether a text calls a program that talks to a cluster. */
export function callsCluster(text: string): boolean {
  return CLUSTER_PROGRAM.test(text);
}

/** Whether a condition looks into the cluster, by itself or by a variable: what depends on it is done with care. */
export function looksAtCluster(node: Node, script: ScriptText, variables: ReadonlySet<string>): boolean {
  const text = script.text.slice(node.pos, node.end);
  if (callsCluster(text)) return true;
  return [...variables].some((name) => new RegExp(`\\$\\{?${escapePattern(name)}\\b`).test(text));
}

const DAEMON_CHECK =
  /\bdocker\s+(?:-\S+\s+)*(?:info|ps|version|images|ls|stats|system|pull)\b|\b237[56]\b|docker\.sock|dockerd|\bbuildx\s+inspect\b/;

/** Whether a loop goes on until a Docker daemon answers. */
export function waitsForDaemon(node: While | For, script: ScriptText): boolean {
  const body = script.text.slice(node.body.pos, node.body.end);
  if (node.type === 'While') {
    const clause = script.text.slice(node.clause.pos, node.clause.end);
    return DAEMON_CHECK.test(clause) || (DAEMON_CHECK.test(body) && /\b(?:break|exit 0)\b/.test(body));
  }
  return DAEMON_CHECK.test(body) && /\b(?:break|exit|return)\b/.test(body);
}

export interface Branch {
  /** Absent for `else`. */
  readonly clause?: CompoundList;
  readonly body: CompoundList;
}

export function branchesOf(node: If): readonly Branch[] {
  return [
    { clause: node.clause, body: node.then },
    ...node.elif.map((it) => ({ clause: it.clause, body: it.then })),
    ...(node.else ? [{ body: node.else }] : []),
  ];
}
