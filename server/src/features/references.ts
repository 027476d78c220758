/** Every place that names the thing under the cursor. */
import type { Location } from '../text/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { unique } from './definition.ts';
import { allOccurrences, nameAt } from './find-name.ts';

/** The places by path and offset; undefined where the cursor is on no name. */
export function referencesAt(
  snapshot: Snapshot,
  path: string,
  offset: number,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): readonly Location[] | undefined {
  const found = nameAt(snapshot, path, offset);
  if (!found) return undefined;
  const places = allOccurrences(snapshot, found)
    .filter((it) => includeDeclaration || it.role === 'use')
    .flatMap((it) => snapshot.locate(it.at) ?? []);
  return unique(places).sort(
    (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.range.start - b.range.start,
  );
}
