/** What a path that leads nowhere may have been meant to be. */
import type { FileReference } from '../delivery/file-reference.ts';
import { knownText } from '../delivery/partial-text.ts';
import { nearestName } from '../text/nearest.ts';
import { baseName } from '../text/path.ts';
import { textOf } from '../text/span.ts';
import type { Fix } from './rule.ts';

export interface NearPath {
  readonly path: string;
  /** Whether only a slip of the pen separates them. */
  readonly isSlip: boolean;
}

/**
 * The candidate that a path was probably meant to be: a slip of the pen, or the only one of the same name elsewhere.
 * @param likelier candidates that count first
 */
export function nearPath(
  path: string,
  candidates: readonly string[],
  likelier: readonly string[] = [],
): NearPath | undefined {
  const near = nearestName(path, [...likelier, ...candidates]);
  if (near !== undefined) return { path: near, isSlip: true };
  const stem = (it: string) => baseName(it).replace(/\.(?:ya?ml|json)$/i, '');
  const same = candidates.filter((it) => stem(it) === stem(path) && !/^\.|\/\./.test(it));
  return same.length === 1 ? { path: same[0]!, isSlip: false } : undefined;
}

/** Writes the near path, where the word is the path from the project's root, letter for letter. */
export function changePath({ at, path, text }: FileReference, near: NearPath): Fix[] {
  const written = textOf(at);
  const isFromRoot = knownText(text)?.replace(/^\.\//, '') === path && written.endsWith(path!);
  if (!isFromRoot) return [];
  const start = at.end - path!.length;
  return [
    {
      title: `Change to \`${near.path}\``,
      isPreferred: near.isSlip,
      edits: () => ({ edits: [{ at: { ...at, start }, newText: near.path }] }),
    },
  ];
}
