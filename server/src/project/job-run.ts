/** A job in a pipeline for one event: its variables and what it does with them. Loaded late, with all of delivery. */
import { Decisions } from '../delivery/decisions.ts';
import { dotenvIn, dotenvPathsOf } from '../delivery/dotenv-report.ts';
import { evaluateCondition } from '../delivery/evaluate-condition.ts';
import { readJobInRun, type JobDelivery } from '../delivery/job-delivery.ts';
import { readJobInputs, reportingJobs } from '../delivery/job-inputs.ts';
import { knownText } from '../delivery/partial-text.ts';
import { JobVariables, type RunValues } from '../delivery/pipeline-variables.ts';
import type { Truth } from '../gitlab/evaluate-expression.ts';
import type { PipelineEvent } from '../gitlab/event.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Simulation } from '../gitlab/simulate.ts';
import { valueInJob, type GitLabValue } from '../gitlab/values-in-job.ts';
import type { Snapshot } from './snapshot.ts';

/** How many jobs may wait for each other's reports. */
const MAXIMUM_DEPTH = 5;

export class JobRun {
  readonly job: Job;
  readonly pipeline: Pipeline;
  readonly event: PipelineEvent;
  /** Whether the pipeline has the job; undefined where the files do not tell. */
  readonly isIn: Truth;
  readonly variables: JobVariables;
  /** Names that rules may set or not. */
  readonly mayBeSetByRules: ReadonlySet<string>;
  /** Whether earlier jobs hand over variables by dotenv reports. */
  readonly hasReports: boolean;
  readonly #snapshot: Snapshot;
  readonly #simulation: Simulation;
  readonly #depth: number;
  readonly #certainVariables: JobVariables;
  readonly #asked = new Set<string>();
  #delivery: JobDelivery | undefined;
  #reported: ReadonlyMap<string, string> | undefined;

  /**
   * @param isTold false where the simulation does not tell whether the job runs
   * @param depth how many jobs wait for this one's report
   */
  constructor(
    snapshot: Snapshot,
    job: Job,
    pipeline: Pipeline,
    simulation: Simulation,
    isTold: boolean,
    depth = 0,
  ) {
    this.#snapshot = snapshot;
    this.#simulation = simulation;
    this.#depth = depth;
    this.job = job;
    this.pipeline = pipeline;
    this.event = simulation.event;
    const simulated = simulation.jobs.find((it) => it.job.name === job.name);
    const isOut = simulation.isCreated === false || !simulated;
    this.isIn = isTold ? (isOut ? false : simulated.isIn) : undefined;
    const rules = new Map(simulated?.ruleVariables);
    const given = new Map<string, string>();
    for (const [name, value] of this.event.variables) {
      if (value === undefined) rules.set(name, undefined);
      else given.set(name, value);
    }
    this.mayBeSetByRules = new Set([...rules].flatMap(([name, pair]) => (pair ? [] : [name])));
    this.hasReports = readJobInputs(job, pipeline).hasDotenv;
    const values = (value: RunValues['value']) =>
      new JobVariables(job, pipeline, this.hasReports, { given, rules, value });
    this.variables = values((name) => this.#valueOf(name));
    this.#certainVariables = values((name) =>
      this.ofGitLab(name)?.isExample ? undefined : this.#valueOf(name),
    );
  }

  /** What the job does in this run. */
  get delivery(): JobDelivery {
    this.#delivery ??= readJobInRun(
      this.job,
      this.pipeline,
      this.#snapshot,
      this.variables,
      this.#certainVariables,
      new Decisions(evaluateCondition),
    );
    return this.#delivery;
  }

  /** What GitLab sets; undefined for what whoever starts the pipeline, or the files, set. */
  ofGitLab(name: string): GitLabValue | undefined {
    if (this.event.variables.has(name) || this.variables.pair(name)) return undefined;
    // An environment's name may be written with its own variables.
    if (this.#asked.has(name)) return undefined;
    this.#asked.add(name);
    const value = valueInJob(name, this.job, this.event, (text) => knownText(this.variables.expand(text)));
    this.#asked.delete(name);
    return value;
  }

  /** In scripts and in `variables:` an unset variable is an empty text. */
  #valueOf(name: string): string | undefined {
    // Paths begin with it: that they lie in the repository must show.
    if (name === 'CI_PROJECT_DIR') return undefined;
    const value = this.ofGitLab(name);
    return value ? (value.value ?? '') : (this.#reports().get(name) ?? this.#declared(name));
  }

  /** What earlier jobs hand over, as far as their scripts tell. */
  #reports(): ReadonlyMap<string, string> {
    if (!this.hasReports || this.#depth > MAXIMUM_DEPTH) return new Map();
    return (this.#reported ??= new Map(
      reportingJobs(this.job, this.pipeline).flatMap((source) => {
        const paths = dotenvPathsOf(source);
        if (paths.length === 0) return [];
        const depth = this.#depth + 1;
        const run = new JobRun(this.#snapshot, source, this.pipeline, this.#simulation, true, depth);
        return paths.flatMap((path) => [...dotenvIn(run.delivery, path)]);
      }),
    ));
  }

  /** The value that `.pipewright.yml` tells of a variable of the settings. */
  #declared(name: string): string | undefined {
    const declared = this.#snapshot.configuration.variables?.get(name);
    return declared?.type === 'variable' ? declared.value?.value : undefined;
  }
}
