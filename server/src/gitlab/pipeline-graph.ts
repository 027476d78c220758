/** A pipeline as a graph: stages with their jobs, and which job waits for which. */
import type { Job } from './job.ts';
import { namedJob } from './named-job.ts';
import type { Pipeline } from './pipeline.ts';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `stage`: a job without needs waits for the last stage before its own that has jobs. */
  readonly by: 'needs' | 'stage';
  readonly isOptional: boolean;
}

export interface PipelineGraph {
  /** Those that have jobs, in their order; a stage that is not listed comes last. */
  readonly stages: readonly { readonly name: string; readonly jobs: readonly string[] }[];
  readonly edges: readonly GraphEdge[];
}

/** Every visible job, whatever its rules say. */
export function graphOf(pipeline: Pipeline): PipelineGraph {
  const byStage = new Map<string, Job[]>(
    ['.pre', ...pipeline.stages.map(({ name }) => name), '.post'].map((name) => [name, []]),
  );
  for (const job of pipeline.jobs.values()) {
    const jobs = byStage.get(job.stage);
    if (jobs) jobs.push(job);
    else byStage.set(job.stage, [job]);
  }
  const stages = [...byStage].filter(([, jobs]) => jobs.length > 0);
  const edges: GraphEdge[] = [];
  for (const [index, [, jobs]] of stages.entries()) {
    const before = stages[index - 1]?.[1] ?? [];
    for (const job of jobs) {
      if (!job.value('needs'))
        edges.push(
          ...before.map(({ name }) => ({
            from: name,
            to: job.name,
            by: 'stage' as const,
            isOptional: false,
          })),
        );
      for (const need of job.needs) {
        const target = need.job && !need.isForeign ? namedJob(need.job.value, pipeline) : undefined;
        if (target) edges.push({ from: target.name, to: job.name, by: 'needs', isOptional: need.isOptional });
      }
    }
  }
  return { stages: stages.map(([name, jobs]) => ({ name, jobs: jobs.map((job) => job.name) })), edges };
}
