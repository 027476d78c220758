/** A look at what each job does, kept as long as the job and its variables are the same. Loads the delivery facts. */
import type { JobDelivery } from '../delivery/job-delivery.ts';
import type { JobVariables } from '../delivery/pipeline-variables.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Report } from './rule.ts';

interface Kept {
  readonly variables: JobVariables;
  readonly reports: readonly Report[];
}

/** Makes a check of scope `project` from one that may look at nothing else but the job that it is given. */
export function eachJob(
  check: (job: JobDelivery, report: (report: Report) => void, variables: JobVariables) => void,
): (snapshot: Snapshot, report: (report: Report) => void) => void {
  const kept = new WeakMap<JobDelivery, Kept>();
  return (snapshot, report) => {
    for (const { job, variables } of deliveryOf(snapshot).jobsWithVariables) {
      let known = kept.get(job);
      if (known?.variables !== variables) known = undefined;
      if (!known) {
        const found: Report[] = [];
        check(job, (it) => found.push(it), variables);
        kept.set(job, (known = { variables, reports: found }));
      }
      known.reports.forEach(report);
    }
  };
}
