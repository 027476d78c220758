/** What is told of the thing under the cursor. */
import type { Snapshot } from '../project/snapshot.ts';
import { contains, span, touches, type OffsetRange } from '../text/span.ts';
import { fieldAt, type Field } from '../kubernetes/field.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { nameAt } from './find-name.ts';
import { includeHover, jobHover, stageHover } from './hover-job.ts';
import {
  configurationNodes,
  configurationReader,
  keywordHover,
  pipelineNodes,
  pipelineReader,
} from './hover-keyword.ts';
import { placeholderHover } from './hover-placeholder.ts';
import { variableHover } from './hover-variable.ts';
import { includeAt } from './include-target.ts';
import type { AddressOf } from './markdown.ts';
import { roleOf, type FileRole } from './role.ts';

export interface Hover {
  readonly range: OffsetRange;
  readonly markdown: string;
}

/** @param addressOf makes links to places of the project */
export function hoverAt(
  snapshot: Snapshot,
  path: string,
  offset: number,
  addressOf: AddressOf,
): Hover | undefined {
  const role = roleOf(snapshot, path);
  if (!role) return undefined;
  return (
    placeholderAt(snapshot, role, offset, addressOf) ??
    nameHover(snapshot, path, offset, addressOf) ??
    includedHover(snapshot, path, offset, addressOf) ??
    keyHover(snapshot, role, offset)
  );
}

function placeholderAt(
  snapshot: Snapshot,
  role: FileRole,
  offset: number,
  addressOf: AddressOf,
): Hover | undefined {
  if (role.kind !== 'manifest') return undefined;
  const { manifest } = role;
  const place = manifest.file.segmentAt(offset);
  const placeholder =
    place &&
    manifest.placeholders.find((it) => it.at.segment === place.segment && touches(it.at, place.offset));
  const location = placeholder && snapshot.locate(placeholder.at);
  if (!location) return undefined;
  return { range: location.range, markdown: placeholderHover(snapshot, manifest, placeholder, addressOf) };
}

function nameHover(
  snapshot: Snapshot,
  path: string,
  offset: number,
  addressOf: AddressOf,
): Hover | undefined {
  const found = nameAt(snapshot, path, offset);
  if (!found) return undefined;
  const markdown =
    found.occurrence.kind === 'variable'
      ? variableHover(snapshot, found, addressOf)
      : found.occurrence.kind === 'job'
        ? jobHover(snapshot, found, addressOf)
        : found.occurrence.kind === 'stage'
          ? stageHover(found)
          : undefined;
  return markdown === undefined ? undefined : { range: found.location.range, markdown };
}

function includedHover(
  snapshot: Snapshot,
  path: string,
  offset: number,
  addressOf: AddressOf,
): Hover | undefined {
  const target = includeAt(snapshot, path, offset);
  return target && { range: target.range, markdown: includeHover(snapshot, target, addressOf) };
}

function keyHover(snapshot: Snapshot, role: FileRole, offset: number): Hover | undefined {
  if (role.kind !== 'pipeline' && role.kind !== 'configuration') return undefined;
  const file = role.kind === 'pipeline' ? role.file.yaml : role.file;
  const field = fieldIn(file, offset);
  const location = field?.isKey ? snapshot.locate(field.node) : undefined;
  if (!field || !location) return undefined;
  const name = field.path.at(-1)!;
  const isHeader =
    role.kind === 'pipeline' &&
    role.file.header !== undefined &&
    contains(role.file.header.range, location.range);
  const markdown =
    role.kind === 'pipeline'
      ? keywordHover(name, pipelineNodes(field.path, isHeader), pipelineReader)
      : keywordHover(name, configurationNodes(field.path), configurationReader);
  return markdown === undefined ? undefined : { range: location.range, markdown };
}

/** The scalar at an offset of a file, with its path from the root. */
export function fieldIn(file: YamlFile, offset: number): Field | undefined {
  const place = file.segmentAt(offset);
  for (const document of file.documents) {
    const entry = document.entries.find((it) => it.segment === place?.segment);
    if (entry) return fieldAt(entry, span(entry.segment, place!.offset, place!.offset));
  }
  return undefined;
}
