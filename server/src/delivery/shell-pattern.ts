/** The shell's patterns of `*`, `?` and `[…]`. */
import picomatch from 'picomatch/posix';

const matchers = new Map<string, (text: string) => boolean>();

/** Whether a text fits a pattern: `*` fits no slash, and no dot at the start of a name. Never throws. */
export function fitsPathPattern(path: string, pattern: string): boolean {
  return matcherOf(pattern, false)(path);
}

/** Whether a text fits a pattern as in `case` and `${name%pattern}`: dots at the start are nothing special. */
export function fitsPattern(text: string, pattern: string): boolean {
  return matcherOf(pattern, true)(text);
}

function matcherOf(pattern: string, dot: boolean): (text: string) => boolean {
  const key = `${dot ? '.' : '/'}${pattern}`;
  let matcher = matchers.get(key);
  if (!matcher) {
    try {
      matcher = picomatch(pattern, { dot, nobrace: true, noglobstar: true, nonegate: true });
    } catch {
      matcher = (text) => text === pattern;
    }
    if (matchers.size > 2000) matchers.clear();
    matchers.set(key, matcher);
  }
  return matcher;
}
