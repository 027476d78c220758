/** Where the thing under the cursor is defined, across the pipeline, its includes, scripts, manifests and settings. */
import type { Location, OffsetRange } from '../text/span.ts';
import { deliveryOf } from '../project/delivery.ts';
import { flowsTo, variableSource, type VariableSource } from '../delivery/variable-flow.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { contains, touches, type Span } from '../text/span.ts';
import { isSequence, pairOf, walk, type SequenceNode } from '../yaml/node.ts';
import { allOccurrences, nameAt, type FoundName } from './find-name.ts';
import { inputAt } from './inputs.ts';
import { includeAt } from './include-target.ts';
import type { Occurrence } from './occurrence.ts';
import { roleOf } from './role.ts';

export interface Definition {
  /** What the cursor stands on. */
  readonly origin: OffsetRange;
  readonly targets: readonly Location[];
}

/** The places that define what an offset of a file touches; undefined where there is nothing to define. */
export function definitionAt(snapshot: Snapshot, path: string, offset: number): Definition | undefined {
  const include = includeAt(snapshot, path, offset);
  if (include)
    return {
      origin: include.range,
      targets: include.paths.map((target) => ({ path: target, range: { start: 0, end: 0 } })),
    };
  const keyword = referencedKeyword(snapshot, path, offset) ?? usedInput(snapshot, path, offset);
  if (keyword) return keyword;
  const found = nameAt(snapshot, path, offset);
  if (!found) return undefined;
  const spans = definitionSpans(snapshot, found);
  const targets = unique(spans.flatMap((at) => snapshot.locate(at) ?? []));
  return targets.length > 0 ? { origin: found.location.range, targets } : undefined;
}

function definitionSpans(snapshot: Snapshot, found: FoundName): readonly Span[] {
  const { occurrence } = found;
  if (occurrence.kind === 'variable') {
    const effective = effectiveDefinitions(snapshot, found);
    if (effective.length > 0) return effective;
  }
  const all = allOccurrences(snapshot, found).filter((it) => it.role !== 'use');
  if (occurrence.kind === 'anchor') return anchorBefore(snapshot, found, all);
  return all.map((it) => it.at);
}

/** Of several anchors of one name the last before the alias counts. */
function anchorBefore(snapshot: Snapshot, found: FoundName, all: readonly Occurrence[]): readonly Span[] {
  const starts = all.flatMap((it) => {
    const location = snapshot.locate(it.at);
    return location && location.range.start <= found.location.range.start ? [{ it, location }] : [];
  });
  const last = starts.sort((a, b) => a.location.range.start - b.location.range.start).at(-1);
  return last ? [last.it.at] : [];
}

/** The definitions that count where the variable is used: in this job, or in the jobs that render the manifest. */
function effectiveDefinitions(snapshot: Snapshot, found: FoundName): readonly Span[] {
  const { occurrence, role, location } = found;
  const delivery = deliveryOf(snapshot);
  if (role.kind === 'manifest') {
    const placeholder = role.manifest.placeholders.find(
      (it) => it.at.segment === occurrence.at.segment && contains(it.at, occurrence.at),
    );
    if (!placeholder) return [];
    return flowsTo(delivery, location.path, placeholder).flatMap(({ source }) => spansOf(source));
  }
  if (role.kind !== 'pipeline' || occurrence.role === 'definition') return [];
  const { entry } = occurrence;
  const jobs = role.pipelines.flatMap((pipeline) =>
    entry === undefined ? [] : (pipeline.jobs.get(entry) ?? []),
  );
  const assigned = allOccurrences(snapshot, found)
    .filter((it) => it.role === 'assignment' && it.entry === entry)
    .map((it) => it.at);
  return [...assigned, ...jobs.flatMap((job) => spansOf(variableSource(delivery, job, occurrence.name)))];
}

function spansOf(source: VariableSource): readonly Span[] {
  return 'at' in source ? [source.at] : [];
}

function usedInput(snapshot: Snapshot, path: string, offset: number): Definition | undefined {
  const found = inputAt(snapshot, path, offset);
  const targets = found?.declarations.flatMap(({ key }) => snapshot.locate(key) ?? []) ?? [];
  return found && targets.length > 0 ? { origin: found.range, targets } : undefined;
}

/** The second item of `!reference [job, script]`: the job's own keyword. */
function referencedKeyword(snapshot: Snapshot, path: string, offset: number): Definition | undefined {
  const role = roleOf(snapshot, path);
  if (role?.kind !== 'pipeline') return undefined;
  const place = role.file.yaml.segmentAt(offset);
  const entry = role.file.document?.entries.find((it) => it.segment === place?.segment);
  let reference: SequenceNode | undefined;
  walk(entry?.root, (node) => {
    if (isSequence(node) && node.tag === '!reference' && touches(node, place!.offset)) reference = node;
    return touches(node, place!.offset);
  });
  const [job, keyword] = reference?.items ?? [];
  if (job?.kind !== 'scalar' || keyword?.kind !== 'scalar' || !touches(keyword, place!.offset))
    return undefined;
  const origin = snapshot.locate(keyword);
  const targets = role.pipelines.flatMap((pipeline) => {
    const own = pipeline.job(job.value)?.entries.findLast((it) => pairOf(it.value, keyword.value));
    const global = job.value === 'default' ? pipeline.globals.get('default')?.at(-1) : undefined;
    const key =
      pairOf(own?.value, keyword.value)?.key ??
      pairOf(global?.value, keyword.value)?.key ??
      pipeline.job(job.value)?.keyword(keyword.value)?.key;
    return key ? (snapshot.locate(key) ?? []) : [];
  });
  return origin && targets.length > 0 ? { origin: origin.range, targets: unique(targets) } : undefined;
}

/** Each place once. */
export function unique(locations: readonly Location[]): Location[] {
  const seen = new Set<string>();
  return locations.filter(({ path, range }) => {
    const key = `${range.start} ${range.end} ${path}`;
    return !seen.has(key) && seen.add(key);
  });
}
