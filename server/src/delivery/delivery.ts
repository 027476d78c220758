/** The join of pipelines, manifests and images: which job renders which template, and what is applied from it. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { DeliveryProject } from './delivery-files.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { ApplyCall, Fact } from './facts.ts';
import { leadsTo, type FileReference } from './file-reference.ts';
import { readJobDelivery, type JobDelivery } from './job-delivery.ts';
import { readJobInputs } from './job-inputs.ts';
import { jobVariablesOf, type JobVariables } from './pipeline-variables.ts';
import { pushedImages, type PushedImage } from './pushed-images.ts';
import { sourcesOf, type Stream } from './stream.ts';
import type { FilePath } from './working-files.ts';

/** A call of envsubst that reads a file. */
export interface TemplateUse {
  readonly job: JobDelivery;
  readonly call: EnvsubstCall;
  /** The word that names the file. */
  readonly file: FileReference;
  /** False where a variable hides the path, so that it may be another file. */
  readonly isCertain: boolean;
  /** Tools that changed the text before envsubst got it. */
  readonly editedBy: readonly string[];
}

/** A command that applies a file, or what was made of it. */
export interface ManifestUse {
  readonly job: JobDelivery;
  readonly call: ApplyCall;
  readonly file: FileReference;
  readonly isCertain: boolean;
  /** The calls of envsubst that it went through; none when it is applied as it is written. */
  readonly renderings: readonly EnvsubstCall[];
  readonly editedBy: readonly string[];
}

export interface DeliveryInput {
  readonly pipelines: readonly Pipeline[];
  readonly project: DeliveryProject;
}

export interface JobWithVariables {
  readonly job: JobDelivery;
  readonly variables: JobVariables;
}

interface Uses {
  readonly templates: readonly TemplateUse[];
  readonly manifests: readonly ManifestUse[];
}

/** Uses by the path that they lead to, and those whose path is not wholly known. */
class UseIndex<Use extends { readonly file: FileReference }> {
  readonly paths = new Map<FilePath, Use[]>();
  readonly #open: Use[] = [];

  add(uses: readonly Use[]): void {
    for (const use of uses) {
      const { path } = use.file;
      const same = path === undefined ? this.#open : this.paths.get(path);
      if (same) same.push(use);
      else this.paths.set(path!, [use]);
    }
  }

  about(path: FilePath): readonly Use[] {
    const known = this.paths.get(path) ?? [];
    if (this.#open.length === 0) return known;
    const open = this.#open.filter((use) => leadsTo(use.file, path) !== false);
    return [...known, ...open.map((use) => ({ ...use, isCertain: false }))];
  }
}

interface Index {
  readonly templates: UseIndex<TemplateUse>;
  readonly manifests: UseIndex<ManifestUse>;
}

export class Delivery {
  readonly #input: DeliveryInput;
  #jobs: readonly JobDelivery[] | undefined;
  #byJob: ReadonlyMap<Job, JobDelivery> | undefined;
  #withVariables: readonly JobWithVariables[] | undefined;
  #byKind: ReadonlyMap<Fact['kind'], readonly JobDelivery[]> | undefined;
  #pushes: readonly PushedImage[] | undefined;
  #uses: Index | undefined;
  #pipelines: ReadonlyMap<Job, Pipeline> | undefined;

  constructor(input: DeliveryInput) {
    this.#input = input;
  }

  /** What each visible job of each pipeline does. */
  get jobs(): readonly JobDelivery[] {
    return (this.#jobs ??= this.jobsWithVariables.map(({ job }) => job));
  }

  /** Each of `jobs` with the CI/CD variables that it has. */
  get jobsWithVariables(): readonly JobWithVariables[] {
    this.#withVariables ??= this.#input.pipelines.flatMap((pipeline) =>
      [...pipeline.jobs.values()].map((it) => {
        const inputs = readJobInputs(it, pipeline);
        const job = readJobDelivery(it, pipeline, inputs, this.#input.project);
        return { job, variables: jobVariablesOf(it, pipeline, inputs.hasDotenv) };
      }),
    );
    return this.#withVariables;
  }

  /** Those of `jobs` that do a thing of this kind. */
  jobsWith(kind: Fact['kind']): readonly JobDelivery[] {
    this.#byKind ??= byKinds(this.jobs);
    return this.#byKind.get(kind) ?? [];
  }

  /** Every image that a job pushes. */
  get pushes(): readonly PushedImage[] {
    return (this.#pushes ??= this.jobs.flatMap(pushedImages));
  }

  job(job: Job): JobDelivery | undefined {
    this.#byJob ??= new Map(this.jobs.map((delivery) => [delivery.job, delivery]));
    return this.#byJob.get(job);
  }

  /** The pipeline that a job belongs to. */
  pipelineOf(job: Job): Pipeline | undefined {
    this.#pipelines ??= new Map(
      this.#input.pipelines.flatMap((pipeline) =>
        [...pipeline.jobs.values()].map((it) => [it, pipeline] as const),
      ),
    );
    return this.#pipelines.get(job);
  }

  /** The CI/CD variables of a job, with where they are defined. */
  variables(job: Job): JobVariables | undefined {
    const pipeline = this.pipelineOf(job);
    return pipeline && jobVariablesOf(job, pipeline, readJobInputs(job, pipeline).hasDotenv);
  }

  /** The calls of envsubst that read the file, or may read it. */
  templateUses(path: string): readonly TemplateUse[] {
    return this.#allUses().templates.about(path);
  }

  /** The commands that apply the file or what was made of it, or may do so. */
  manifestUses(path: string): readonly ManifestUse[] {
    return this.#allUses().manifests.about(path);
  }

  /** The files of the repository that calls of envsubst are known to read. */
  get templatePaths(): ReadonlySet<string> {
    return new Set(this.#allUses().templates.paths.keys());
  }

  /** The files of the repository that commands are known to apply, as they are or rendered. */
  get appliedPaths(): ReadonlySet<string> {
    return new Set(this.#allUses().manifests.paths.keys());
  }

  #allUses(): Index {
    if (!this.#uses) {
      this.#uses = { templates: new UseIndex<TemplateUse>(), manifests: new UseIndex<ManifestUse>() };
      for (const job of this.jobs) {
        const { templates, manifests } = usesOf(job);
        this.#uses.templates.add(templates);
        this.#uses.manifests.add(manifests);
      }
    }
    return this.#uses;
  }
}

/** The delivery facts of a project. Jobs are read when first asked for, and kept while nothing about them changes. */
export function readDelivery(input: DeliveryInput): Delivery {
  return new Delivery(input);
}

function byKinds(jobs: readonly JobDelivery[]): ReadonlyMap<Fact['kind'], readonly JobDelivery[]> {
  const found = new Map<Fact['kind'], JobDelivery[]>();
  for (const job of jobs) {
    for (const kind of job.kinds) {
      const same = found.get(kind);
      if (same) same.push(job);
      else found.set(kind, [job]);
    }
  }
  return found;
}

const kept = new WeakMap<JobDelivery, Uses>();

/** The calls of envsubst of one job that read files. */
export function templateUsesOf(job: JobDelivery): readonly TemplateUse[] {
  return usesOf(job).templates;
}

function usesOf(job: JobDelivery): Uses {
  let known = kept.get(job);
  if (!known) kept.set(job, (known = readUses(job)));
  return known;
}

function readUses(job: JobDelivery): Uses {
  const templates = job.envsubstCalls.flatMap((call) =>
    sourcesOf(call.input).sources.map(({ file, editedBy }) => ({
      job,
      call,
      file,
      isCertain: true,
      editedBy,
    })),
  );
  const manifests = job.applies.flatMap((call) =>
    call.inputs.flatMap((input) => {
      const stream: Stream =
        input.kind === 'stream'
          ? input.stream
          : {
              kind: 'files',
              files: input.kind === 'file' ? [input.file] : input.kind === 'folder' ? input.files : [],
            };
      return sourcesOf(stream).sources.map((source) => ({ job, call, isCertain: true, ...source }));
    }),
  );
  return { templates, manifests };
}
