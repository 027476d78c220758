/** One segment through the npm package `yaml`, converted to our own nodes. */
import { Alias, Composer, Parser, Schema, YAMLMap, YAMLSeq, type Document, type ParsedNode } from 'yaml';
import { span, type Segment, type Span } from '../text/span.ts';
import { duplicateKey } from './duplicate-key.ts';
import { keyOf, type Pair, type ScalarStyle, type YamlNode } from './node.ts';

export interface YamlProblem {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly at: Span;
  /** Other places that belong to it: the first of two equal keys, for instance. */
  readonly related?: readonly { readonly at: Span; readonly message: string }[];
}

/** The codes of the package `yaml`, and those found when segments are put together. */
export type YamlProblemCode = string;

export interface ParsedSegment {
  readonly segment: Segment;
  /** The node at the segment's root: for a top-level entry a map of one pair. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  /** In the order of the text. */
  readonly anchors: readonly { readonly name: string; readonly node: YamlNode }[];
  readonly aliases: readonly (YamlNode & { readonly kind: 'alias' })[];
}

// Every scalar stays text here: what plain text means is decided by plain-value.ts, by YAML 1.1. One schema for
// all documents, because making one costs more than parsing a job.
const schema = new Schema({ schema: 'failsafe', customTags: null, merge: false });
const MAXIMUM_DEPTH = 200;

/** Parses a segment. Never throws: what cannot be parsed becomes problems. */
export function parseSegment(segment: Segment): ParsedSegment {
  const conversion = new Conversion(segment);
  if (nestingOf(segment.text) > MAXIMUM_DEPTH) {
    conversion.report(
      'DEPTH',
      `More than ${MAXIMUM_DEPTH} levels of nesting are not read.`,
      0,
      Math.min(1, segment.text.length),
    );
    return conversion.finish(undefined);
  }
  const composer = new Composer({
    schema,
    prettyErrors: false,
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = [];
  try {
    for (const token of new Parser().parse(segment.text))
      for (const document of composer.next(token)) documents.push(document);
    for (const document of composer.end(true, segment.text.length)) documents.push(document);
  } catch (error) {
    conversion.report(
      'PARSER',
      `YAML could not be read: ${error instanceof Error ? error.message : String(error)}`,
      0,
      segment.text.length,
    );
  }
  const first = documents[0];
  for (const document of documents) {
    for (const error of document.errors)
      conversion.report(error.code, error.message, error.pos[0], error.pos[1]);
  }
  return conversion.finish(first?.contents ?? undefined);
}

/** A cheap upper bound of the nesting: deepest indentation in lines' order, plus open flow brackets. */
function nestingOf(text: string): number {
  if (text.length < MAXIMUM_DEPTH) return 0;
  let flow = 0;
  let deepest = 0;
  const indentations: number[] = [];
  for (const line of text.split('\n')) {
    const indentation = line.search(/\S/);
    if (indentation < 0) continue;
    while (indentations.length && indentations[indentations.length - 1]! >= indentation) indentations.pop();
    indentations.push(indentation);
    const dashes = /^(?:- +)+/.exec(line.slice(indentation))?.[0].split('-').length ?? 0;
    for (const character of line) {
      if (character === '[' || character === '{') flow++;
      else if (character === ']' || character === '}') flow = Math.max(0, flow - 1);
      deepest = Math.max(deepest, flow + indentations.length + dashes);
    }
  }
  return deepest;
}

const STYLES: Record<string, ScalarStyle> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

class Conversion {
  readonly #segment: Segment;
  readonly #problems: YamlProblem[] = [];
  readonly #anchors: { name: string; node: YamlNode }[] = [];
  readonly #aliases: (YamlNode & { kind: 'alias' })[] = [];

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  report(
    code: YamlProblemCode,
    message: string,
    start: number,
    end: number,
    related?: YamlProblem['related'],
  ): void {
    const length = this.#segment.text.length;
    const from = Math.max(0, Math.min(start, length));
    const at = span(this.#segment, from, Math.max(from, Math.min(end, length)));
    this.#problems.push({ code, message, at, ...(related && { related }) });
  }

  finish(contents: ParsedNode | undefined | null): ParsedSegment {
    const root = contents ? this.#node(contents) : undefined;
    return {
      segment: this.#segment,
      root,
      problems: this.#problems,
      anchors: this.#anchors,
      aliases: this.#aliases,
    };
  }

  #node(node: ParsedNode): YamlNode {
    if (node instanceof Alias) return this.#alias(node);
    const { tag, anchor } = node;
    const slot = anchor
      ? this.#anchors.push({ name: anchor, node: undefined as unknown as YamlNode }) - 1
      : -1;
    let converted = this.#content(node);
    // Hardly any node has them, and nodes that are built alike are quick to read.
    if (tag || anchor) converted = { ...converted, ...propertiesOf(tag, anchor) };
    if (slot >= 0) this.#anchors[slot] = { name: anchor!, node: converted };
    return converted;
  }

  #alias({ range, source }: Alias.Parsed): YamlNode {
    const alias = { ...span(this.#segment, range[0], endOf(range)), kind: 'alias', name: source } as const;
    this.#aliases.push(alias);
    return alias;
  }

  #content(node: Exclude<ParsedNode, Alias.Parsed>): YamlNode {
    const segment = this.#segment;
    const start = node.range[0];
    const end = endOf(node.range);
    if (node instanceof YAMLMap) {
      const pairs = this.#pairs(node as YAMLMap<ParsedNode, ParsedNode | null>);
      const flow = node.flow === true;
      const last = flow ? end : endOfBlock(segment, start, end, pairs.at(-1)?.value);
      return { kind: 'map', flow, segment, start, end: last, pairs };
    }
    if (node instanceof YAMLSeq) {
      const items = (node.items as ParsedNode[]).map((item) => this.#node(item));
      const flow = node.flow === true;
      const last = flow ? end : endOfBlock(segment, start, end, items.at(-1));
      return { kind: 'sequence', flow, segment, start, end: last, items };
    }
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    return { kind: 'scalar', style, segment, start, end, value: String(node.value ?? '') };
  }

  #pairs(map: YAMLMap<ParsedNode, ParsedNode | null>): Pair[] {
    const seen = new Map<string, Pair>();
    return map.items.map((item) => {
      const key = this.#node(item.key);
      const value = item.value ? this.#node(item.value) : undefined;
      // A value that the parser made up for `key:` has no text and no properties.
      const isAbsent =
        value?.kind === 'scalar' &&
        value.style === 'plain' &&
        value.start === value.end &&
        !value.tag &&
        !value.anchor;
      const pair: Pair = value && !isAbsent ? { key, value } : { key };
      this.#noteKey(seen, pair);
      return pair;
    });
  }

  #noteKey(seen: Map<string, Pair>, pair: Pair): void {
    const name = keyOf(pair);
    // Several `<<` are no duplicates to Psych: all of them are merged.
    if (name === undefined || name === '<<') return;
    const earlier = seen.get(name);
    const problem = earlier && duplicateKey(name, earlier, pair);
    if (problem) this.#problems.push(problem);
    seen.set(name, pair);
  }
}

function propertiesOf(
  tag: string | undefined,
  anchor: string | undefined,
): { tag?: string; anchor?: string } {
  return {
    ...(tag && { tag: tag.replace(/^tag:yaml\.org,2002:/, '!!') }),
    ...(anchor && { anchor }),
  };
}

function endOf([start, end]: readonly [number, number, number]): number {
  return Math.max(start, end);
}

/** A block collection ends with its last value: the parser counts the line end, and blank lines, to it as well. */
function endOfBlock({ text }: Segment, start: number, end: number, last: YamlNode | undefined): number {
  if (last && last.end > last.start) return last.end;
  return start + text.slice(start, end).trimEnd().length;
}
