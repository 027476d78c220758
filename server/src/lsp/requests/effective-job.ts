/** A job as it runs, for the virtual document of "Show Effective Job". */
import { ProtocolRequestType, type Position } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

interface EffectiveJobParameters {
  readonly textDocument: { readonly uri: string };
  /** The job's name, or a place in it; without both only the names are told. */
  readonly job?: string;
  readonly position?: Position;
}

interface EffectiveJobResult {
  /** Undefined where the place is in no job. */
  readonly job?: string;
  readonly text?: string;
  /** Every job of the pipelines that the file is part of. */
  readonly jobs: readonly string[];
}

const type = new ProtocolRequestType<EffectiveJobParameters, EffectiveJobResult | null, never, void, void>(
  'pipewright/effectiveJob',
);

export const effectiveJob: ProtocolFeature = {
  register(requests) {
    requests.onDocument(type, {
      needs: 'workspace',
      load: async () => ({
        ...(await import('../../features/effective-job.ts')),
        ...(await import('../../features/role.ts')),
      }),
      answer(features, { snapshot, path, source }, { job: name, position }): EffectiveJobResult | null {
        const pipelines = features.pipelinesWith(snapshot, path);
        if (pipelines.length === 0) return null;
        const jobs = [...new Set(pipelines.flatMap((pipeline) => [...pipeline.jobs.keys()]))];
        const found =
          name !== undefined
            ? pipelines.flatMap((pipeline) => {
                const job = pipeline.job(name);
                return job ? [{ job, pipeline }] : [];
              })[0]
            : position && features.jobAt(snapshot, path, source.offsetAt(position));
        if (!found) return { jobs };
        const effective = features.effectiveJob(snapshot, found.job, found.pipeline);
        return {
          jobs,
          job: found.job.name,
          text: `${features.printEffectiveJob(snapshot, effective).join('\n')}\n`,
        };
      },
    });
  },
};
