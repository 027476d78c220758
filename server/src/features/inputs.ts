/** Inputs where they are used: `$[[ inputs.name ]]` in the file that declares them, `inputs:` where it is included. */
import { readIncludes } from '../gitlab/include.ts';
import { readInputs, type InputDeclaration } from '../gitlab/inputs.ts';
import { readPipelineFile, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { resolvePath } from '../text/path.ts';
import type { SourceText } from '../text/source-text.ts';
import { touches, type OffsetRange } from '../text/span.ts';
import { isMap, isSequence, pairOf, type YamlNode } from '../yaml/node.ts';
import { codeBlock, code, escape, placeLink, type AddressOf } from './markdown.ts';
import { fieldIn } from './field-in.ts';
import type { FileRole } from './role.ts';

export type PipelineRole = Extract<FileRole, { kind: 'pipeline' }>;

export interface FoundInput {
  /** The input's name. UTF-16 offsets. */
  readonly range: OffsetRange;
  /** One for each file that declares it: an include may bring in several. */
  readonly declarations: readonly InputDeclaration[];
}

const USE = /\$\[\[[ \t]*inputs\.([\w-]+)[^\]\r\n]*\]\]/g;

/** The input that an offset touches: its declaration, a use, or where an include gives its value. */
export function inputAt(snapshot: Snapshot, role: PipelineRole, offset: number): FoundInput | undefined {
  const { source } = role.file.yaml;
  const used = useAt(source, offset);
  if (used) return foundIn(used.range, used.name, [role.file]);
  const field = fieldIn(role.file.yaml, offset);
  const location = field?.isKey ? snapshot.locate(field.node) : undefined;
  const name = field?.path.at(-1);
  if (!field || !location || name === undefined) return undefined;
  const { header } = role.file;
  const isHeader = header !== undefined && touches(header.range, location.range.start);
  if (isHeader)
    return field.path.length === 3 && field.path[0] === 'spec' && field.path[1] === 'inputs'
      ? foundIn(location.range, name, [role.file])
      : undefined;
  return foundIn(location.range, name, filesGivenInputs(snapshot, role, field.path.slice(0, -1), offset));
}

function useAt(source: SourceText, offset: number): { range: OffsetRange; name: string } | undefined {
  const line = source.lineAt(offset);
  const lineStart = source.lineStarts[line]!;
  for (const match of source.lineText(line).matchAll(USE)) {
    const start = lineStart + match.index + match[0].indexOf('inputs.');
    const end = start + 'inputs.'.length + match[1]!.length;
    if (offset >= start && offset <= end) return { range: { start, end }, name: match[1]! };
  }
  return undefined;
}

function foundIn(range: OffsetRange, name: string, files: readonly PipelineFile[]): FoundInput | undefined {
  const declarations = files.flatMap((file) => readInputs(file).get(name) ?? []);
  return declarations.length > 0 ? { range, declarations } : undefined;
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

/** Half-typed items end before the cursor: the last that starts before it is meant. */
function includedAt(snapshot: Snapshot, role: PipelineRole, offset: number): readonly string[] {
  const includes = readIncludes(role.file, snapshot);
  const last = lastBefore(snapshot, includes, offset);
  return includes.filter(({ node }) => node === last?.node).flatMap(({ paths }) => paths);
}

function triggeredAt(
  snapshot: Snapshot,
  role: PipelineRole,
  job: string,
  offset: number,
  isForAll: boolean,
): readonly string[] {
  const trigger = pairOf(role.file.jobs.get(job)?.value, 'trigger')?.value;
  const include = pairOf(trigger, 'include')?.value;
  const items = (isSequence(include) ? include.items : include ? [include] : []).map((node) => ({ node }));
  const last = lastBefore(snapshot, items, offset);
  return items
    .filter((item) => isForAll || item === last)
    .flatMap(({ node }) => {
      const path = resolvePath('', localOf(node) ?? '');
      return path ? [path] : [];
    });
}

function localOf(node: YamlNode): string | undefined {
  const local = isMap(node) ? pairOf(node, 'local')?.value : node;
  return local?.kind === 'scalar' ? local.value : undefined;
}

function lastBefore<Item extends { readonly node: YamlNode }>(
  snapshot: Snapshot,
  items: readonly Item[],
  offset: number,
): Item | undefined {
  return items.findLast(({ node }) => (snapshot.locate(node)?.range.start ?? Infinity) <= offset);
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
