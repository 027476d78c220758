/** `pipewright simulate [FOLDER]`: which jobs a pipeline has for an event, in which order, and what breaks. */
import { parseArgs } from 'node:util';
import { startedFiles } from '../gitlab/child-pipelines.ts';
import { EVENT_KINDS, eventText } from '../gitlab/event.ts';
import type { Job, Need } from '../gitlab/job.ts';
import { neededJobs, parallelJobs, type ParallelJob } from '../gitlab/parallel.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { SimulatedJob } from '../gitlab/simulate-job.ts';
import type { Simulation } from '../gitlab/simulate.ts';
import { simulationOf } from '../project/simulation.ts';
import { EVENT_OPTIONS, readEvent } from './read-event.ts';
import { askedPipelines } from './asked-pipelines.ts';
import { UsageError, type Command } from './command.ts';
import { oneLine } from './one-line.ts';

const FORMATS: readonly string[] = ['text', 'json'];

export const command: Command = {
  usage: `usage: pipewright simulate [PATH] [--event ${EVENT_KINDS.join('|')}] [--branch B] [--default-branch B]
                           [--tag T] [--var NAME=VALUE]… [--changed FILE]… [--format ${FORMATS.join('|')}]

Says which jobs GitLab would put into a pipeline for this event (default: a push to the default branch), in the order
of their stages, how each is started, and which needs would break. A job with 'parallel' stands there as the jobs that
GitLab makes of it. What depends on something that the files do not tell, such as a variable of the project's settings,
is said with "maybe"; --var tells it.

Exit status: 0 the pipeline would be created, 1 GitLab would create none, or refuse it, 2 wrong usage.`,
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        ...EVENT_OPTIONS,
        changed: { type: 'string', multiple: true },
        format: { type: 'string', default: 'text' },
      },
    });
    if (!FORMATS.includes(values.format))
      throw new UsageError(`There is no format '${values.format}': ${FORMATS.join(', ')}.`);
    const event = readEvent(values);
    const asked = await askedPipelines(positionals);
    const results = asked.map(({ name, snapshot, pipeline }) => ({
      file: name,
      pipeline,
      simulation: simulationOf(snapshot, pipeline, event),
      starts: (job: Job) => startedFiles(job, snapshot).map(({ path }) => path),
    }));
    process.stdout.write(
      values.format === 'json'
        ? `${JSON.stringify(results.map(asData), undefined, 2)}\n`
        : results.map(asText).join('\n'),
    );
    return results.some(({ simulation }) => isRefused(simulation)) ? 1 : 0;
  },
};

interface Result {
  readonly file: string;
  readonly pipeline: Pipeline;
  readonly simulation: Simulation;
  /** The local files that a job starts as a child pipeline. */
  readonly starts: (job: Job) => readonly string[];
}

function isRefused({ isCreated, missingNeeds }: Simulation): boolean {
  return isCreated === false || missingNeeds.some(({ isCertain }) => isCertain);
}

function asText({ file, pipeline, simulation, starts }: Result): string {
  const { event, isCreated, jobs, missingNeeds } = simulation;
  const lines = [`${file}: a pipeline for ${eventText(event)}`];
  if (isCreated === false)
    lines.push(
      jobs.length === 0 ? '  No pipeline: no job is left, or workflow:rules leave it out.' : '  No pipeline.',
    );
  else if (isCreated === undefined) lines.push('  Maybe: it depends on what the files do not tell.');
  if (isCreated !== false) lines.push(...listed(jobs, pipeline, starts));
  for (const { job, target, isCertain } of missingNeeds) {
    const what = isCertain ? 'Refused' : 'May be refused';
    lines.push(
      `  ${what}: ${job.job.name} needs ${target.name}, which ${isCertain ? 'is' : 'may be'} left out.`,
    );
  }
  if (!pipeline.isComplete)
    lines.push('  Something is included that is not known here: it may add jobs and rules.');
  return `${lines.map(oneLine).join('\n')}\n`;
}

/** A line for each job as GitLab lists it, below its stage. */
function listed(jobs: readonly SimulatedJob[], pipeline: Pipeline, starts: Result['starts']): string[] {
  const rows = jobs.flatMap((simulated) => {
    const { job } = simulated;
    return madeOf(job).map(({ name, variables }) => ({
      stage: job.stage,
      name,
      text: describe(simulated, needTexts(simulated.needs, pipeline, variables), starts(job)),
    }));
  });
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.flatMap(({ stage, name, text }, index) => [
    ...(stage === rows[index - 1]?.stage ? [] : [`  ${stage}`]),
    `    ${name.padEnd(width)}  ${text}`.trimEnd(),
  ]);
}

/** The jobs that GitLab makes of one. */
function madeOf(job: Job): readonly ParallelJob[] {
  const made = parallelJobs(job);
  return made.length > 0 ? made : [{ name: job.name, variables: new Map() }];
}

function describe(
  { isIn, when, allowFailure, job }: SimulatedJob,
  needs: readonly string[] | undefined,
  starts: readonly string[],
): string {
  const parts = [
    ...(isIn ? [] : ['maybe']),
    ...(when.length === 0 || when.join() === 'on_success' ? [] : [when.join(' or ')]),
    ...(allowFailure ? ['may fail'] : []),
    ...(job.value('trigger') ? [`starts ${starts.join(' with ') || 'another pipeline'}`] : []),
    ...(needs ? [needs.length === 0 ? 'starts at once' : `after ${needs.join(', ')}`] : []),
  ];
  return parts.join(', ');
}

/** What needs name: a job by its name alone stands for all that `parallel` makes of it. */
function needTexts(
  needs: SimulatedJob['needs'],
  pipeline: Pipeline,
  variables: ParallelJob['variables'],
): string[] | undefined {
  return needs?.flatMap((need) => (need.matrix ? neededJobs([need], pipeline, variables) : needName(need)));
}

function needName({ job, isForeign }: Need): string {
  return (isForeign ? undefined : job?.value) ?? 'another pipeline';
}

function asData({ file, pipeline, simulation, starts }: Result): unknown {
  const { event, isCreated, jobs, missingNeeds } = simulation;
  return {
    file,
    event: { kind: event.kind, branch: event.branch, defaultBranch: event.defaultBranch, tag: event.tag },
    isCreated: isCreated ?? 'maybe',
    isComplete: pipeline.isComplete,
    jobs: jobs.map(({ job, isIn, when, allowFailure, needs }) => ({
      name: job.name,
      stage: job.stage,
      isIn: isIn ?? 'maybe',
      when,
      allowFailure: allowFailure ?? 'maybe',
      ...(needs && { needs: needs.map(needName), neededJobs: neededJobs(needs, pipeline) }),
      ...(starts(job).length > 0 && { starts: starts(job) }),
      ...(parallelJobs(job).length > 0 && { parallel: parallelData(job, needs, pipeline) }),
    })),
    missingNeeds: missingNeeds.map(({ job, target, isCertain }) => ({
      job: job.job.name,
      needs: target.name,
      isCertain,
    })),
  };
}

/** The jobs that GitLab makes of one, with their needs where these differ from one to the other. */
function parallelData(job: Job, needs: SimulatedJob['needs'], pipeline: Pipeline): unknown {
  const own = needs?.some(({ matrix, job: name }) => matrix ?? name?.value.includes('$[['))
    ? needs
    : undefined;
  return parallelJobs(job).map(({ name, variables }) => ({
    name,
    ...(variables.size > 0 && { variables: Object.fromEntries(variables) }),
    ...(own && { neededJobs: neededJobs(own, pipeline, variables) }),
  }));
}
