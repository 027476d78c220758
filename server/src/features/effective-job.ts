/** A job as it runs, and where each of its keywords comes from. */
import type { Job, Keyword } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isMap, keyOf } from '../yaml/node.ts';
import { printPair } from '../yaml/print.ts';
import type { Location } from '../text/span.ts';
import { pipelinesWith } from './role.ts';

export interface EffectivePart {
  readonly keyword: Keyword;
  /** YAML without indentation. */
  readonly lines: readonly string[];
  /** The top-level entry that says it: the job itself, a job that it extends, `default`. */
  readonly from: string;
  readonly location: Location | undefined;
}

export interface EffectiveJob {
  readonly job: Job;
  readonly pipeline: Pipeline;
  readonly parts: readonly EffectivePart[];
}

/** The order in which people look for keywords; others follow in the job's own order. */
const ORDER: readonly string[] = [
  'stage',
  'image',
  'services',
  'rules',
  'needs',
  'variables',
  'before_script',
  'script',
];

/** The job that an offset of a pipeline's file stands in, hidden ones included. */
export function jobAt(
  snapshot: Snapshot,
  path: string,
  offset: number,
): { readonly job: Job; readonly pipeline: Pipeline } | undefined {
  const place = snapshot.yaml(path)?.segmentAt(offset);
  if (!place) return undefined;
  for (const pipeline of pipelinesWith(snapshot, path)) {
    const file = pipeline.files.find((it) => it.path === path);
    for (const entry of file?.jobs.values() ?? []) {
      const job = entry.parsed.segment === place.segment ? pipeline.job(entry.name) : undefined;
      if (job && isInside(entry.parsed.root, entry.name, place.offset)) return { job, pipeline };
    }
  }
  return undefined;
}

/** Several entries share a segment where the file is one flow mapping. */
function isInside(root: Job['entry']['value'], name: string, offset: number): boolean {
  const pairs = isMap(root) ? root.pairs : [];
  if (pairs.length < 2) return true;
  const pair = pairs.findLast((it) => it.key.start <= offset);
  return pair !== undefined && keyOf(pair) === name;
}

export function effectiveJob(snapshot: Snapshot, job: Job, pipeline: Pipeline): EffectiveJob {
  const keywords = [...job.keywords.values()];
  const rank = (keyword: Keyword) => {
    const at = ORDER.indexOf(keyword.name);
    return at < 0 ? ORDER.length : at;
  };
  keywords.sort((a, b) => rank(a) - rank(b));
  return {
    job,
    pipeline,
    parts: keywords.map((keyword) => {
      const location = snapshot.locate(keyword.key);
      return {
        keyword,
        lines: printPair({ key: keyword.key, ...(keyword.value && { value: keyword.value }) }),
        from: entryName(snapshot, location) ?? job.name,
        location,
      };
    }),
  };
}

/** The name of the top-level entry that a place belongs to. */
function entryName(snapshot: Snapshot, location: Location | undefined): string | undefined {
  const file = location && snapshot.yaml(location.path);
  const place = file?.segmentAt(location!.range.start);
  for (const document of file?.documents ?? []) {
    const root = document.entries.find((it) => it.segment === place?.segment)?.root;
    if (!isMap(root)) continue;
    const pair = root.pairs.findLast((it) => it.key.start <= place!.offset);
    if (pair) return keyOf(pair);
  }
  return undefined;
}

/** Where a part comes from, in words; undefined for the job's own. */
export function originOf(
  { from, location, keyword }: EffectivePart,
  job: Job,
  snapshot: Snapshot,
): string | undefined {
  const isElsewhere = location !== undefined && location.path !== snapshot.locate(job.key)?.path;
  if (keyword.origin === 'own' && !isElsewhere) return undefined;
  const name = from === keyword.name ? 'the top level' : from;
  return isElsewhere ? `${name}, ${location.path}` : name;
}

/** The whole job as YAML, with a comment where a part comes from elsewhere. */
export function printEffectiveJob(snapshot: Snapshot, { job, parts }: EffectiveJob): string[] {
  const lines = [printPair({ key: job.key })[0]!];
  for (const part of parts) {
    const origin = originOf(part, job, snapshot);
    const [first = '', ...rest] = part.lines;
    lines.push(`  ${first}${origin === undefined ? '' : `  # from ${origin}`}`);
    lines.push(...rest.map((line) => (line === '' ? '' : `  ${line}`)));
  }
  return lines;
}
