/** The schema of `.gitlab-ci.yml`, asked part by part. It is never stricter than GitLab: where in doubt it accepts. */
import { keyOf, type MapNode, type YamlNode } from '../yaml/node.ts';
import { RESOLVED, WILDCARD, toData, type Data, type NodeResolver } from '../yaml/to-data.ts';
import {
  job as validateJobData,
  keys,
  root as validateRootData,
  spec as validateSpecData,
} from './generated/gitlab-ci.js';
import { toProblems, type SchemaProblem } from './problem.ts';
import type { ValidationError, Validator } from './validator.ts';

/** Every keyword of a job. */
export const JOB_KEYWORDS: readonly string[] = keys['job'] ?? [];

/** Problems of a job's effective keywords; aliases and references must be resolved in them. */
export function validateJob(job: MapNode): SchemaProblem[] {
  return validate(validateJobData, RESOLVED, job, 'a job');
}

/** Problems of a global keyword's value. */
export function validateGlobal(name: string, document: NodeResolver, entry: MapNode): SchemaProblem[] {
  const own: MapNode = { ...entry, pairs: entry.pairs.filter((pair) => keyOf(pair) === name) };
  return validate(validateRootData, document, own, 'the pipeline');
}

/** Problems of the header's `spec:`. */
export function validateSpec(document: NodeResolver, spec: YamlNode): SchemaProblem[] {
  return validate(validateSpecData, document, spec, '`spec`');
}

function validate(
  validator: Validator,
  resolver: NodeResolver,
  root: YamlNode,
  whole: string,
): SchemaProblem[] {
  const data = toData(resolver, root, { override: wildcards });
  if (validator(data)) return [];
  return toProblems(validator.errors ?? [], {
    resolver,
    root,
    data,
    whole,
    separator: ':',
    consequence: 'GitLab refuses the pipeline',
    isAccepted,
  });
}

/** A reference that could not be resolved, and inputs that are put in later, may be anything. */
function wildcards(node: YamlNode): { data: Data } | undefined {
  const isUnknown =
    node.tag === '!reference' ||
    node.kind === 'alias' ||
    (node.kind === 'scalar' && node.value.includes('$[['));
  return isUnknown && !(node.kind === 'alias' && node.tag !== '!reference') ? { data: WILDCARD } : undefined;
}

/** GitLab takes null for nearly everything, turns numbers into text, and reads variables where it wants a boolean. */
function isAccepted(
  { keyword, params, instancePath, parentSchema }: ValidationError,
  value: Data | undefined,
): boolean {
  if (value === null) return true;
  if (keyword === 'additionalProperties' && String(params['additionalProperty']).includes('$[[')) return true;
  if (keyword === 'additionalProperties' && /^(?:<<|x-)/.test(String(params['additionalProperty'])))
    return true;
  if (
    keyword === 'enum' &&
    typeof value === 'string' &&
    value.includes('$') &&
    !/\/(?:when|action)$/.test(instancePath)
  )
    return true;
  if (keyword !== 'type') return false;
  const types = [params['type']].flat() as string[];
  if ((typeof value === 'number' || typeof value === 'boolean') && types.includes('string')) return true;
  if (typeof value === 'string' && value.includes('$')) return true;
  // A script's line that YAML made a mapping of is what yaml/script-colon explains.
  return parentSchema?.['x-script'] === true && isShellMapping(value);
}

function isShellMapping(value: Data | undefined): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.keys(value).every((key) => /^[\w-]+$/.test(key))
  );
}

/** Whether a key is a job's keyword. */
export function isJobKeyword(name: string): boolean {
  return JOB_KEYWORDS.includes(name);
}
