// The globs of `include:local`: `*` stands for anything but a slash, `**` for anything, slashes included, and nothing
// else is special. So `ci/**.yml` is every file below `ci`, and `ci/**/*.yml` only those in its subfolders:
// docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths.

type Part = '*' | '**' | { readonly letter: string };

/** A matcher that takes time proportional to the lengths of glob and path multiplied, whatever the glob. */
export function includeMatcher(glob: string): (path: string) => boolean {
  const parts = partsOf(glob);
  const start = glob.slice(0, glob.indexOf('*'));
  const end = glob.slice(glob.lastIndexOf('*') + 1);
  return (path) => path.startsWith(start) && path.endsWith(end) && fits(parts, path);
}

function partsOf(glob: string): readonly Part[] {
  return [...glob.matchAll(/\*\*?|[^*]/gsu)].map(([text]) =>
    text === '*' || text === '**' ? text : { letter: text },
  );
}

/** Goes through the path with every place in the glob that can have been reached. */
function fits(parts: readonly Part[], path: string): boolean {
  let reached = behindStars(new Set([0]), parts);
  for (const letter of path) {
    const next = new Set<number>();
    for (const place of reached) {
      const part = parts[place];
      if (part === undefined) continue;
      if (typeof part === 'object') {
        if (part.letter === letter) next.add(place + 1);
      } else if (part === '**' || letter !== '/') next.add(place);
    }
    if (next.size === 0) return false;
    reached = behindStars(next, parts);
  }
  return reached.has(parts.length);
}

/** A star may stand for nothing. */
function behindStars(places: Set<number>, parts: readonly Part[]): Set<number> {
  // A set that grows while it is gone through is gone through to its new end.
  for (const place of places) if (typeof parts[place] === 'string') places.add(place + 1);
  return places;
}
