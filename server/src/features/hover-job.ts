/** Hover of a job, a stage, or an include: what it comes to. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { readPipelineFile } from '../gitlab/pipeline-file.ts';
import { effectiveJob, printEffectiveJob } from './effective-job.ts';
import { connectedPipelines, type FoundName } from './find-name.ts';
import type { IncludeTarget } from './include-target.ts';
import { code, codeBlock, escape, placeLink, type AddressOf } from './markdown.ts';

/** The effective definition, with where each part comes from. */
export function jobHover(snapshot: Snapshot, found: FoundName, addressOf: AddressOf): string | undefined {
  const { name } = found.occurrence;
  for (const pipeline of connectedPipelines(snapshot, found)) {
    const job = pipeline.job(name);
    if (job) return describe(snapshot, job, pipeline, addressOf);
  }
  return undefined;
}

function describe(snapshot: Snapshot, job: Job, pipeline: Pipeline, addressOf: AddressOf): string {
  const lines = printEffectiveJob(snapshot, effectiveJob(snapshot, job, pipeline));
  const place = placeLink(snapshot, job.key, addressOf);
  const what = job.isHidden
    ? 'Hidden job: it never runs, others extend it'
    : `Job in stage \`${escape(job.stage)}\``;
  const used = dependents(job, pipeline);
  return [
    `${what} (${place})`,
    codeBlock('yaml', lines),
    ...(used.length > 0 ? [`${job.isHidden ? 'Extended' : 'Needed'} by ${used.map(code).join(', ')}.`] : []),
  ].join('\n\n');
}

function dependents(job: Job, pipeline: Pipeline): string[] {
  const all = [...pipeline.jobs.values(), ...(job.isHidden ? pipeline.hiddenJobs.values() : [])];
  const names = all.filter((other) =>
    job.isHidden
      ? other.extends.some((it) => it.value === job.name)
      : other.needs.some((need) => !need.isForeign && need.job?.value === job.name),
  );
  const shown = names.slice(0, 10).map((it) => it.name);
  return names.length > 10 ? [...shown, '…'] : shown;
}

/** A stage's place among the stages, and its jobs. */
export function stageHover(found: FoundName): string | undefined {
  if (found.role.kind !== 'pipeline') return undefined;
  const { name } = found.occurrence;
  const pipeline =
    found.role.pipelines.find((it) => it.stages.some((stage) => stage.name === name)) ??
    found.role.pipelines[0];
  if (!pipeline) return undefined;
  const order = pipeline.stages.map((stage) => stage.name);
  const at = order.indexOf(name);
  const jobs = [...pipeline.jobs.values()].filter((job) => job.stage === name).map((job) => code(job.name));
  const place =
    name === '.pre' || name === '.post'
      ? `GitLab's own stage, ${name === '.pre' ? 'before' : 'after'} all others`
      : at < 0
        ? 'No stage of this pipeline'
        : `Stage ${at + 1} of ${order.length}: ${order.map((it) => (it === name ? `**${escape(it)}**` : escape(it))).join(' → ')}`;
  return `${place}\n\n${jobs.length === 0 ? 'No job is in it.' : `Jobs: ${jobs.join(', ')}`}`;
}

/** What an include brings in. */
export function includeHover(
  snapshot: Snapshot,
  { include, paths }: IncludeTarget,
  addressOf: AddressOf,
): string {
  if (include.status === 'missing') return 'This file is not in the workspace: GitLab refuses the pipeline.';
  if (include.status === 'refused') return 'GitLab refuses this file, and with it the pipeline.';
  if (paths.length === 0) return unknownInclude(include.kind);
  const lines = paths.slice(0, 12).map((path) => {
    const yaml = snapshot.yaml(path);
    const file = yaml && readPipelineFile(yaml);
    const jobs = [...(file?.jobs.keys() ?? [])];
    const shown = [...jobs.slice(0, 8).map(code), ...(jobs.length > 8 ? ['…'] : [])].join(', ');
    const link = `[${escape(path)}](${addressOf({ path, range: { start: 0, end: 0 } })})`;
    return `- ${link}${shown ? `: ${shown}` : ''}`;
  });
  if (paths.length > 12) lines.push(`- … and ${paths.length - 12} more`);
  return `Brings in\n\n${lines.join('\n')}`;
}

function unknownInclude(kind: IncludeTarget['include']['kind']): string {
  if (kind === 'project')
    return 'A file of another project. Where its folder is in this workspace, `projects` in `.pipewright.yml` can name it; until then it may bring in anything.';
  if (kind === 'local')
    return 'Which file this is shows when the pipeline runs: until then it may bring in anything.';
  return 'GitLab fetches it when the pipeline is created. Pipewright does not, and takes it that it may bring in anything.';
}
