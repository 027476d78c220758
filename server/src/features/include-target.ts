/** The `include:` entry under a cursor, and the files that it brings in. */
import type { OffsetRange } from '../text/span.ts';
import { touches } from '../text/span.ts';
import { readIncludes, type Include } from '../gitlab/include.ts';
import { readPipelineFile } from '../gitlab/pipeline-file.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { pipelinesWith } from './role.ts';

export interface IncludeTarget {
  readonly include: Include;
  /** Of the text that names the file. */
  readonly range: OffsetRange;
  readonly paths: readonly string[];
}

/** Every include of a pipeline's file whose target is written in it. */
export function includesIn(snapshot: Snapshot, path: string): readonly IncludeTarget[] {
  const yaml = pipelinesWith(snapshot, path).length > 0 ? snapshot.yaml(path) : undefined;
  if (!yaml) return [];
  const file = readPipelineFile(yaml);
  return readIncludes(file, snapshot).flatMap((include) => {
    const location = include.target && snapshot.locate(include.target);
    return location?.path === path ? [{ include, range: location.range, paths: include.paths }] : [];
  });
}

/** The include whose target an offset touches, with files of the workspace that it brings in. */
export function includeAt(snapshot: Snapshot, path: string, offset: number): IncludeTarget | undefined {
  const yaml = snapshot.yaml(path);
  // Reading includes looks at every path: only where the cursor is in `include`.
  const place = yaml?.segmentAt(offset);
  if (!yaml || !place || !/^["']?include["']?\s*:/.test(place.segment.text)) return undefined;
  return includesIn(snapshot, path).find(({ range }) => touches(range, offset));
}
