/** A planned file as a diff. */
import { createTwoFilesPatch } from 'diff';
import type { PlannedFile } from '../scaffold/plan/planned-files.ts';

/** In the unified form, as `git diff` shows it. */
export function diffOf({ path, before, after }: PlannedFile): string {
  const old = before === undefined ? '/dev/null' : `a/${path}`;
  const patch = createTwoFilesPatch(old, `b/${path}`, before ?? '', after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\r?\n/, '');
}
