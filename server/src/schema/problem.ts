/** From a validator's errors to problems with places and words that people understand. */
import { nearestName } from '../text/nearest.ts';
import { span, type Span } from '../text/span.ts';
import { isMap, keyOf, type Pair, type YamlNode } from '../yaml/node.ts';
import { WILDCARD, nodeAt, type Data, type NodeResolver } from '../yaml/to-data.ts';
import type { ValidationError } from './validator.ts';

export interface SchemaProblem {
  readonly kind: 'unknown-key' | 'type' | 'value' | 'missing-key' | 'other';
  readonly message: string;
  readonly at: Span;
  /** The key that was probably meant, for an unknown one. */
  readonly nearest?: string;
  /** The JSON types that the place takes, for a problem of kind `type`. */
  readonly expected?: readonly string[];
}

export interface Validated {
  readonly resolver: NodeResolver;
  readonly root: YamlNode;
  readonly data: Data;
  /** What the whole is called in messages: "a job". */
  readonly whole: string;
  /** How paths are written: `artifacts:reports` as GitLab's documentation does, or `spec.replicas`. */
  readonly separator: ':' | '.';
  /** What a known-good reader says of the thing: "GitLab refuses the file". */
  readonly consequence: string;
  /** Errors that are left out. */
  readonly isAccepted?: (error: ValidationError, value: Data | undefined) => boolean;
}

/** Turns errors into problems, each place and message once. */
export function toProblems(errors: readonly ValidationError[], validated: Validated): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const missing = new Map<SchemaProblem, string>();
  const misspelt = new Set<string>();
  const seen = new Set<string>();
  for (const error of errors) {
    const path = readPointer(error.instancePath);
    const value = valueAt(validated.data, path);
    if (value === WILDCARD || value === undefined || validated.isAccepted?.(error, value)) continue;
    const problem = toProblem(error, path, value, validated);
    if (!problem || seen.has(`${error.instancePath} ${problem.message}`)) continue;
    seen.add(`${error.instancePath} ${problem.message}`);
    problems.push(problem);
    if (problem.nearest !== undefined && problem.kind === 'unknown-key')
      misspelt.add(`${error.instancePath} ${problem.nearest}`);
    else if (problem.kind === 'missing-key')
      missing.set(problem, `${error.instancePath} ${String(error.params['missingProperty'])}`);
  }
  // A required key that is misspelt is one fault: it would be told of as missing, too.
  return problems.filter((problem) => !misspelt.has(missing.get(problem) ?? ''));
}

function toProblem(
  error: ValidationError,
  path: readonly string[],
  value: Data,
  validated: Validated,
): SchemaProblem | undefined {
  const { resolver, root, consequence } = validated;
  const node = nodeAt(resolver, root, path) ?? root;
  const name = nameOf(path, validated);
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(error, node, path, validated);
    case 'required':
    case 'dependentRequired': {
      const missing = String(error.params['missingProperty']);
      return {
        kind: 'missing-key',
        message: `${upperFirst(name)} has no \`${missing}\`, and ${consequence} without it.`,
        at: keySpan(path, validated) ?? firstLine(node),
      };
    }
    case 'type':
      return {
        kind: 'type',
        message: `${upperFirst(name)} takes ${listed(typeWords(error.params['type']), 'or')}, not ${describe(value)}; ${consequence}.`,
        at: firstLine(node),
        expected: typesOf(error.params['type']),
      };
    case 'enum': {
      const allowed = (error.params['allowedValues'] as unknown[]).map((item) => `\`${String(item)}\``);
      const near =
        typeof value === 'string'
          ? nearestName(value, (error.params['allowedValues'] as unknown[]).map(String))
          : undefined;
      const hint = near === undefined ? '' : ` Did you mean \`${near}\`?`;
      return {
        kind: 'value',
        message: `${upperFirst(name)} takes ${listed(allowed, 'or')}, not ${describe(value)}; ${consequence}.${hint}`,
        at: firstLine(node),
        ...(near !== undefined && { nearest: near }),
      };
    }
    case 'if':
    case 'anyOf':
    case 'oneOf':
      return undefined; // what fails within is reported by itself
    default:
      return { kind: 'other', message: limitMessage(error, name, value, consequence), at: firstLine(node) };
  }
}

function knownKeys({ names, parentSchema }: ValidationError): readonly string[] {
  if (names !== undefined) return names.split(' ').filter((name) => name !== '');
  return Object.keys(parentSchema?.['properties'] ?? {});
}

function unknownKey(
  error: ValidationError,
  node: YamlNode,
  path: readonly string[],
  validated: Validated,
): SchemaProblem | undefined {
  const key = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
  const pair = isMap(node)
    ? validated.resolver.pairsOf(node).findLast((candidate: Pair) => keyOf(candidate) === key)
    : undefined;
  const known = knownKeys(error);
  const present = new Set(isMap(node) ? validated.resolver.pairsOf(node).map(keyOf) : []);
  const nearest = nearestName(
    key,
    known.filter((candidate) => !present.has(candidate)),
  );
  const owner = path.length === 0 ? validated.whole : nameOf(path, validated);
  const candidates =
    known.length > 0 && known.length <= 12
      ? ` It takes ${listed(
          known.map((name) => `\`${name}\``),
          'and',
        )}.`
      : '';
  return {
    kind: 'unknown-key',
    message: `\`${key}\` is no ${validated.separator === ':' ? 'keyword' : 'field'} of ${owner}; ${validated.consequence}.${nearest ? ` Did you mean \`${nearest}\`?` : candidates}`,
    at: pair?.key ?? firstLine(node),
    ...(nearest !== undefined && { nearest }),
  };
}

function limitMessage(
  { keyword, params, parentSchema }: ValidationError,
  name: string,
  value: Data,
  consequence: string,
): string {
  const limit = String(params['limit'] ?? '');
  const thing = upperFirst(name);
  switch (keyword) {
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return limit === '1'
        ? `${thing} is empty; ${consequence}.`
        : `${thing} needs at least ${limit}; ${consequence}.`;
    case 'maxItems':
      return `${thing} takes at most ${limit} items; ${consequence}.`;
    case 'maxLength':
      return `${thing} takes at most ${limit} characters; ${consequence}.`;
    case 'minimum':
      return `${thing} must be at least ${limit}; ${consequence}.`;
    case 'maximum':
      return `${thing} must be at most ${limit}; ${consequence}.`;
    default: {
      const form = parentSchema?.['x-form'];
      return typeof form === 'string'
        ? `${thing} takes ${form}, not ${describe(value)}; ${consequence}.`
        : `${thing} has not the form that it must have; ${consequence}.`;
    }
  }
}

function keySpan(path: readonly string[], { resolver, root }: Validated): Span | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const owner = nodeAt(resolver, root, path.slice(0, -1));
  return isMap(owner) ? resolver.pairsOf(owner).findLast((pair) => keyOf(pair) === last)?.key : undefined;
}

/** The path's keys without indices: "`artifacts:reports`". */
function nameOf(path: readonly string[], { whole, separator }: Validated): string {
  const keys = path.filter((part) => !/^\d+$/.test(part));
  if (keys.length === 0) return whole;
  const name = `\`${keys.join(separator)}\``;
  return /^\d+$/.test(path.at(-1)!) ? `an item of ${name}` : name;
}

function describe(value: Data): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string')
    return value === ''
      ? 'an empty text'
      : `the text \`${value.length > 40 ? `${value.slice(0, 37)}…` : value}\``;
  return `\`${String(value)}\``;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  null: 'nothing',
};

function typesOf(type: unknown): string[] {
  return Array.isArray(type) ? (type as string[]) : String(type).split(',');
}

function typeWords(type: unknown): string[] {
  const types = typesOf(type);
  return types
    .filter((name) => name !== 'null' || types.length === 1)
    .map((name) => TYPE_WORDS[name] ?? name);
}

function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length <= 1
    ? (items[0] ?? 'nothing')
    : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)!}`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first line of what a node covers: a squiggle under a whole job would be no help. */
export function firstLine(node: Span): Span {
  const text = node.segment.text.slice(node.start, node.end);
  const end = text.search(/\r?\n/);
  return span(node.segment, node.start, end < 0 ? node.end : node.start + end);
}

function readPointer(pointer: string): string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(data: Data, path: readonly string[]): Data | undefined {
  let current: Data | undefined = data;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (typeof current === 'object' && current !== null && Object.hasOwn(current, part))
      current = current[part];
    else return undefined;
  }
  return current;
}
