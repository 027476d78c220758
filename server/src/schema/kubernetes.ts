/**
 * The schemas of Kubernetes' own kinds. Large, so nothing that the first diagnostics need may import this file.
 * Custom resources and versions that this Kubernetes no longer has are not known, and nothing is said of them.
 */
import type { YamlNode } from '../yaml/node.ts';
import { toData, type Data, type DataOptions, type NodeResolver } from '../yaml/to-data.ts';
import { kinds } from './generated/kubernetes.js';
import { toProblems, type SchemaProblem } from './problem.ts';
import type { ValidationError } from './validator.ts';

/** Whether the kind is one that is known here. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  return Object.hasOwn(kinds, `${apiVersion}/${kind}`);
}

/**
 * What the API server would refuse in a resource; undefined for a kind that is not known.
 * @param override reads placeholders as what they become, or as WILDCARD
 */
export function validateResource(
  apiVersion: string,
  kind: string,
  resolver: NodeResolver,
  root: YamlNode,
  override?: DataOptions['override'],
): SchemaProblem[] | undefined {
  if (!isKnownKind(apiVersion, kind)) return undefined;
  const validator = kinds[`${apiVersion}/${kind}`]!;
  const data = toData(resolver, root, override && { override });
  if (validator(data)) return [];
  return toProblems(validator.errors ?? [], {
    resolver,
    root,
    data,
    whole: `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`,
    separator: '.',
    consequence: 'the API server refuses it',
    isAccepted,
  });
}

/** An optional field may be null, a bare word in capitals is what sed replaces, and a key with a placeholder in it is not known yet. */
function isAccepted({ keyword, params }: ValidationError, value: Data | undefined): boolean {
  if (value === null) return true;
  if (keyword === 'type' && typeof value === 'string' && /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$/.test(value))
    return true;
  return keyword === 'additionalProperties' && String(params['additionalProperty']).includes('$');
}
