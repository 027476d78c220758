/** Many fixes at once: each finding's preferred fix, as far as they do not touch the same text. */
import type { FileEdit, NewFile } from '../text/edit.ts';
import { overlaps } from '../text/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Finding, Fix } from './rule.ts';

export interface LocatedEdits {
  readonly edits: readonly FileEdit[];
  readonly newFiles: readonly NewFile[];
}

/** A fix's edits at their places in the files; undefined when it cannot be applied to this snapshot. */
export function locateFix(snapshot: Snapshot, fix: Fix): LocatedEdits | undefined {
  const result = fix.edits(snapshot);
  if (!result) return undefined;
  const edits: FileEdit[] = [];
  for (const edit of result.edits) {
    const location = snapshot.locate(edit.at);
    if (!location) return undefined;
    edits.push({ path: location.path, range: location.range, newText: edit.newText });
  }
  const newFiles = result.newFiles ?? [];
  // A file that is there is never written over.
  if (newFiles.some((file) => snapshot.exists(file.path) !== false)) return undefined;
  return edits.length === 0 && newFiles.length === 0 ? undefined : { edits, newFiles };
}

export interface FixAllResult extends LocatedEdits {
  /** The findings whose fix is among the edits. */
  readonly fixed: readonly Finding[];
}

/**
 * The preferred fixes of these findings together. Where two would touch the same text, the later one waits for
 * another round; the same edit wanted twice is made once.
 */
export function fixAll(snapshot: Snapshot, findings: Iterable<Finding>): FixAllResult {
  const edits: FileEdit[] = [];
  const newFiles: NewFile[] = [];
  const fixed: Finding[] = [];
  for (const finding of findings) {
    const fix = finding.fixes?.find((candidate) => candidate.isPreferred);
    const located = fix && locateFix(snapshot, fix);
    if (!located) continue;
    const wanted = located.edits.filter((edit) => !edits.some((other) => isSame(edit, other)));
    if (wanted.some((edit) => edits.some((other) => collides(edit, other)))) continue;
    if (located.newFiles.some((file) => newFiles.some((other) => other.path === file.path))) continue;
    edits.push(...wanted);
    newFiles.push(...located.newFiles);
    fixed.push(finding);
  }
  return { edits, newFiles, fixed };
}

function isSame(a: FileEdit, b: FileEdit): boolean {
  return (
    a.path === b.path &&
    a.range.start === b.range.start &&
    a.range.end === b.range.end &&
    a.newText === b.newText
  );
}

function collides(a: FileEdit, b: FileEdit): boolean {
  if (a.path !== b.path) return false;
  return overlaps(a.range, b.range) || a.range.start === b.range.start;
}
