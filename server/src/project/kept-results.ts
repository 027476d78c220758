/** What was computed for each of many things, of which an edit changes one. */

export interface KeptResults<Subject, Result> {
  readonly subjects: readonly Subject[];
  /** In the order of `subjects`. */
  readonly results: readonly Result[];
}

/**
 * Computes for each subject; for one that stood in the earlier list as the same object, what was computed then counts.
 * @returns the earlier one itself where nothing has changed
 */
export function resultsOf<Subject, Result>(
  subjects: readonly Subject[],
  earlier: KeptResults<Subject, Result> | undefined,
  compute: (subject: Subject) => Result,
): KeptResults<Subject, Result> {
  if (!earlier) return { subjects, results: subjects.map(compute) };
  // An edit leaves most of what is before and behind it: only what lies between has to be looked for.
  const old = earlier.subjects;
  const shorter = Math.min(old.length, subjects.length);
  let from = 0;
  while (from < shorter && old[from] === subjects[from]) from++;
  if (from === old.length && from === subjects.length) return earlier;
  const shift = old.length - subjects.length;
  let to = subjects.length;
  while (to > from && to + shift > from && old[to + shift - 1] === subjects[to - 1]) to--;
  const between = new Map<Subject, Result>();
  for (let index = from; index < to + shift; index++) between.set(old[index]!, earlier.results[index]!);
  const middle = subjects
    .slice(from, to)
    .map((subject) => (between.has(subject) ? between.get(subject)! : compute(subject)));
  return {
    subjects,
    results: [...earlier.results.slice(0, from), ...middle, ...earlier.results.slice(to + shift)],
  };
}

/** Whether two lists hold the same objects in the same order. */
export function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
