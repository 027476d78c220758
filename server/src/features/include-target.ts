/** The `include:` entry under a cursor, and the files that it brings in. */
import type { OffsetRange } from '../text/span.ts';
import { touches } from '../text/span.ts';
import type { Include } from '../gitlab/include.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { pipelinesWith } from './role.ts';

export interface IncludeTarget {
  readonly include: Include;
  /** Of the text that names the file. */
  readonly range: OffsetRange;
  readonly paths: readonly string[];
}

/** Every include of a pipeline's file whose target is written in it, with all that it brings into any pipeline. */
export function includesIn(snapshot: Snapshot, path: string): readonly IncludeTarget[] {
  const found = new Map<number, IncludeTarget>();
  for (const include of includesFrom(pipelinesWith(snapshot, path), path)) {
    const location = include.target && snapshot.locate(include.target);
    if (location?.path !== path) continue;
    const earlier = found.get(location.range.start)?.paths ?? [];
    const paths = [...new Set([...earlier, ...include.paths])];
    found.set(location.range.start, { include, range: location.range, paths });
  }
  return [...found.values()];
}

/** The includes that a file says, as its pipelines read them: by its place in the repository and its inputs. */
export function includesFrom(pipelines: readonly Pipeline[], path: string): readonly Include[] {
  return pipelines.flatMap(({ includes }) => includes.filter(({ from }) => from === path));
}

/** The include whose target an offset touches, with files of the workspace that it brings in. */
export function includeAt(snapshot: Snapshot, path: string, offset: number): IncludeTarget | undefined {
  const yaml = snapshot.yaml(path);
  // Only where the cursor is in `include`.
  const place = yaml?.segmentAt(offset);
  if (!yaml || !place || !/^["']?include["']?\s*:/.test(place.segment.text)) return undefined;
  return includesIn(snapshot, path).find(({ range }) => touches(range, offset));
}
