/** A look at each of the subjects that a snapshot has, kept as long as the subject is the same object. */
import { resultsOf, type KeptResults } from '../project/kept-results.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Report } from './rule.ts';

/**
 * Makes a check of scope `project` from one that may look at nothing else but the subject that it is given.
 * @param subjectsOf the subjects; where nothing about one has changed, it has to be the same object as before
 */
export function eachSubject<Subject extends object>(
  subjectsOf: (snapshot: Snapshot) => readonly Subject[],
  check: (subject: Subject, report: (report: Report) => void) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  const look = (subject: Subject): readonly Report[] => {
    const found: Report[] = [];
    check(subject, (it) => found.push(it));
    return found;
  };
  return (snapshot, report) => {
    const { results } = snapshot.deriveFrom<KeptResults<Subject, readonly Report[]>>(look, (it, last) =>
      resultsOf(subjectsOf(it), last, look),
    );
    for (const found of results) found.forEach(report);
  };
}
