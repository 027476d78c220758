/** What one job does, kept for as long as nothing that it was read from changes. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Segment } from '../text/span.ts';
import type { ImageArgument } from './image-facts.ts';
import { readImageReference, type ImageReference } from './image-reference.ts';
import { isInProject, type DeliveryProject } from './delivery-files.ts';
import type { Decisions } from './decisions.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { ApplyCall, Fact } from './facts.ts';
import { mayInclude, readJobInputs, type JobInputs } from './job-inputs.ts';
import { readServices, type ServiceFacts } from './job-services.ts';
import { linkFacts } from './link-facts.ts';
import { displayText, type PartialText } from './partial-text.ts';
import { jobVariablesOf, type JobVariables } from './pipeline-variables.ts';
import { ShellRun } from './shell-run.ts';
import type { EnvironmentVariable, PipelineVariables } from './shell-variables.ts';
import type { Stream } from './stream.ts';

const NONE: readonly never[] = [];

export class JobDelivery {
  readonly job: Job;
  /** The job's services, in their order. */
  readonly services: readonly ServiceFacts[];
  /** The image that the job runs in; undefined where it names none: then it is the runner's own. */
  readonly image: ImageReference | undefined;
  /** What the job's scripts do, in their order; `after_script` last. */
  readonly facts: readonly Fact[];
  /** What the job's scripts print: what its log shows. */
  readonly log: Stream;
  #byKind: ReadonlyMap<Fact['kind'], readonly Fact[]> | undefined;

  constructor(
    job: Job,
    { facts, log }: ShellRun,
    services: readonly ServiceFacts[],
    image: ImageReference | undefined,
  ) {
    this.job = job;
    this.facts = facts;
    this.log = log;
    this.services = services;
    this.image = image;
  }

  /** The facts of one kind, in their order. */
  of<Kind extends Fact['kind']>(kind: Kind): readonly Extract<Fact, { kind: Kind }>[] {
    return (this.#kinds().get(kind) ?? NONE) as readonly Extract<Fact, { kind: Kind }>[];
  }

  /** The kinds that `facts` are of. */
  get kinds(): Iterable<Fact['kind']> {
    return this.#kinds().keys();
  }

  #kinds(): ReadonlyMap<Fact['kind'], readonly Fact[]> {
    if (!this.#byKind) {
      const found = new Map<Fact['kind'], Fact[]>();
      for (const fact of this.facts) {
        const same = found.get(fact.kind);
        if (same) same.push(fact);
        else found.set(fact.kind, [fact]);
      }
      this.#byKind = found;
    }
    return this.#byKind;
  }

  /** Whether something of which nothing is known runs before a fact: it may log in, build, or wait. */
  hasUnknownBefore(order: number): boolean {
    return this.facts.some(
      (fact) =>
        fact.order < order &&
        (fact.kind === 'unknown-command' || (fact.kind === 'script' && !fact.isFollowed)),
    );
  }

  /** The words that name the images which the job builds, pushes and tags, in their order. */
  get imageArguments(): readonly ImageArgument[] {
    return this.facts.flatMap((fact) => {
      if (fact.kind === 'build') return fact.tags;
      if (fact.kind === 'push') return [fact.image];
      return fact.kind === 'tag' ? [fact.source, fact.target] : [];
    });
  }

  get envsubstCalls(): readonly EnvsubstCall[] {
    return this.of('envsubst');
  }

  get applies(): readonly ApplyCall[] {
    return this.of('apply');
  }
}

/** A reading of a job, and all that it asked for. */
interface Reading {
  readonly delivery: JobDelivery;
  readonly inputsKey: string;
  readonly isFragment: boolean;
  readonly envsubstFlavour: EnvsubstFlavour;
  readonly pipelineVariables: Pipeline['variables'];
  readonly workflow: Pipeline['workflow'];
  readonly variables: ReadonlyMap<string, string>;
  readonly existing: ReadonlyMap<string, boolean | undefined>;
  readonly segments: ReadonlyMap<string, Segment | undefined>;
  /** Set where the job looked through the project's files. */
  readonly paths: ReadonlySet<string> | undefined;
}

const readings = new WeakMap<Job, Reading[]>();

/** What a job does. The same object as long as its scripts, variables, inputs and the files that it names are the same. */
export function readJobDelivery(
  job: Job,
  pipeline: Pipeline,
  inputs: JobInputs,
  files: DeliveryProject,
): JobDelivery {
  const kept = readings.get(job);
  const known = kept?.find((reading) => isStillTrue(reading, job, pipeline, inputs, files));
  if (known) return known.delivery;
  const reading = readAnew(job, pipeline, inputs, files);
  // A job can be read in two pipelines that take turns; older readings are of no use.
  readings.set(job, [reading, ...(kept ?? []).slice(0, 1)]);
  return reading.delivery;
}

function isStillTrue(
  reading: Reading,
  job: Job,
  pipeline: Pipeline,
  inputs: JobInputs,
  files: DeliveryProject,
): boolean {
  if (reading.inputsKey !== inputs.key || reading.isFragment !== pipeline.isFragment) return false;
  if (reading.envsubstFlavour !== files.configuration.envsubstFlavour) return false;
  if (reading.paths && reading.paths !== files.paths()) return false;
  for (const [path, segment] of reading.segments) if (files.segment(path) !== segment) return false;
  for (const [path, exists] of reading.existing) if (isInProject(files, path) !== exists) return false;
  if (reading.pipelineVariables === pipeline.variables && reading.workflow === pipeline.workflow) return true;
  const variables = jobVariablesOf(job, pipeline, inputs.hasDotenv);
  for (const [name, key] of reading.variables)
    if (variableKey(variables.variable(name)) !== key) return false;
  return true;
}

function variableKey(variable: EnvironmentVariable | undefined): string {
  return variable ? `=${displayText(variable.value)}` : '';
}

function readAnew(job: Job, pipeline: Pipeline, inputs: JobInputs, files: DeliveryProject): Reading {
  const jobVariables = jobVariablesOf(job, pipeline, inputs.hasDotenv);
  const asked = new Map<string, string>();
  const existing = new Map<string, boolean | undefined>();
  const segments = new Map<string, Segment | undefined>();
  let paths: ReadonlySet<string> | undefined;
  const variables: PipelineVariables = {
    hasUnknownAdditions: jobVariables.hasUnknownAdditions,
    variable: (name) => {
      const variable = jobVariables.variable(name);
      asked.set(name, variableKey(variable));
      // Where it is defined may move while the reading stays true: Delivery.variables tells it afresh.
      return variable && { ...variable, at: undefined };
    },
  };
  const recorded = {
    ...variables,
    expand: (text: string) => {
      for (const [, braced, bare] of text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g))
        variables.variable(braced ?? bare!);
      return jobVariables.expand(text);
    },
  };
  const delivery = follow(job, recorded, inputs, {
    isFragment: pipeline.isFragment,
    configuration: files.configuration,
    exists: (path) => {
      if (!existing.has(path)) existing.set(path, isInProject(files, path));
      return existing.get(path);
    },
    paths: () => (paths = files.paths()),
    segment: (path) => {
      if (!segments.has(path)) segments.set(path, files.segment(path));
      return segments.get(path);
    },
  });
  return {
    delivery,
    inputsKey: inputs.key,
    isFragment: pipeline.isFragment,
    envsubstFlavour: files.configuration.envsubstFlavour,
    pipelineVariables: pipeline.variables,
    workflow: pipeline.workflow,
    variables: asked,
    existing,
    segments,
    paths,
  };
}

/**
 * What a job does with the variables of one run. Read anew at each call.
 * @param certain the variables without the examples: they alone make decisions
 */
export function readJobInRun(
  job: Job,
  pipeline: Pipeline,
  files: DeliveryProject,
  variables: JobVariables,
  certain: JobVariables,
  decisions: Decisions,
): JobDelivery {
  const inputs = readJobInputs(job, pipeline);
  const world = {
    isFragment: pipeline.isFragment,
    configuration: files.configuration,
    exists: (path: string) => isInProject(files, path),
    paths: () => files.paths(),
    segment: (path: string) => files.segment(path),
  };
  follow(job, certain, inputs, world, decisions);
  decisions.close();
  return follow(job, variables, inputs, world, decisions);
}

interface ExpandingVariables extends PipelineVariables {
  expand(text: string): PartialText;
}

function follow(
  job: Job,
  variables: ExpandingVariables,
  { brought }: JobInputs,
  files: DeliveryProject & { readonly isFragment: boolean },
  decisions?: Decisions,
): JobDelivery {
  const isInRepository = (path: string) => {
    const exists = files.exists(path);
    // Jobs made for other projects run in the repositories of those.
    return exists === false && files.isFragment ? undefined : exists;
  };
  const run = new ShellRun({
    variables,
    start: { isInRepository, mayBeBrought: (path) => mayInclude(brought, path) },
    envsubstFlavour: files.configuration.envsubstFlavour,
    decisions,
    paths: () => files.paths(),
    textOf: (path) => files.segment(path),
  });
  const { sections } = job;
  run.runJob({
    main: sections.main,
    scriptStart: sections.before_script.text.length,
    after: sections.after_script,
  });
  linkFacts(run.facts, variables);
  const image = job.image && readImageReference(variables.expand(job.image.name.value));
  return new JobDelivery(job, run, readServices(job, variables), image);
}
