/** The expressions that decide what runs, where they are written. */
import { isMap, isSequence, keyOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';
import { readRules } from './rule-clauses.ts';

/** Those of a job: of its `rules:if`, `only:variables` and `except:variables`. */
export function jobConditions(job: Job): ScalarNode[] {
  return [
    ...ifsOf(job.value('rules')),
    ...variablesOf(job.value('only')),
    ...variablesOf(job.value('except')),
  ];
}

/** Those of `workflow:rules` and of the rules on includes. */
export function pipelineConditions(pipeline: Pipeline): ScalarNode[] {
  return [
    ...ifsOf(field(pipeline.workflow, 'rules')),
    ...pipeline.includes.flatMap((include) => ifsOf(include.rules)),
  ];
}

function ifsOf(rules: YamlNode | undefined): ScalarNode[] {
  return readRules(rules).flatMap(({ condition }) => condition ?? []);
}

function variablesOf(policy: YamlNode | undefined): ScalarNode[] {
  const listed = field(policy, 'variables');
  return isSequence(listed) ? listed.items.flatMap((item) => (item.kind === 'scalar' ? [item] : [])) : [];
}

function field(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
