/** The places in one file that name the thing under the cursor. */
import type { OffsetRange } from '../text/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { allOccurrences, nameAt, occurrencesIn } from './find-name.ts';

export interface Highlight {
  readonly range: OffsetRange;
  /** Defined or assigned here, rather than used. */
  readonly isWrite: boolean;
}

export function highlightsAt(snapshot: Snapshot, path: string, offset: number): readonly Highlight[] {
  const found = nameAt(snapshot, path, offset);
  if (!found) return [];
  const { kind, name } = found.occurrence;
  // A pipeline's own file has all that is wanted; looking through others on each move of the cursor would be waste.
  const all =
    found.role.kind === 'pipeline' && kind !== 'input'
      ? occurrencesIn(found.role.file).filter((it) => it.kind === kind && it.name === name)
      : allOccurrences(snapshot, found);
  return all.flatMap((it) => {
    const location = snapshot.locate(it.at);
    return location?.path === path ? [{ range: location.range, isWrite: it.role !== 'use' }] : [];
  });
}
