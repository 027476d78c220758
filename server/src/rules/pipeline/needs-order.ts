/** pipeline/needs-order: a job that waits for one of a later stage, or wants artifacts of one beside it. */
import type { Job } from '../../gitlab/job.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { namedJob } from '../../gitlab/named-job.ts';
import { stageIndexOf, stagesAreKnown } from '../../gitlab/stage-order.ts';
import { valueOf, type ScalarNode } from '../../yaml/node.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/needs-order',
  severity: 'error',
  summary: 'A job needs one of a later stage or one twice, or depends on one of a later or its own stage.',
  scope: 'pipeline',
  check({ pipeline }, report) {
    if (!stagesAreKnown(pipeline)) return;
    for (const job of pipeline.jobs.values()) {
      const own = stageIndexOf(job, pipeline);
      if (own === undefined || !isStageKnown(job, pipeline)) continue;
      checkTwice(job, report);
      for (const need of job.needs) {
        if (need.job && !need.isForeign) checkName(need.job, 'needs', job, own, pipeline, report);
      }
      for (const name of job.dependencies) checkName(name, 'depends on', job, own, pipeline, report);
    }
  },
});

/** One job named twice; each of a matrix is a job of its own. */
function checkTwice(job: Job, report: (report: Report) => void): void {
  const first = new Map<string, ScalarNode>();
  for (const { job: name, node, isForeign } of job.needs) {
    if (!name || isForeign || valueOf(node, 'parallel') || name.value.includes('$')) continue;
    const earlier = first.get(name.value);
    if (!earlier) first.set(name.value, name);
    else if (earlier !== name)
      report({
        at: name,
        message: `\`${job.name}\` needs \`${name.value}\` twice: GitLab refuses the pipeline. Remove one of the two.`,
        related: [{ at: earlier, message: 'The first one is here.' }],
      });
  }
}

/** A job without a stage is in `test`, unless something that is not known here says otherwise. */
function isStageKnown(job: Job, pipeline: Pipeline): boolean {
  if (job.extendsCycle || job.stage.includes('$')) return false;
  return job.keyword('stage') !== undefined || (pipeline.isComplete && job.missing.length === 0);
}

function checkName(
  name: ScalarNode,
  verb: 'needs' | 'depends on',
  job: Job,
  own: number,
  pipeline: Pipeline,
  report: (report: Report) => void,
): void {
  const target = namedJob(name.value, pipeline);
  if (!target || target === job || !isStageKnown(target, pipeline)) return;
  const index = stageIndexOf(target, pipeline);
  if (index === undefined || index < own) return;
  const related = [{ at: target.key, message: `\`${target.name}\` is in \`${target.stage}\`` }];
  if (index > own) {
    report({
      at: name,
      message: `\`${job.name}\` in \`${job.stage}\` ${verb} \`${name.value}\` of the later stage \`${target.stage}\`: GitLab refuses the pipeline. Move one of them, or the stage.`,
      related,
    });
  } else if (verb === 'depends on' && !job.value('needs')) {
    report({
      at: name,
      severity: 'warning',
      message: `\`${job.name}\` runs beside \`${name.value}\`, in the same stage \`${job.stage}\`: it waits for nothing and gets no artifacts of it. Name it in \`needs\`, or move one of them to another stage.`,
      related,
    });
  }
}
