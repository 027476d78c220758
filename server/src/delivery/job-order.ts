/** Which jobs of a pipeline have ended when another one starts. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';

/** Whether `job` can only start when `earlier` has ended; undefined where includes or variables hide it. */
export function waitsFor(job: Job, earlier: Job, pipeline: Pipeline): boolean | undefined {
  return isWaiting(job, earlier, pipeline, new Set());
}

function isWaiting(job: Job, earlier: Job, pipeline: Pipeline, seen: Set<Job>): boolean | undefined {
  if (job === earlier) return false;
  if (!job.value('needs')) return stageOf(job, pipeline) > stageOf(earlier, pipeline);
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

/** The place of a job's stage; -1 for `.pre`, and for one that is not listed. */
function stageOf(job: Job, pipeline: Pipeline): number {
  if (job.stage === '.pre') return -1;
  if (job.stage === '.post') return Infinity;
  return pipeline.stages.findIndex((stage) => stage.name === job.stage);
}

function withoutMatrix(name: string): string {
  return name.replace(/: \[.*\]$/, '');
}
