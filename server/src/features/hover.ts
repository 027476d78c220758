/** What is told of the thing under the cursor. */
import type { Snapshot } from '../project/snapshot.ts';
import { contains, touches, type OffsetRange } from '../text/span.ts';
import { fieldIn } from './field-in.ts';
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
import { inputAt, inputHover } from './inputs.ts';
import type { AddressOf } from './markdown.ts';
import { ignoredRuleAt, ruleText } from './rule-names.ts';
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
    ignoredHover(snapshot, path, offset) ??
    placeholderAt(snapshot, role, offset, addressOf) ??
    nameHover(snapshot, path, offset, addressOf) ??
    includedHover(snapshot, path, offset, addressOf) ??
    givenHover(snapshot, path, offset, addressOf) ??
    keyHover(snapshot, role, offset)
  );
}

function ignoredHover(snapshot: Snapshot, path: string, offset: number): Hover | undefined {
  const source = snapshot.text(path);
  const rule = source && ignoredRuleAt(source, offset);
  const markdown = rule && ruleText(rule.name);
  return markdown === undefined ? undefined : { range: rule!.range, markdown };
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

function givenHover(
  snapshot: Snapshot,
  path: string,
  offset: number,
  addressOf: AddressOf,
): Hover | undefined {
  const found = inputAt(snapshot, path, offset);
  return found && { range: found.range, markdown: inputHover(snapshot, found, addressOf) };
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
      : ((field.path.at(-2) === 'rules' ? ruleText(name) : undefined) ??
        keywordHover(name, configurationNodes(field.path), configurationReader));
  return markdown === undefined ? undefined : { range: location.range, markdown };
}
