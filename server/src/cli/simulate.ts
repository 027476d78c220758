/** `pipewright simulate [FOLDER]`: which jobs a pipeline has for an event, in which order, and what breaks. */
import { parseArgs } from 'node:util';
import { startedFiles } from '../gitlab/child-pipelines.ts';
import { EVENT_KINDS, eventText } from '../gitlab/event.ts';
import type { Job } from '../gitlab/job.ts';
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
of their stages, how each is started, and which needs would break. What depends on something that the files do not tell,
such as a variable of the project's settings, is said with "maybe"; --var tells it.

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
      isComplete: pipeline.isComplete,
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
  /** The local files that a job starts as a child pipeline. */
  readonly starts: (job: Job) => readonly string[];
  readonly file: string;
  readonly isComplete: boolean;
  readonly simulation: Simulation;
}

function isRefused({ isCreated, missingNeeds }: Simulation): boolean {
  return isCreated === false || missingNeeds.some(({ isCertain }) => isCertain);
}

function asText({ file, isComplete, simulation, starts }: Result): string {
  const { event, isCreated, jobs, missingNeeds } = simulation;
  const lines = [`${file}: a pipeline for ${eventText(event)}`];
  if (isCreated === false)
    lines.push(
      jobs.length === 0 ? '  No pipeline: no job is left, or workflow:rules leave it out.' : '  No pipeline.',
    );
  else if (isCreated === undefined) lines.push('  Maybe: it depends on what the files do not tell.');
  let stage: string | undefined;
  const width = Math.max(0, ...jobs.map(({ job }) => job.name.length));
  for (const simulated of isCreated === false ? [] : jobs) {
    if (simulated.job.stage !== stage) lines.push(`  ${(stage = simulated.job.stage)}`);
    lines.push(
      `    ${simulated.job.name.padEnd(width)}  ${describe(simulated, starts(simulated.job))}`.trimEnd(),
    );
  }
  for (const { job, target, isCertain } of missingNeeds) {
    const what = isCertain ? 'Refused' : 'May be refused';
    lines.push(
      `  ${what}: ${job.job.name} needs ${target.name}, which ${isCertain ? 'is' : 'may be'} left out.`,
    );
  }
  if (!isComplete) lines.push('  Something is included that is not known here: it may add jobs and rules.');
  return `${lines.map(oneLine).join('\n')}\n`;
}

function describe({ isIn, when, allowFailure, needs, job }: SimulatedJob, starts: readonly string[]): string {
  const parts = [
    ...(isIn ? [] : ['maybe']),
    ...(when.join() === 'on_success' ? [] : [when.join(' or ')]),
    ...(allowFailure ? ['may fail'] : []),
    ...(job.value('trigger') ? [`starts ${starts.join(' with ') || 'another pipeline'}`] : []),
    ...(needs ? [needs.length === 0 ? 'starts at once' : `after ${needNames(needs).join(', ')}`] : []),
  ];
  return parts.join(', ');
}

function needNames(needs: Job['needs']): string[] {
  return needs.map(({ job, isForeign }) => (isForeign ? undefined : job?.value) ?? 'another pipeline');
}

function asData({ file, isComplete, simulation, starts }: Result): unknown {
  const { event, isCreated, jobs, missingNeeds } = simulation;
  return {
    file,
    event: { kind: event.kind, branch: event.branch, defaultBranch: event.defaultBranch, tag: event.tag },
    isCreated: isCreated ?? 'maybe',
    isComplete,
    jobs: jobs.map(({ job, isIn, when, allowFailure, needs }) => ({
      name: job.name,
      stage: job.stage,
      isIn: isIn ?? 'maybe',
      when,
      allowFailure: allowFailure ?? 'maybe',
      ...(needs && { needs: needNames(needs) }),
      ...(starts(job).length > 0 && { starts: starts(job) }),
    })),
    missingNeeds: missingNeeds.map(({ job, target, isCertain }) => ({
      job: job.job.name,
      needs: target.name,
      isCertain,
    })),
  };
}
