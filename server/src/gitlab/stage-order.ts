/** Where stages stand, and whether that can be known. */
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * Whether the pipeline's stages are all known. The last `stages:` counts: one in the entry file itself cannot be
 * replaced by what it includes.
 */
export function stagesAreKnown(pipeline: Pipeline): boolean {
  if (pipeline.isFragment) return false;
  const entryFile = pipeline.files.at(-1);
  return (
    pipeline.isComplete ||
    (pipeline.stagesEntry !== undefined && entryFile?.globals.get('stages') === pipeline.stagesEntry)
  );
}

/** The place of a job's stage in the pipeline's order; undefined for a stage that is not listed. */
export function stageIndexOf(job: Job, pipeline: Pipeline): number | undefined {
  if (job.stage === '.pre') return -1;
  if (job.stage === '.post') return pipeline.stages.length;
  return pipeline.placeOf(job.stage);
}
