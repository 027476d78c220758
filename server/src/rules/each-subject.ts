/** A look at each of the subjects that a snapshot has, kept as long as the subject is the same object. */
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
  const kept = new WeakMap<Subject, readonly Report[]>();
  return (snapshot, report) => {
    for (const subject of subjectsOf(snapshot)) {
      let reports = kept.get(subject);
      if (!reports) {
        const found: Report[] = [];
        check(subject, (it) => found.push(it));
        kept.set(subject, (reports = found));
      }
      reports.forEach(report);
    }
  };
}
