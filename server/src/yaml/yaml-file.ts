/**
 * A YAML file: its documents, each with its top-level entries as separately parsed segments. Parsing anew after an
 * edit takes over every segment whose text is unchanged.
 */
import { span, type OffsetRange, type Segment, type Span } from '../text/span.ts';
import type { SourceText } from '../text/source-text.ts';
import { duplicateKey } from './duplicate-key.ts';
import { isMap, keyOf, type AliasNode, type MapNode, type Pair, type YamlNode } from './node.ts';
import { parseSegment, type ParsedSegment, type YamlProblem } from './parse-segment.ts';
import { splitStream, type Piece } from './split.ts';

export class YamlFile {
  readonly source: SourceText;
  readonly documents: readonly YamlDocument[];
  /** One object for all states of the file over its edits: for what is kept from one to the next. */
  readonly line: object;
  readonly #places: ReadonlyMap<Segment, number>;
  readonly #segments: readonly Segment[];

  private constructor(
    source: SourceText,
    documents: readonly YamlDocument[],
    places: ReadonlyMap<Segment, number>,
    line: object,
  ) {
    this.source = source;
    this.line = line;
    this.documents = documents;
    this.#places = places;
    this.#segments = [...places.keys()];
  }

  /**
   * Parses a file. Never throws.
   * @param previous an earlier state of the same file, whose unchanged segments are taken over
   */
  static parse(source: SourceText, previous?: YamlFile): YamlFile {
    const { text } = source;
    const cut = splitStream(text);
    const parsed = takeOver(
      text,
      cut.flatMap(({ pieces }) => pieces),
      previous?.documents.flatMap(({ entries }) => entries) ?? [],
    );
    const places = new Map<Segment, number>();
    let count = 0;
    const documents = cut.map(({ pieces, start, end }) => {
      const entries = pieces.map((piece) => {
        const entry = parsed[count++]!;
        places.set(entry.segment, piece.start);
        return entry;
      });
      return new YamlDocument(entries, { start, end });
    });
    return new YamlFile(source, documents, places, previous?.line ?? {});
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Where a span of one of this file's segments lies in the file; undefined for segments of other files. */
  locate(at: Span): OffsetRange | undefined {
    const base = this.#places.get(at.segment);
    return base === undefined ? undefined : { start: base + at.start, end: base + at.end };
  }

  /** The segment at an offset of the file (its end included) and the offset within it. */
  segmentAt(offset: number): { readonly segment: Segment; readonly offset: number } | undefined {
    let found: { segment: Segment; offset: number } | undefined;
    for (const [segment, start] of this.#places) {
      if (offset >= start && offset <= start + segment.text.length)
        found = { segment, offset: offset - start };
      if (start > offset) break;
    }
    return found;
  }
}

const NONE: readonly never[] = [];

export class YamlDocument {
  readonly entries: readonly ParsedSegment[];
  /** UTF-16 offsets of the document in its file, without the `---` before it. */
  readonly range: OffsetRange;
  #order: ReadonlyMap<Segment, number> | undefined;
  readonly #merged = new Map<MapNode, readonly Pair[]>();
  #root: YamlNode | undefined | null = null;
  #anchors: Map<string, { order: number; node: YamlNode }[]> | undefined;
  #problems: readonly YamlProblem[] | undefined;

  constructor(entries: readonly ParsedSegment[], range: OffsetRange) {
    this.entries = entries;
    this.range = range;
  }

  /** The document's root: for a mapping all top-level entries together, spanning its first key. */
  get root(): YamlNode | undefined {
    if (this.#root === null) this.#root = joinEntries(this.entries);
    return this.#root;
  }

  /** Parse errors, keys given twice and aliases without an anchor, in the order of the text. */
  get problems(): readonly YamlProblem[] {
    return (this.#problems ??= this.#findProblems());
  }

  /** What an alias stands for: the last anchor of that name before it. Undefined for an unknown or a cyclic one. */
  follow(node: YamlNode | undefined): YamlNode | undefined {
    let current = node;
    for (let steps = 0; current?.kind === 'alias'; steps++) {
      if (steps > 100) return undefined;
      current = this.#target(current);
    }
    return current;
  }

  /** What the aliases of an entry lead to, and those in there; undefined for each that leads nowhere. */
  reachOf(entry: ParsedSegment): readonly (YamlNode | undefined)[] {
    if (entry.aliases.length === 0) return NONE;
    const reached: (YamlNode | undefined)[] = [];
    const entries = new Set([entry]);
    for (const { aliases } of entries) {
      for (const alias of aliases) {
        const target = this.follow(alias);
        reached.push(target);
        const next = target && this.entries[this.#orderOf(target.segment)];
        if (next) entries.add(next);
      }
    }
    return reached;
  }

  /** A map's pairs with `<<` expanded: its own first, then those merged in that it does not have itself. */
  pairsOf(map: MapNode): readonly Pair[] {
    const known = this.#merged.get(map);
    if (known) return known;
    if (!map.pairs.some((pair) => keyOf(pair) === '<<')) return map.pairs;
    this.#merged.set(map, map.pairs); // ends a cycle of merges
    const pairs = this.#expand(map);
    this.#merged.set(map, pairs);
    return pairs;
  }

  /** The pair with this key, its own or merged in. */
  pairOf(node: YamlNode | undefined, key: string): Pair | undefined {
    const map = this.follow(node);
    if (!isMap(map)) return undefined;
    const pairs = this.pairsOf(map);
    let found: Pair | undefined;
    for (const pair of pairs) if (keyOf(pair) === key) found = pair;
    return found;
  }

  /** The value under this key, its own or merged in, aliases followed. */
  valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
    return this.follow(this.pairOf(node, key)?.value);
  }

  #expand(map: MapNode): readonly Pair[] {
    const own = map.pairs.filter((pair) => keyOf(pair) !== '<<');
    const names = new Set(own.map(keyOf));
    const result = [...own];
    for (const merge of map.pairs) {
      if (keyOf(merge) !== '<<') continue;
      const source = this.follow(merge.value);
      const sources = source?.kind === 'sequence' ? source.items.map((item) => this.follow(item)) : [source];
      for (const from of sources) {
        if (!isMap(from)) continue;
        for (const pair of this.pairsOf(from)) {
          const name = keyOf(pair);
          if (name === undefined || names.has(name)) continue;
          names.add(name);
          result.push(pair);
        }
      }
    }
    return result;
  }

  #target(alias: AliasNode): YamlNode | undefined {
    const order = this.#orderOf(alias.segment);
    let found: YamlNode | undefined;
    for (const candidate of this.#anchorIndex().get(alias.name) ?? []) {
      if (candidate.order > order) break;
      if (candidate.order === order && candidate.node.start > alias.start) break;
      found = candidate.node;
    }
    const containsItself =
      found?.segment === alias.segment && found.start <= alias.start && alias.end <= found.end;
    return containsItself ? undefined : found;
  }

  #orderOf(segment: Segment): number {
    this.#order ??= new Map(this.entries.map((entry, index) => [entry.segment, index]));
    return this.#order.get(segment) ?? -1;
  }

  #anchorIndex(): Map<string, { order: number; node: YamlNode }[]> {
    if (!this.#anchors) {
      this.#anchors = new Map();
      for (const [order, entry] of this.entries.entries()) {
        for (const { name, node } of entry.anchors) {
          const same = this.#anchors.get(name);
          if (same) same.push({ order, node });
          else this.#anchors.set(name, [{ order, node }]);
        }
      }
    }
    return this.#anchors;
  }

  /** All anchors' names of the document. */
  get anchorNames(): Iterable<string> {
    return this.#anchorIndex().keys();
  }

  #findProblems(): YamlProblem[] {
    const problems: YamlProblem[] = [];
    const keys = new Map<string, Pair>();
    const isMapping = this.entries.length > 1 || isMap(this.entries[0]?.root);
    for (const entry of this.entries) {
      problems.push(...entry.problems);
      if (isMapping && entry.root && !isMap(entry.root)) {
        problems.push({ code: 'NO_KEY', message: 'not a `key: value`', at: entry.root });
      }
      for (const pair of isMap(entry.root) ? entry.root.pairs : []) {
        const name = keyOf(pair);
        if (name === undefined || name === '<<') continue;
        const earlier = keys.get(name);
        const problem =
          earlier && earlier.key.segment !== pair.key.segment ? duplicateKey(name, earlier, pair) : undefined;
        if (problem) problems.push(problem);
        keys.set(name, pair);
      }
      for (const alias of entry.aliases) {
        if (!this.#anchorIndex().has(alias.name) || !this.#precedes(alias))
          problems.push({ code: 'UNKNOWN_ALIAS', message: alias.name, at: alias });
      }
    }
    return problems;
  }

  #precedes(alias: AliasNode): boolean {
    const order = this.#orderOf(alias.segment);
    return this.#anchorIndex()
      .get(alias.name)!
      .some(
        (candidate) =>
          candidate.order < order || (candidate.order === order && candidate.node.start <= alias.start),
      );
  }
}

/** The pieces parsed: each from an earlier entry of the same text where there is one, each of those once. */
function takeOver(
  text: string,
  pieces: readonly Piece[],
  earlier: readonly ParsedSegment[],
): readonly ParsedSegment[] {
  const result = new Array<ParsedSegment>(pieces.length);
  const fits = (index: number, entry: ParsedSegment | undefined) => {
    const { start, end } = pieces[index]!;
    const own = entry?.segment.text;
    if (!entry || own?.length !== end - start || !text.startsWith(own, start)) return false;
    result[index] = entry;
    return true;
  };
  // An edit leaves most of what is before and behind it: only what lies between has to be looked for.
  let from = 0;
  while (from < pieces.length && fits(from, earlier[from])) from++;
  let to = pieces.length;
  const shift = earlier.length - pieces.length;
  while (to > from && to + shift > from && fits(to - 1, earlier[to - 1 + shift])) to--;
  const known = new Map<string, ParsedSegment[]>();
  for (const entry of earlier.slice(from, to + shift)) {
    const same = known.get(entry.segment.text);
    if (same) same.push(entry);
    else known.set(entry.segment.text, [entry]);
  }
  for (let index = from; index < to; index++) {
    const own = text.slice(pieces[index]!.start, pieces[index]!.end);
    result[index] = known.get(own)?.shift() ?? parseSegment({ text: copyOf(own) });
  }
  return result;
}

/** A text of its own: engines let a slice point into the whole text, and a segment outlives many of those. */
function copyOf(slice: string): string {
  return ` ${slice}`.slice(1);
}

function joinEntries(entries: readonly ParsedSegment[]): YamlNode | undefined {
  const first = entries[0]?.root;
  if (entries.length <= 1) return first;
  const pairs = entries.flatMap((entry) => (isMap(entry.root) ? entry.root.pairs : []));
  const start = pairs[0]?.key ?? span(entries[0]!.segment, 0, 0);
  return { kind: 'map', flow: false, segment: start.segment, start: start.start, end: start.end, pairs };
}
