/** What was computed for each of many things, of which an edit changes one. */
import type { Snapshot } from './snapshot.ts';

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
  if (earlier.subjects === subjects) return earlier;
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

interface KeptFinds<Subject, Found> {
  readonly each: KeptResults<Subject, readonly Found[]>;
  readonly all: readonly Found[];
}

/**
 * What there is in each of a snapshot's subjects, in their order; what was found in one that an earlier snapshot had
 * as well is taken over. The same list as before as long as the same is found.
 * @param find finds in one subject; the same function each time, and of one list of subjects only
 */
export function foundIn<Subject extends object, Found>(
  snapshot: Snapshot,
  subjects: readonly Subject[],
  find: (subject: Subject) => readonly Found[],
): readonly Found[] {
  return snapshot.deriveFrom<KeptFinds<Subject, Found>>(find, (_, last) => {
    const each = resultsOf(subjects, last?.each, find);
    if (last && each === last.each) return last;
    const all: Found[] = [];
    for (const found of each.results) for (const one of found) all.push(one);
    return { each, all: last && areSame(last.all, all) ? last.all : all };
  }).all;
}

/** Whether two lists hold the same objects in the same order. */
export function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
