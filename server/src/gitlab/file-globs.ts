/** The globs of `rules:changes` and `rules:exists`, matched as Ruby's File.fnmatch does with GitLab's flags. */
import { globMatcher } from '../text/glob.ts';

/** GitLab takes a rule as fulfilled once it has compared this often. */
const MAXIMUM_COMPARISONS = 50_000;

/** Whether any path matches the glob: `*` and `?` within a folder, hidden ones included, `**` + `/` across folders. */
export function matchesAny(glob: string, paths: Iterable<string>): boolean {
  const wanted = glob.replace(/^\.\//, '');
  const matches = globMatcher(wanted, { dot: true });
  let comparisons = 0;
  for (const path of paths) {
    if (comparisons++ >= MAXIMUM_COMPARISONS) return true;
    if (matches(path)) return true;
  }
  return false;
}
