/**
 * `.dockerignore`: what of the build context is not sent. The last pattern that fits a path or a folder above it decides;
 * `!` takes paths in again. Form: docs.docker.com/build/concepts/context/#dockerignore-files.
 */
import { globMatcher } from '../text/glob.ts';
import { span, type Segment, type Span } from '../text/span.ts';

interface IgnorePattern {
  readonly at: Span;
  /** Without `!` and slashes around. */
  readonly text: string;
  readonly isException: boolean;
  readonly fits: (path: string) => boolean;
}

export interface IgnoreFile {
  /**
   * The pattern that leaves out a file, or all of a folder; undefined where none does, or exceptions may take parts of
   * the folder in again.
   * @param path relative to the build context
   */
  leavesOut(path: string): Span | undefined;
}

const read = new WeakMap<Segment, IgnoreFile>();

/** The same object for the same segment. Never throws. */
export function readIgnoreFile(segment: Segment): IgnoreFile {
  let known = read.get(segment);
  if (!known) {
    const patterns = readPatterns(segment);
    read.set(segment, (known = { leavesOut: (path) => deciding(patterns, path) }));
  }
  return known;
}

function deciding(patterns: readonly IgnorePattern[], path: string): Span | undefined {
  let found: IgnorePattern | undefined;
  for (const pattern of patterns) {
    const fits = withParents(path).some(pattern.fits);
    if (!pattern.isException) found = fits ? pattern : found;
    // An exception deeper down takes a part of a folder in again.
    else if (fits || pattern.text.startsWith(`${path}/`) || pattern.text.includes('*')) found = undefined;
  }
  return found?.at;
}

/** The path and the folders above it. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function readPatterns(segment: Segment): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const match of segment.text.matchAll(/^\ufeff?([^\r\n]*)/gm)) {
    const line = match[1]!;
    const written = line.trim();
    if (written === '' || line.startsWith('#')) continue;
    const isException = written.startsWith('!');
    const pattern = cleaned(isException ? written.slice(1).trim() : written);
    if (pattern === '' && !isException) continue;
    const start = match.index + match[0].indexOf(written);
    const glob = globMatcher(pattern, { dot: true, nobrace: true });
    // `a/**` is all in the folder, not the folder itself.
    const below = /^(.*?)\/\*\*$/.exec(pattern)?.[1];
    patterns.push({
      at: span(segment, start, start + written.length),
      text: pattern,
      isException,
      fits: (path) => path !== below && glob(path),
    });
  }
  return patterns;
}

/** Without `.` and `..`, and slashes around. */
function cleaned(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
