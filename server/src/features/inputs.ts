/** Inputs: which one a place means, what is told of it, and which files take those that are being given. */
import { readIncludeItems, type Include } from '../gitlab/include.ts';
import { readInputs, type InputDeclaration } from '../gitlab/inputs.ts';
import { readPipelineFile, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import { isSequence, pairOf, type YamlNode } from '../yaml/node.ts';
import { codeBlock, code, escape, placeLink, type AddressOf } from './markdown.ts';
import { nameAt } from './find-name.ts';
import { includesFrom } from './include-target.ts';
import { filesOfInput } from './input-occurrence.ts';
import type { FileRole } from './role.ts';

export type PipelineRole = Extract<FileRole, { kind: 'pipeline' }>;

export interface FoundInput {
  /** The input's name. UTF-16 offsets. */
  readonly range: OffsetRange;
  /** One for each file that declares it: an include may bring in several. */
  readonly declarations: readonly InputDeclaration[];
}

/** The input that an offset touches: its declaration, a use, or where an include gives its value. */
export function inputAt(snapshot: Snapshot, path: string, offset: number): FoundInput | undefined {
  const found = nameAt(snapshot, path, offset);
  if (found?.occurrence.kind !== 'input') return undefined;
  const files = filesOfInput(snapshot, found.occurrence, path);
  const declarations = files.flatMap((file) => readInputs(file).get(found.occurrence.name) ?? []);
  return declarations.length > 0 ? { range: found.location.range, declarations } : undefined;
}

/**
 * The files whose inputs are given in the map at a place, as far as they are in the workspace.
 * @param path of the map: `include`, `0`, `inputs`; items as numbers or `[]`
 */
export function filesGivenInputs(
  snapshot: Snapshot,
  role: PipelineRole,
  path: readonly string[],
  offset: number,
): readonly PipelineFile[] {
  const keys = path.filter((step) => !/^(?:\[\]|\d+)$/.test(step));
  const [first, ...rest] = keys;
  const place = first === 'include' ? keys.join('.') : rest.join('.');
  const paths =
    place === 'include.inputs'
      ? includedAt(snapshot, role, offset)
      : place === 'trigger.include.inputs' || place === 'trigger.inputs'
        ? triggeredAt(snapshot, role, first!, offset, place === 'trigger.inputs')
        : [];
  return paths.flatMap((it) => {
    const yaml = snapshot.yaml(it);
    return yaml ? readPipelineFile(yaml) : [];
  });
}

function includedAt(snapshot: Snapshot, role: PipelineRole, offset: number): readonly string[] {
  return pathsAt(snapshot, includesFrom(role.pipelines, role.file.path), offset);
}

function triggeredAt(
  snapshot: Snapshot,
  role: PipelineRole,
  job: string,
  offset: number,
  isForAll: boolean,
): readonly string[] {
  const trigger = pairOf(role.file.jobs.get(job)?.value, 'trigger')?.value;
  const includes = readIncludeItems(pairOf(trigger, 'include')?.value, role.file, snapshot);
  return isForAll ? includes.flatMap(({ paths }) => paths) : pathsAt(snapshot, includes, offset);
}

/** Half-typed items end before the cursor: the last that starts before it is meant. */
function pathsAt(snapshot: Snapshot, includes: readonly Include[], offset: number): readonly string[] {
  const started = includes.flatMap(({ node, paths }) => {
    const start = snapshot.locate(node)?.range.start ?? Infinity;
    return start <= offset ? [{ start, paths }] : [];
  });
  const last = Math.max(...started.map(({ start }) => start));
  return [...new Set(started.filter(({ start }) => start === last).flatMap(({ paths }) => paths))];
}

/** What is told of an input. */
export function inputHover(snapshot: Snapshot, { declarations }: FoundInput, addressOf: AddressOf): string {
  return declarations.map((it) => describeInput(snapshot, it, addressOf)).join('\n\n---\n\n');
}

export function describeInput(snapshot: Snapshot, input: InputDeclaration, addressOf?: AddressOf): string {
  const place = addressOf ? ` (${placeLink(snapshot, input.key, addressOf)})` : '';
  return [
    `**${escape(input.name)}**: input of type ${input.type}${place}`,
    ...(input.description === undefined ? [] : [escape(input.description.trim())]),
    defaultText(snapshot, input),
    ...(isSequence(input.options) ? [`One of ${input.options.items.map(shown).join(', ')}.`] : []),
    ...(input.regex === undefined ? [] : [`It must match ${code(input.regex)}.`]),
  ].join('\n\n');
}

function shown(node: YamlNode): string {
  return node.kind === 'scalar' ? code(node.value) : '…';
}

function defaultText(snapshot: Snapshot, { default: value, hasRules }: InputDeclaration): string {
  if (hasRules) return 'Its default depends on other inputs.';
  if (!value) return 'It has no default: whoever includes the file must give it.';
  if (value.kind === 'scalar') return `Default: ${code(value.value)}`;
  const location = snapshot.locate(value);
  const text = location && snapshot.text(location.path)?.slice(location.range);
  return text ? `Default:\n\n${codeBlock('yaml', text.split(/\r?\n/))}` : 'It has a default.';
}
