/** deploy/unguarded: a deployment that every push starts, with nobody asked. */
import { waitsFor } from '../../delivery/job-order.ts';
import type { Job } from '../../gitlab/job.ts';
import { automaticStarts, isManual } from '../../gitlab/job-start.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { environmentNamedIn } from '../../gitlab/insert-environment.ts';
import { startByHand } from '../../gitlab/start-by-hand.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployingJobsOf } from '../../project/deploying-jobs.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/unguarded',
  severity: 'info',
  summary: 'A deployment that neither waits for a hand nor has an environment that may be protected.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const { job } of deployingJobsOf(snapshot)) {
      const pipeline = delivery.pipelineOf(job);
      // An environment may be protected in the project's settings.
      if (!pipeline || job.keyword('environment') || isForTrial(job)) continue;
      const starts = automaticStarts(job, pipeline);
      if (!starts || starts.length === 0 || waitsForHand(job, pipeline)) continue;
      report({
        at: job.key,
        message: `A push deploys at once: \`${job.name}\` waits for nobody, and no \`environment\` is there to be protected. Start it by hand with \`when: manual\`, or give it an environment that is protected in the project's settings.`,
        fixes: [
          {
            title: 'Start it by hand: when: manual',
            isPreferred: true,
            edits: () => {
              const edits = startByHand(job, starts);
              return edits && { edits };
            },
          },
        ],
      });
    }
  },
});

/** Whether the job's name says that it deploys to where things are tried: there a push may well deploy. */
function isForTrial({ name }: Job): boolean {
  const named = environmentNamedIn(name);
  return named === undefined ? /(?:pre|re)view|sandbox|demo/i.test(name) : named !== 'production';
}

/** Whether the job comes after another one that somebody starts by hand. */
function waitsForHand(job: Job, pipeline: Pipeline): boolean {
  return [...pipeline.jobs.values()].some(
    (other) => other !== job && isManual(other) && waitsFor(job, other, pipeline) !== false,
  );
}
