/** A schema as people read it: which keys are known at a place, what they mean, which values they take. */

export interface SchemaNode {
  readonly description?: string;
  /** The address of the documentation. */
  readonly 'x-url'?: string;
  /** Shell lines. */
  readonly 'x-script'?: boolean;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | boolean;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

export interface KnownKey {
  readonly name: string;
  readonly node: SchemaNode;
  readonly isRequired: boolean;
}

/** One schema, asked by paths of keys and list items. */
export class SchemaReader {
  readonly #root: SchemaNode;

  constructor(root: SchemaNode) {
    this.#root = root;
  }

  /** The part at a pointer such as `#/$defs/job`. */
  at(pointer: string): SchemaNode | undefined {
    let node: unknown = this.#root;
    for (const key of pointer.split('/').slice(1)) {
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
      node = (node as Record<string, unknown>)[key];
    }
    return node as SchemaNode | undefined;
  }

  /**
   * The parts that a path may lead to; several where the schema has alternatives.
   * @param path keys, and numbers or `[]` for the items of lists
   */
  follow(start: SchemaNode, path: readonly string[]): readonly SchemaNode[] {
    let nodes = this.#alternatives(start, 0);
    for (const step of path) nodes = nodes.flatMap((node) => this.#step(node, step));
    return nodes;
  }

  /** The keys that a map at this place may have, in the schema's order. */
  keys(nodes: readonly SchemaNode[]): readonly KnownKey[] {
    const keys = new Map<string, KnownKey>();
    for (const node of nodes) {
      for (const [name, own] of Object.entries(node.properties ?? {})) {
        const resolved = this.#resolve(own);
        if (!keys.has(name))
          keys.set(name, { name, node: resolved, isRequired: node.required?.includes(name) === true });
      }
    }
    return [...keys.values()];
  }

  /** The values that a scalar at this place is chosen from; empty where it is free. */
  choices(nodes: readonly SchemaNode[]): readonly string[] {
    const choices = nodes.flatMap((node) => [
      ...(node.enum ?? []),
      ...(node.const === undefined ? [] : [node.const]),
      ...(types(node).includes('boolean') && types(node).length <= 2 ? [true, false] : []),
    ]);
    return [...new Set(choices.filter((it) => it !== null).map(String))];
  }

  #step(node: SchemaNode, step: string): readonly SchemaNode[] {
    if ((step === '[]' || /^\d+$/.test(step)) && typeof node.items === 'object')
      return this.#alternatives(node.items, 0);
    const own =
      node.properties && Object.hasOwn(node.properties, step)
        ? node.properties[step]
        : node.additionalProperties;
    return typeof own === 'object' ? this.#alternatives(own, 0) : [];
  }

  #alternatives(node: SchemaNode, depth: number): readonly SchemaNode[] {
    const resolved = this.#resolve(node);
    if (depth > 8) return [resolved];
    const inner = [...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])];
    return [resolved, ...inner.flatMap((it) => this.#alternatives(it, depth + 1))];
  }

  /** What stands beside a `$ref` counts before what it leads to. */
  #resolve(node: SchemaNode): SchemaNode {
    let current = node;
    for (let steps = 0; current.$ref !== undefined && steps < 20; steps++) {
      const { $ref, ...beside } = current;
      current = { ...this.at($ref), ...beside };
    }
    return current;
  }
}

/** The types that a value may have. */
export function types(node: SchemaNode): readonly string[] {
  return typeof node.type === 'string' ? [node.type] : (node.type ?? []);
}
