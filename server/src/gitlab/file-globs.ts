/** The globs of `rules:changes` and `rules:exists`, matched as Ruby's File.fnmatch does with GitLab's flags. */
import picomatch from 'picomatch/posix';

const matchers = new Map<string, (path: string) => boolean>();
const MAXIMUM_KEPT = 1000;
const MAXIMUM_LENGTH = 2000;
/** GitLab takes a rule as fulfilled once it has compared this often. */
const MAXIMUM_COMPARISONS = 50_000;

/** Whether any path matches the glob: `*` and `?` within a folder, hidden ones included, `**` + `/` across folders. */
export function matchesAny(glob: string, paths: Iterable<string>): boolean {
  const wanted = glob.replace(/^\.\//, '');
  if (wanted.length > MAXIMUM_LENGTH) return false;
  const matches = matcherOf(wanted);
  let comparisons = 0;
  for (const path of paths) {
    if (comparisons++ >= MAXIMUM_COMPARISONS) return true;
    if (matches(path)) return true;
  }
  return false;
}

function matcherOf(glob: string): (path: string) => boolean {
  let matcher = matchers.get(glob);
  if (!matcher) {
    if (matchers.size >= MAXIMUM_KEPT) matchers.clear();
    matcher = /[*?[{\\]/.test(glob)
      ? picomatch(glob, { dot: true, noextglob: true, nonegate: true })
      : (path) => path === glob;
    matchers.set(glob, matcher);
  }
  return matcher;
}
