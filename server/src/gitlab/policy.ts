/** `only:` and `except:`, which choose jobs where there are no `rules:`. */
import { isMap, isSequence, keyOf, type YamlNode } from '../yaml/node.ts';
import { isNull } from '../yaml/plain-value.ts';
import type { Truth } from './evaluate-expression.ts';
import { refOf, sourceOf, type PipelineEvent } from './event.ts';
import { compilePattern } from './pattern.ts';

export interface PolicyQuestions {
  readonly condition: (text: string) => Truth;
  readonly changes: (node: YamlNode) => Truth;
}

/**
 * Whether `only` and `except` let a job into the pipeline. Without `only`, branches and tags count; where
 * `workflow:rules` choose the pipelines, jobs without `only` are in all of them.
 */
export function isAllowed(
  only: YamlNode | undefined,
  except: YamlNode | undefined,
  event: PipelineEvent,
  ask: PolicyQuestions,
  hasWorkflowRules: boolean,
): Truth {
  const wanted = parts(only, event, ask);
  const isWritten = only !== undefined && !isNull(only);
  const refs =
    refsOf(only) || (hasWorkflowRules && !isWritten)
      ? wanted
      : [matchesRefs(['branches', 'tags'], event), ...wanted];
  const isExcluded = except && !isNull(except) ? anyOf(parts(except, event, ask)) : false;
  if (refs.includes(false) || isExcluded === true) return false;
  return refs.includes(undefined) || isExcluded === undefined ? undefined : true;
}

function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function refsOf(policy: YamlNode | undefined): YamlNode | undefined {
  if (!policy || isNull(policy)) return undefined;
  return isMap(policy) ? field(policy, 'refs') : policy;
}

function parts(policy: YamlNode | undefined, event: PipelineEvent, ask: PolicyQuestions): Truth[] {
  const result: Truth[] = [];
  const refs = refsOf(policy);
  if (refs) result.push(matchesRefs(texts(refs), event));
  const variables = field(policy, 'variables');
  if (variables)
    result.push(
      anyOf(texts(variables).map((text) => (text === undefined ? undefined : ask.condition(text)))),
    );
  const changes = field(policy, 'changes');
  if (changes) result.push(ask.changes(changes));
  if (field(policy, 'kubernetes')) result.push(undefined);
  return result;
}

function matchesRefs(refs: readonly (string | undefined)[], event: PipelineEvent): Truth {
  return anyOf(refs.map((ref) => (ref === undefined ? undefined : matchesRef(ref, event))));
}

function matchesRef(written: string, event: PipelineEvent): Truth {
  const isMergeRequest = event.kind === 'merge_request';
  const isTag = event.tag !== undefined && !isMergeRequest;
  const isPattern = written.startsWith('/');
  const [pattern, project] = isPattern
    ? [written.replace(/@[^/@]*\/[^@]*$/, ''), undefined]
    : written.split('@');
  // Another project's path, or ours, which is not known here.
  const open = project !== undefined || (isPattern && pattern !== written);
  const narrowed = (truth: Truth): Truth => (open && truth !== false ? undefined : truth);
  if (pattern === 'tags') return narrowed(isTag);
  if (pattern === 'branches') return narrowed(!isTag && !isMergeRequest);
  if (pattern === 'merge_requests') return narrowed(isMergeRequest);
  const source = sourceOf(event);
  if (pattern === source || pattern === plural(source)) return narrowed(true);
  if (KEYWORDS.has(pattern!)) return false;
  if (isMergeRequest) return false;
  const ref = refOf(event);
  if (ref === undefined || pattern!.includes('$[[')) return undefined;
  if (!isPattern) return narrowed(pattern === ref);
  const compiled = compilePattern(pattern!).pattern;
  return compiled ? narrowed(compiled.matches(ref)) : undefined;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'api chat external external_pull_requests pipelines pushes schedules triggers web'.split(' '),
);

function plural(source: string): string {
  return source === 'push' ? 'pushes' : `${source}s`;
}

function texts(node: YamlNode): (string | undefined)[] {
  if (isSequence(node) && node.tag !== '!reference') return node.items.flatMap(texts);
  return [node.kind === 'scalar' && !node.value.includes('$[[') ? node.value : undefined];
}

function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
