/** Keeps simulated jobs from one simulation to the next. */
import type { PipelineEvent } from './event.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';
import type { SimulatedJob } from './simulate-job.ts';

interface KeptJobs {
  readonly event: string;
  readonly openFiles: string;
  readonly variables: Pipeline['variables'];
  readonly workflow: Pipeline['workflow'];
  readonly jobs: WeakMap<Job, SimulatedJob>;
}

/** Jobs simulated before: they are taken over for as long as all that decides over them is the same. */
export class SimulationMemory {
  /** As many as the events of a pipeline or two. */
  static readonly #MAXIMUM = 24;
  #kept: readonly KeptJobs[] = [];

  /** The jobs of a pipeline with just these variables and workflow, for an event. */
  jobsFor(
    { variables, workflow }: Pipeline,
    event: PipelineEvent,
    openFiles: ReadonlySet<string>,
  ): WeakMap<Job, SimulatedJob> {
    const keys = { event: keyOfEvent(event), openFiles: [...openFiles].sort().join('\n') };
    let known = this.#kept.find(
      (it) =>
        it.variables === variables &&
        it.workflow === workflow &&
        it.event === keys.event &&
        it.openFiles === keys.openFiles,
    );
    if (!known) {
      known = { ...keys, variables, workflow, jobs: new WeakMap() };
      this.#kept = [known, ...this.#kept.slice(0, SimulationMemory.#MAXIMUM - 1)];
    }
    return known.jobs;
  }
}

function keyOfEvent(event: PipelineEvent): string {
  return JSON.stringify({ ...event, variables: [...event.variables] });
}
