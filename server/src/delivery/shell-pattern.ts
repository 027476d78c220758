/** The shell's patterns of `*`, `?` and `[…]`. */
import { globMatcher } from '../text/glob.ts';

/** Whether a text fits a pattern: `*` fits no slash, and no dot at the start of a name. Never throws. */
export function fitsPathPattern(path: string, pattern: string): boolean {
  return globMatcher(pattern, { dot: false, nobrace: true, noglobstar: true })(path);
}

/** Whether a text fits a pattern as in `case` and `${name%pattern}`: dots at the start are nothing special. */
export function fitsPattern(text: string, pattern: string): boolean {
  return globMatcher(pattern, { dot: true, nobrace: true, noglobstar: true })(text);
}
