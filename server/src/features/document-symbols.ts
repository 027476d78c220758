/** The outline of a file: jobs and their keywords, or resources and their containers. */
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { isMap, isSequence, keyOf, type Pair, type YamlNode } from '../yaml/node.ts';
import { GLOBAL_KEYWORDS, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { roleOf } from './role.ts';

export type SymbolKind = 'job' | 'hidden-job' | 'global' | 'keyword' | 'resource' | 'container' | 'setting';

export interface OutlineSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly detail?: string;
  readonly range: OffsetRange;
  /** The name's own place, inside `range`. */
  readonly selection: OffsetRange;
  readonly children: readonly OutlineSymbol[];
}

export function documentSymbols(snapshot: Snapshot, path: string): readonly OutlineSymbol[] | undefined {
  const role = roleOf(snapshot, path);
  if (role?.kind === 'pipeline') return pipelineSymbols(snapshot, role.file, role.pipelines);
  if (role?.kind === 'manifest') return manifestSymbols(snapshot, role.manifest);
  if (role?.kind !== 'configuration') return undefined;
  const root = role.file.documents[0]?.root;
  return isMap(root) ? root.pairs.flatMap((pair) => pairSymbol(snapshot, pair, 'setting') ?? []) : [];
}

/** The job's own entry counts for its stage: what it extends may be anywhere. */
function pipelineSymbols(
  snapshot: Snapshot,
  file: PipelineFile,
  pipelines: readonly Pipeline[],
): readonly OutlineSymbol[] {
  const entries = [...(file.header?.entries ?? []), ...(file.document?.entries ?? [])];
  return entries.flatMap(({ root }) =>
    (isMap(root) ? root.pairs : []).flatMap((pair) => {
      const name = keyOf(pair);
      if (name === undefined || name === '<<') return [];
      const isGlobal = GLOBAL_KEYWORDS.has(name) || name === 'spec';
      const kind = isGlobal ? 'global' : name.startsWith('.') ? 'hidden-job' : 'job';
      const job = isGlobal ? undefined : pipelines.map((it) => it.job(name)).find((it) => it !== undefined);
      const symbol = pairSymbol(snapshot, pair, kind, job && !job.isHidden ? job.stage : undefined);
      if (!symbol) return [];
      const children = isMap(pair.value)
        ? pair.value.pairs.flatMap((own) => pairSymbol(snapshot, own, 'keyword') ?? [])
        : [];
      return [{ ...symbol, children }];
    }),
  );
}

function manifestSymbols(snapshot: Snapshot, manifest: Manifest): readonly OutlineSymbol[] {
  return manifest.resources.flatMap((resource) => {
    const first = resource.node.pairs[0]?.key;
    const whole = first && rangeOf(snapshot, first, lastNode(resource.node));
    const nameNode = resource.name?.node ?? resource.kindText.node;
    const selection = snapshot.locate(nameNode)?.range;
    if (!whole || !selection) return [];
    const containers = resource.podTemplates.flatMap((template) =>
      template.containers.flatMap((container): OutlineSymbol[] => {
        const node = container.node;
        const range = snapshot.locate(node)?.range;
        const at = container.name && snapshot.locate(container.name.node)?.range;
        if (!range || !at) return [];
        const detail = container.image?.text;
        return [
          {
            name: container.name.text,
            kind: 'container',
            ...(detail !== undefined && { detail }),
            range,
            selection: at,
            children: [],
          },
        ];
      }),
    );
    return [
      {
        name: resource.name?.text ?? resource.kindText.text,
        kind: 'resource' as const,
        detail: resource.kindText.text,
        range: whole,
        selection: within(selection, whole),
        children: containers,
      },
    ];
  });
}

function pairSymbol(
  snapshot: Snapshot,
  pair: Pair,
  kind: SymbolKind,
  detail = shortValue(pair.value),
): OutlineSymbol | undefined {
  const name = keyOf(pair);
  const selection = snapshot.locate(pair.key)?.range;
  const range = rangeOf(snapshot, pair.key, lastNode(pair.value) ?? pair.key);
  if (name === undefined || name === '' || !selection || !range) return undefined;
  return { name, kind, ...(detail !== undefined && { detail }), range, selection, children: [] };
}

function shortValue(value: YamlNode | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value.length <= 60 && !value.value.includes('\n')
    ? value.value
    : undefined;
}

/** The node itself: a map spans all of its pairs, but for a document's root, which spans its first key. */
function lastNode(node: YamlNode | undefined): YamlNode | undefined {
  if (isMap(node)) return lastNode(node.pairs.at(-1)?.value) ?? node.pairs.at(-1)?.key ?? node;
  if (isSequence(node) && !node.flow) return lastNode(node.items.at(-1)) ?? node;
  return node;
}

/** From the start of one node to the end of another, without blank lines at the end. */
function rangeOf(snapshot: Snapshot, from: YamlNode, to: YamlNode | undefined): OffsetRange | undefined {
  const start = snapshot.locate(from);
  const end = to && snapshot.locate(to);
  const text = start && snapshot.text(start.path)?.text;
  if (!start || !end || text === undefined) return undefined;
  const length = text.slice(start.range.start, end.range.end).trimEnd().length;
  return { start: start.range.start, end: Math.max(start.range.end, start.range.start + length) };
}

function within(inner: OffsetRange, outer: OffsetRange): OffsetRange {
  return inner.start >= outer.start && inner.end <= outer.end
    ? inner
    : { start: outer.start, end: outer.start };
}
