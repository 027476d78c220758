/** Which jobs of a pipeline have ended when another one starts. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { stageIndexOf, stagesAreKnown } from '../gitlab/stage-order.ts';

/** Whether `job` can only start when `earlier` has ended; undefined where includes or variables hide it. */
export function waitsFor(job: Job, earlier: Job, pipeline: Pipeline): boolean | undefined {
  return isWaiting(job, earlier, pipeline, new Set());
}

function isWaiting(job: Job, earlier: Job, pipeline: Pipeline, seen: Set<Job>): boolean | undefined {
  if (job === earlier) return false;
  if (!job.value('needs')) return isInLaterStage(job, earlier, pipeline);
  seen.add(job);
  let isOpen = false;
  for (const need of job.needs) {
    if (need.isForeign || !need.job) continue;
    const target = pipeline.jobs.get(withoutMatrix(need.job.value));
    if (target === earlier) return true;
    if (!target) isOpen ||= !pipeline.isComplete;
    else if (!seen.has(target)) {
      const inner = isWaiting(target, earlier, pipeline, seen);
      if (inner) return true;
      isOpen ||= inner === undefined;
    }
  }
  return isOpen ? undefined : false;
}

/** Undefined for a stage that is not listed, and where an include may list others. */
function isInLaterStage(job: Job, earlier: Job, pipeline: Pipeline): boolean | undefined {
  const place = stageIndexOf(job, pipeline);
  const earlierPlace = stageIndexOf(earlier, pipeline);
  if (place === undefined || earlierPlace === undefined || !stagesAreKnown(pipeline)) return undefined;
  return place > earlierPlace;
}

function withoutMatrix(name: string): string {
  return name.replace(/: \[.*\]$/, '');
}
