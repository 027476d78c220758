/** From a cursor to the name under it, and from a name to every place in the project that means the same thing. */
import { placeholdersOf } from '../kubernetes/placeholder.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { plainScript } from '../shell/script-text.ts';
import { occurrencesInScript } from '../delivery/variable-occurrences.ts';
import { readPipelineFile, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { span, touches, type Location, type Segment } from '../text/span.ts';
import { isMap, keyOf } from '../yaml/node.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { filesSharingInput, inputsGivenBy, inputsGivenTo, occurrencesInHeader } from './input-occurrence.ts';
import { occurrencesInEntry, type Occurrence } from './occurrence.ts';
import { manifestsByPath, pipelinesWith, roleOf, scriptPaths, type FileRole } from './role.ts';

/** A name under the cursor, in the file that it was looked for in. */
export interface FoundName {
  readonly occurrence: Occurrence;
  readonly location: Location;
  readonly role: FileRole;
}

/** The name that an offset of a file touches. */
export function nameAt(snapshot: Snapshot, path: string, offset: number): FoundName | undefined {
  const role = roleOf(snapshot, path);
  if (!role) return undefined;
  for (const occurrence of occurrencesNear(snapshot, path, role, offset)) {
    const location = snapshot.locate(occurrence.at);
    if (location?.path === path && touches(location.range, offset)) return { occurrence, location, role };
  }
  return undefined;
}

function occurrencesNear(
  snapshot: Snapshot,
  path: string,
  role: FileRole,
  offset: number,
): readonly Occurrence[] {
  if (role.kind === 'script') return occurrencesInScriptFile(snapshot, path);
  const file =
    role.kind === 'pipeline' ? role.file.yaml : role.kind === 'manifest' ? role.manifest.file : role.file;
  const segment = file.segmentAt(offset)?.segment;
  const entry = segment && entryOf(file, segment);
  if (!entry) return [];
  if (role.kind === 'pipeline') {
    if (role.file.header?.entries.includes(entry)) return occurrencesInHeader(role.file);
    return [...occurrencesInEntry(entry, role.file), ...inputsGivenBy(snapshot, segment)];
  }
  return role.kind === 'manifest' ? occurrencesInManifestEntry(entry) : occurrencesInConfiguration(file);
}

function entryOf(file: YamlFile, segment: Segment): ParsedSegment | undefined {
  for (const document of file.documents)
    for (const entry of document.entries) if (entry.segment === segment) return entry;
  return undefined;
}

/** Every place in the project that means the thing at hand, the definitions included. In no special order. */
export function allOccurrences(snapshot: Snapshot, found: FoundName): readonly Occurrence[] {
  const { kind, name } = found.occurrence;
  const same = (it: Occurrence) => it.kind === kind && it.name === name;
  const { role } = found;
  if (kind === 'anchor') {
    if (role.kind !== 'pipeline') return [];
    return occurrencesIn(role.file).filter(same);
  }
  if (kind === 'input') {
    const files = filesSharingInput(snapshot, found.occurrence, found.location.path);
    const inFiles = files.flatMap((file) => occurrencesIn(file).filter(same));
    return [...inFiles, ...inputsGivenTo(snapshot, name, files)];
  }
  const pipelines = connectedPipelines(snapshot, found);
  const files = new Map(pipelines.flatMap((it) => it.files.map((file) => [file.path, file] as const)));
  const inPipelines = [...files.values()].flatMap((file) => occurrencesIn(file).filter(same));
  if (kind !== 'variable') return inPipelines;
  return [
    ...inPipelines,
    ...manifestsOf(snapshot, found, pipelines).flatMap((manifest) =>
      occurrencesInManifest(manifest).filter(same),
    ),
    ...configurationOccurrences(snapshot).filter(same),
    ...[...scriptPaths(snapshot)].flatMap((path) => occurrencesInScriptFile(snapshot, path).filter(same)),
  ];
}

const inFiles = new WeakMap<PipelineFile, readonly Occurrence[]>();

/** Every name in a file of a pipeline, other than those of inputs that it gives to others. */
export function occurrencesIn(file: PipelineFile): readonly Occurrence[] {
  let found = inFiles.get(file);
  if (!found) {
    const entries = file.document?.entries ?? [];
    found = [...occurrencesInHeader(file), ...entries.flatMap((entry) => occurrencesInEntry(entry, file))];
    inFiles.set(file, found);
  }
  return found;
}

/**
 * The pipelines in which the name means the same: those that share the file, or a file that defines it, and for
 * variables the pipelines whose jobs render the manifest.
 */
export function connectedPipelines(
  snapshot: Snapshot,
  { location, role, occurrence }: FoundName,
): readonly Pipeline[] {
  const all = snapshot.pipelines;
  let start: readonly Pipeline[];
  if (role.kind === 'pipeline') start = role.pipelines;
  else if (role.kind === 'manifest') {
    const delivery = deliveryOf(snapshot);
    const uses = delivery.templateUses(location.path);
    start = [...new Set(uses.flatMap(({ job }) => delivery.pipelineOf(job.job) ?? []))];
    if (start.length === 0) return all;
  } else return all;
  const connected = new Set(start);
  const paths = new Set(start.flatMap((pipeline) => namingFiles(pipeline, occurrence)));
  for (let size = 0; size !== connected.size;) {
    size = connected.size;
    for (const pipeline of all) {
      if (connected.has(pipeline) || !pipeline.files.some((file) => paths.has(file.path))) continue;
      connected.add(pipeline);
      for (const path of namingFiles(pipeline, occurrence)) paths.add(path);
    }
  }
  return [...connected];
}

/** The files of a pipeline that define the name. */
function namingFiles(pipeline: Pipeline, { kind, name }: Occurrence): string[] {
  return pipeline.files
    .filter((file) =>
      kind === 'job'
        ? file.jobs.has(name)
        : occurrencesIn(file).some((it) => it.kind === kind && it.name === name && it.role === 'definition'),
    )
    .map((file) => file.path);
}

/** The manifests that jobs of these pipelines render, and the one that the cursor is in. */
function manifestsOf(
  snapshot: Snapshot,
  { location }: FoundName,
  pipelines: readonly Pipeline[],
): Manifest[] {
  const delivery = deliveryOf(snapshot);
  return [...manifestsByPath(snapshot).values()].filter(
    (manifest) =>
      manifest.path === location.path ||
      delivery
        .templateUses(manifest.path)
        .some(({ job }) => pipelines.includes(delivery.pipelineOf(job.job)!)),
  );
}

export function occurrencesInManifest(manifest: Manifest): readonly Occurrence[] {
  return manifest.file.documents.flatMap((document) => document.entries.flatMap(occurrencesInManifestEntry));
}

function occurrencesInManifestEntry(entry: ParsedSegment): readonly Occurrence[] {
  return placeholdersOf(entry).map(({ name, at, isBraced }) => {
    const start = at.start + (isBraced ? 2 : 1);
    return { kind: 'variable', name, at: span(at.segment, start, start + name.length), role: 'use' };
  });
}

function configurationOccurrences(snapshot: Snapshot): readonly Occurrence[] {
  const file = snapshot.yaml(CONFIGURATION_FILE);
  return file ? occurrencesInConfiguration(file) : [];
}

/** The variables of the project's settings that `.pipewright.yml` tells of. */
function occurrencesInConfiguration(file: YamlFile): readonly Occurrence[] {
  const document = file.documents[0];
  const variables = document?.valueOf(document.root, 'variables');
  return (isMap(variables) ? variables.pairs : []).flatMap((pair) => {
    const name = keyOf(pair);
    return name === undefined ? [] : [{ kind: 'variable', name, at: pair.key, role: 'definition' }];
  });
}

const inScriptFiles = new WeakMap<Segment, readonly Occurrence[]>();

function occurrencesInScriptFile(snapshot: Snapshot, path: string): readonly Occurrence[] {
  const segment = snapshot.segment(path);
  if (!segment) return [];
  let found = inScriptFiles.get(segment);
  if (!found) {
    found = occurrencesInScript(plainScript(segment)).map(({ name, at, role }) => ({
      kind: 'variable',
      name,
      at,
      role,
    }));
    inScriptFiles.set(segment, found);
  }
  return found;
}

/** The file of a pipeline at a path, as it is written. */
export function pipelineFileAt(snapshot: Snapshot, path: string): PipelineFile | undefined {
  const yaml = pipelinesWith(snapshot, path).length > 0 ? snapshot.yaml(path) : undefined;
  return yaml && readPipelineFile(yaml);
}
