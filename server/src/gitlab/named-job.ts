/** Jobs by the names that other jobs use for them. */
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * The visible job that `needs` or `dependencies` name. One of several that `parallel` makes is named with its number
 * or its values: `test 2/5`, `test: [linux, 3.12]`.
 */
export function namedJob(name: string, pipeline: Pipeline): Job | undefined {
  const job = pipeline.jobs.get(name);
  if (job) return job;
  const base = pipeline.jobs.get(name.replace(/(?: \d+\/\d+|: \[.*\])$/s, ''));
  return base?.keyword('parallel') ? base : undefined;
}

/** Whether a name, or that of any job, is made when the pipeline is: by inputs of a component. */
export function isInterpolated(name: string): boolean {
  return name.includes('$[[');
}
