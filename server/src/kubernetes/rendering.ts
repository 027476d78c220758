/** A manifest as it becomes: known values put in, unknown ones marked, and the way back to the template. */
import type { Segment, Span } from '../text/span.ts';
import { span } from '../text/span.ts';
import { SourceText } from '../text/source-text.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { YamlFile } from '../yaml/yaml-file.ts';
import type { Manifest } from './manifest.ts';
import type { ManifestPlaceholder } from './placeholder.ts';
import { templateDocuments, UNKNOWN_END, UNKNOWN_START } from './template-yaml.ts';

/** A stretch of a variable's value; `unknown` names what is not known there. */
export type ValuePiece = { readonly text: string } | { readonly unknown: string };

/** What a placeholder becomes: a value, or, where the list leaves it out, itself. */
export type PlaceholderValue =
  { readonly kind: 'value'; readonly pieces: readonly ValuePiece[] } | { readonly kind: 'kept' };

export type PlaceholderLookup = (name: string) => PlaceholderValue;

/** Nothing is known of any variable. */
export const ALL_UNKNOWN: PlaceholderLookup = (name) => ({ kind: 'value', pieces: [{ unknown: name }] });

interface Chunk {
  /** UTF-16 offsets in the rendered text. */
  readonly start: number;
  readonly end: number;
  readonly placeholder: ManifestPlaceholder;
  /** UTF-16 offsets in the template. */
  readonly from: number;
  readonly to: number;
}

export interface RenderedPlace {
  /** In the template. */
  readonly at: Span;
  /** The placeholders that the place touches. */
  readonly placeholders: readonly ManifestPlaceholder[];
}

export class RenderedManifest {
  readonly manifest: Manifest;
  readonly documents: readonly YamlDocument[];
  /** The rendered text; the template's own file where it has no placeholder. */
  readonly file: YamlFile;
  readonly #chunks: readonly Chunk[];

  constructor(manifest: Manifest, file: YamlFile, chunks: readonly Chunk[]) {
    this.manifest = manifest;
    this.documents = chunks.length === 0 ? manifest.documents : templateDocuments(file);
    this.file = file;
    this.#chunks = chunks;
  }

  /** Where a place of the rendered text comes from; undefined for one that the template does not have. */
  origin(at: Span): RenderedPlace | undefined {
    if (this.manifest.file.locate(at) && this.#chunks.length === 0) return { at, placeholders: [] };
    const range = this.file.locate(at);
    if (!range) return undefined;
    const touched = this.#chunks.filter((chunk) => chunk.start <= range.end && range.start <= chunk.end);
    const inside = touched.filter((chunk) => chunk.start < range.end || range.start === range.end);
    const start = this.#templateOffset(range.start, false);
    const end = Math.max(start, this.#templateOffset(range.end, true));
    const segment = this.#segmentAt(start);
    if (!segment) return undefined;
    const { offset } = segment;
    const bounded = Math.min(segment.segment.text.length, offset + end - start);
    return {
      at: span(segment.segment, offset, Math.max(offset, bounded)),
      placeholders: inside.map((chunk) => chunk.placeholder),
    };
  }

  #segmentAt(offset: number): { readonly segment: Segment; readonly offset: number } | undefined {
    return this.manifest.file.segmentAt(offset);
  }

  #templateOffset(offset: number, isEnd: boolean): number {
    let shift = 0;
    for (const chunk of this.#chunks) {
      if (offset < chunk.start || (isEnd && offset === chunk.start)) break;
      if (offset < chunk.end || (isEnd && offset === chunk.end)) return isEnd ? chunk.to : chunk.from;
      shift = chunk.to - chunk.end;
    }
    return offset + shift;
  }
}

const kept = new WeakMap<Manifest, Map<string, RenderedManifest>>();
/** The last renderings of each file over its edits, by its `line` and by the values. */
const latest = new WeakMap<object, Map<string, YamlFile>>();
const MAXIMUM_KEPT = 6;

/** Puts values into a manifest. The same object for the same manifest and the same values. */
export function renderManifest(manifest: Manifest, lookup: PlaceholderLookup): RenderedManifest {
  const values = new Map<string, string | undefined>();
  for (const { name } of manifest.placeholders)
    if (!values.has(name)) values.set(name, markedText(lookup(name)));
  const key = JSON.stringify([...values]);
  const known = mapOf(kept, manifest);
  let rendered = known.get(key);
  if (!rendered) {
    const earlier = mapOf(latest, manifest.file.line);
    rendered = render(manifest, values, earlier.get(key) ?? manifest.file);
    keep(known, key, rendered);
    keep(earlier, key, rendered.file);
  }
  return rendered;
}

function mapOf<Value>(maps: WeakMap<object, Map<string, Value>>, owner: object): Map<string, Value> {
  let map = maps.get(owner);
  if (!map) maps.set(owner, (map = new Map()));
  return map;
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= MAXIMUM_KEPT) map.clear();
  map.set(key, value);
}

function markedText(value: PlaceholderValue): string | undefined {
  if (value.kind === 'kept') return undefined;
  return value.pieces
    .map((piece) =>
      'text' in piece ? piece.text : UNKNOWN_START + piece.unknown.replace(/\W/g, '_') + UNKNOWN_END,
    )
    .join('');
}

/** @param previous a state of the file whose unchanged parts need not be parsed again */
function render(
  manifest: Manifest,
  values: ReadonlyMap<string, string | undefined>,
  previous: YamlFile,
): RenderedManifest {
  const { source } = manifest.file;
  const chunks: Chunk[] = [];
  let text = '';
  let last = 0;
  for (const placeholder of manifest.placeholders) {
    const place = manifest.file.locate(placeholder.at);
    if (!place || place.start < last) continue;
    const value = values.get(placeholder.name) ?? source.slice(place);
    text += source.text.slice(last, place.start);
    chunks.push({
      start: text.length,
      end: text.length + value.length,
      placeholder,
      from: place.start,
      to: place.end,
    });
    text += value;
    last = place.end;
  }
  if (chunks.length === 0) return new RenderedManifest(manifest, manifest.file, chunks);
  const rendered = new SourceText(source.path, text + source.text.slice(last));
  return new RenderedManifest(manifest, YamlFile.parse(rendered, previous), chunks);
}

/** The text with the names of unknown values as placeholders again, for people. */
export function unmarked(text: string): string {
  return text.replaceAll(UNKNOWN_START, '${').replaceAll(UNKNOWN_END, '}');
}

/** Whether some of the text is not known. */
export function isMarked(text: string): boolean {
  return text.includes(UNKNOWN_START);
}
