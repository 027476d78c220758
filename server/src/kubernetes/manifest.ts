/** A file of Kubernetes resources, a template of one, or a kustomization. */
import type { OffsetRange, Segment, Span } from '../text/span.ts';
import { baseName } from '../text/path.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import type { YamlDocument, YamlFile } from '../yaml/yaml-file.ts';
import { fieldAt, type Field } from './field.ts';
import { isForeignTemplate } from './foreign-template.ts';
import { placeholdersOf, type ManifestPlaceholder } from './placeholder.ts';
import { readResources, type Resource } from './resource.ts';
import { fixedText } from './template-text.ts';
import { templateDocuments } from './template-yaml.ts';

/**
 * `resources`: resources to read. `foreign-template`: Helm, Jinja and the like, left alone. `kustomization`: what
 * kustomize builds from.
 */
export type ManifestForm = 'resources' | 'foreign-template' | 'kustomization';

export class Manifest {
  readonly path: string;
  readonly file: YamlFile;
  readonly form: ManifestForm;
  /** The documents with placeholders read as text; where that makes no difference, the file's own. */
  readonly documents: readonly YamlDocument[];
  /** The resources of all documents, in order; none in a foreign template. */
  readonly resources: readonly Resource[];
  readonly #resourcesByDocument: readonly (readonly Resource[])[];
  #places: ReadonlyMap<Segment, EntryPlace> | undefined;
  #placeholders: readonly ManifestPlaceholder[] | undefined;

  constructor(
    path: string,
    file: YamlFile,
    form: ManifestForm,
    documents: readonly YamlDocument[],
    resources: readonly (readonly Resource[])[],
  ) {
    this.path = path;
    this.file = file;
    this.form = form;
    this.documents = documents;
    this.resources = resources.flat();
    this.#resourcesByDocument = resources;
  }

  /** Every placeholder in the file's text, also those in comments, in order. */
  get placeholders(): readonly ManifestPlaceholder[] {
    return (this.#placeholders ??= this.documents.flatMap((document) =>
      document.entries.flatMap(placeholdersOf),
    ));
  }

  /** The entry that a span of this file belongs to. */
  entryOf(at: Span): ParsedSegment | undefined {
    return this.#placeOf(at.segment)?.entry;
  }

  /** The field whose scalar covers the span, its path from the document's root. */
  fieldAt(at: Span): Field | undefined {
    const entry = this.entryOf(at);
    return entry && fieldAt(entry, at);
  }

  /** The resource that a field belongs to. */
  resourceOf(field: Field): Resource | undefined {
    const place = this.#placeOf(field.node.segment);
    if (!place) return undefined;
    return this.resourcesIn(place.index).find((resource) =>
      resource.path.every((key, depth) => field.path[depth] === key),
    );
  }

  /** The resources of the document at an index of `documents`. */
  resourcesIn(index: number): readonly Resource[] {
    return this.#resourcesByDocument[index] ?? [];
  }

  /** Where the document of one of its resources lies in the file. (A resource may hold an earlier state of it.) */
  rangeOf(resource: Resource): OffsetRange | undefined {
    const index = this.#resourcesByDocument.findIndex((resources) => resources.includes(resource));
    return this.file.documents[index]?.range;
  }

  #placeOf(segment: Segment): EntryPlace | undefined {
    this.#places ??= new Map(
      this.documents.flatMap(({ entries }, index) =>
        entries.map((entry) => [entry.segment, { index, entry }] as const),
      ),
    );
    return this.#places.get(segment);
  }
}

interface EntryPlace {
  /** Of the document in `documents`. */
  readonly index: number;
  readonly entry: ParsedSegment;
}

/** What was read last from each file, by its `line`. */
const latest = new WeakMap<object, Manifest>();

/**
 * Reads a YAML or JSON file as a manifest; undefined for files that hold no resource. Never throws. The resources of
 * documents that did not change since the file was last read are taken over.
 */
export function readManifest(path: string, file: YamlFile): Manifest | undefined {
  const manifest = readAnew(path, file);
  if (manifest) latest.set(file.line, manifest);
  return manifest;
}

function readAnew(path: string, file: YamlFile): Manifest | undefined {
  const { text } = file.source;
  if (isKustomization(file)) return new Manifest(path, file, 'kustomization', file.documents, []);
  // Cheap, and true for nearly every other YAML file.
  if (!text.includes('apiVersion') || !text.includes('kind')) return undefined;
  const documents = templateDocuments(file);
  if (/\{\{|\{%|<%/.test(text) && isForeignTemplate(documents)) {
    const looksLikeOne = /^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text);
    return looksLikeOne ? new Manifest(path, file, 'foreign-template', documents, []) : undefined;
  }
  const earlier = earlierDocuments(latest.get(file.line));
  const resources = documents.map(
    (document) => earlierResources(document, earlier) ?? readResources(document),
  );
  if (resources.every((list) => list.length === 0)) return undefined;
  return resources.flat().every(isNoResource)
    ? undefined
    : new Manifest(path, file, 'resources', documents, resources);
}

/** Documents that look like resources and are settings of a tool: kubeconfigs, skaffold, kind, kubeadm. */
function isNoResource(resource: Resource): boolean {
  const apiVersion = fixedText(resource.apiVersion) ?? '';
  if (resource.kind === 'Config' && apiVersion === 'v1') return true;
  return /^(?:skaffold|kind\.x-k8s\.io|kubeadm\.k8s\.io|k3d\.io|minikube\.sigs\.k8s\.io)\//.test(apiVersion);
}

function isKustomization(file: YamlFile): boolean {
  if (/^kustomization\.ya?ml$|^Kustomization$/.test(baseName(file.source.path))) return true;
  return /^apiVersion\s*:\s*["']?kustomize\.config\.k8s\.io\//m.test(file.source.text);
}

interface EarlierDocument {
  readonly entries: readonly ParsedSegment[];
  readonly resources: readonly Resource[];
}

/** By their first entries. */
function earlierDocuments(previous: Manifest | undefined): ReadonlyMap<ParsedSegment, EarlierDocument> {
  return new Map(
    (previous?.documents ?? []).flatMap(({ entries }, index) =>
      entries.length === 0 ? [] : [[entries[0]!, { entries, resources: previous!.resourcesIn(index) }]],
    ),
  );
}

/** Resources hold spans, not places in the file: an unchanged document's are as good as new. */
function earlierResources(
  { entries }: YamlDocument,
  earlier: ReadonlyMap<ParsedSegment, EarlierDocument>,
): readonly Resource[] | undefined {
  const known = entries[0] && earlier.get(entries[0]);
  if (known?.entries.length !== entries.length) return undefined;
  return known.entries.every((entry, at) => entry === entries[at]) ? known.resources : undefined;
}
