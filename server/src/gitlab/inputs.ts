/** `spec:inputs` of a file's header, where the file uses them, and what the inputs of an include make of them. */
import type { Span } from '../text/span.ts';
import { isMap, keyOf, walk, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import type { PipelineFile } from './pipeline-file.ts';

export type InputType = 'string' | 'number' | 'boolean' | 'array';

export interface InputDeclaration {
  readonly name: string;
  readonly key: ScalarNode;
  readonly type: InputType;
  readonly default: YamlNode | undefined;
  readonly options: YamlNode | undefined;
  readonly description: string | undefined;
  /** A pattern that the value must match, as it is written. */
  readonly regex: string | undefined;
  /** Its default depends on other inputs, by `rules:`. */
  readonly hasRules: boolean;
}

export interface InputUse {
  readonly name: string;
  /** The name alone. */
  readonly at: Span;
}

/** Values by the names of inputs; an input that is not in it has an unknown value. */
export type InputValues = ReadonlyMap<string, YamlNode>;

const read = new WeakMap<PipelineFile, ReadonlyMap<string, InputDeclaration>>();

/** The inputs that a file declares, in their order. */
export function readInputs(file: PipelineFile): ReadonlyMap<string, InputDeclaration> {
  let known = read.get(file);
  if (!known) read.set(file, (known = readDeclarations(file)));
  return known;
}

function readDeclarations({ header }: PipelineFile): ReadonlyMap<string, InputDeclaration> {
  const inputs = header?.valueOf(header.valueOf(header.root, 'spec'), 'inputs');
  const declared = new Map<string, InputDeclaration>();
  for (const pair of header && isMap(inputs) ? header.pairsOf(inputs) : []) {
    const name = keyOf(pair);
    if (name === undefined || pair.key.kind !== 'scalar') continue;
    const field = (key: string) => header!.valueOf(pair.value, key);
    const text = (key: string) => {
      const value = field(key);
      return value?.kind === 'scalar' ? value.value : undefined;
    };
    const type = text('type');
    declared.set(name, {
      name,
      key: pair.key,
      type: type === 'number' || type === 'boolean' || type === 'array' ? type : 'string',
      default: field('default'),
      options: field('options'),
      description: text('description'),
      regex: text('regex'),
      hasRules: field('rules') !== undefined,
    });
  }
  return declared;
}

const USE = /\$\[\[\s*inputs\.([\w-]+)[^\]]*\]\]/g;

/** Where `$[[ inputs.name ]]` stands in a node. */
export function inputUsesIn(root: YamlNode | undefined): InputUse[] {
  const uses: InputUse[] = [];
  walk(root, (node) => {
    if (node.kind !== 'scalar' || !node.value.includes('$[[')) return undefined;
    for (const match of node.value.matchAll(USE)) {
      const name = match[1]!;
      const start = match.index + match[0].indexOf('inputs.') + 'inputs.'.length;
      uses.push({ name, at: spanInScalar(node, start, start + name.length) });
    }
    return undefined;
  });
  return uses;
}

/** What is known of a file's inputs: what the include gives, else the defaults. */
export function inputValues(file: PipelineFile, given: YamlNode | undefined): InputValues {
  const values = new Map<string, YamlNode>();
  const written = isMap(given) ? given.pairs : [];
  const isOpen = given !== undefined && (!isMap(given) || written.some((pair) => keyOf(pair) === '<<'));
  for (const declaration of readInputs(file).values()) {
    const own = written.findLast((pair) => keyOf(pair) === declaration.name);
    const value = own ? own.value : isOpen || declaration.hasRules ? undefined : declaration.default;
    if (value && isKnown(value, 0)) values.set(declaration.name, value);
  }
  return values;
}

/** Inputs of the including file may be unknown themselves. */
function isKnown(node: YamlNode, depth: number): boolean {
  if (depth > 20 || node.kind === 'alias' || node.tag === '!reference') return false;
  if (node.kind === 'scalar') return !node.value.includes('$[[');
  if (node.kind === 'sequence') return node.items.every((item) => isKnown(item, depth + 1));
  return node.pairs.every(({ value }) => !value || isKnown(value, depth + 1));
}
