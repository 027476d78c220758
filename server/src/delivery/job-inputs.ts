/** What a job finds in its working folder besides the repository: artifacts of earlier jobs, and its caches. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isMap, isSequence, keyOf as nameOf, type YamlNode } from '../yaml/node.ts';
import { fitsPattern } from './shell-pattern.ts';
import type { FilePath } from './working-files.ts';

/** Files that a job leaves for others, or gets: path patterns as written, or anything at all. */
export interface BroughtFiles {
  readonly patterns: readonly string[];
  readonly isAnything: boolean;
}

export interface JobInputs {
  readonly brought: BroughtFiles;
  /** Whether earlier jobs hand over variables by a dotenv report. */
  readonly hasDotenv: boolean;
  /** The same text as long as all of the above is the same. */
  readonly key: string;
}

const NOTHING: BroughtFiles = { patterns: [], isAnything: false };

/** What the jobs before leave for a job; the same object as long as they leave the same. */
interface Left {
  readonly files: BroughtFiles;
  readonly hasDotenv: boolean;
  /** The same text as long as all of the above is the same. */
  readonly key: string;
}

interface KeptInputs {
  readonly left: Left;
  readonly variables: Pipeline['variables'];
  readonly inputs: JobInputs;
}

const keptInputs = new WeakMap<Job, KeptInputs>();

/** What a job gets from the jobs before it. */
export function readJobInputs(job: Job, pipeline: Pipeline): JobInputs {
  const left = leftFor(job, pipeline);
  const { variables } = pipeline;
  let known = keptInputs.get(job);
  if (known?.left !== left || known.variables !== variables)
    keptInputs.set(job, (known = { left, variables, inputs: inputsFrom(left, job, pipeline) }));
  return known.inputs;
}

function inputsFrom(left: Left, job: Job, pipeline: Pipeline): JobInputs {
  const cache = cacheOf(job);
  const strategy = variableText(job, pipeline, 'GIT_STRATEGY');
  // Without a checkout the folder holds whatever an earlier job left there.
  const isKept = strategy === 'none' || variableText(job, pipeline, 'GIT_CHECKOUT') === 'false';
  const brought: BroughtFiles = {
    patterns: [...left.files.patterns, ...cache.patterns],
    isAnything: left.files.isAnything || isKept || cache.isAnything,
  };
  const { hasDotenv } = left;
  return { brought, hasDotenv, key: keyOf(brought, hasDotenv) };
}

/** The jobs whose dotenv reports a job gets, as far as they are known. */
export function reportingJobs(job: Job, pipeline: Pipeline): readonly Job[] {
  const named = namedSources(job);
  const sources = named
    ? named.names.flatMap((name) => pipeline.jobs.get(name) ?? [])
    : leavingBefore(placeOf(job, pipeline), pipeline);
  return sources.filter((it) => artifactsOf(it).hasDotenv);
}

/** Whether the files may include a path or, for a folder, something in it. */
export function mayInclude(brought: BroughtFiles, path: FilePath): boolean {
  if (brought.isAnything) return true;
  return brought.patterns.some((written) => {
    const pattern = written.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    if (pattern === '' || pattern === '.' || /\$/.test(pattern)) return true;
    if (path === pattern || path.startsWith(`${pattern}/`) || pattern.startsWith(`${path}/`)) return true;
    // `**` fits folders here, and what is below a matched folder comes along.
    const loose = pattern.replace(/\*\*\//g, '').replace(/\*\*/g, '*');
    const parts = path.split('/');
    return parts.some((_, count) => {
      const head = parts.slice(0, count + 1).join('/');
      return (
        fitsPattern(head, pattern) ||
        (pattern.includes('**') && fitsPattern(parts[count]!, loose.split('/').at(-1)!))
      );
    });
  });
}

function keyOf(files: BroughtFiles, hasDotenv: boolean): string {
  return JSON.stringify([files.patterns, files.isAnything, hasDotenv]);
}

interface KeptLeft {
  readonly isComplete: boolean;
  readonly artifacts: readonly Artifacts[];
  readonly left: Left;
}

const keptLeft = new WeakMap<Job, KeptLeft>();

function leftFor(job: Job, pipeline: Pipeline): Left {
  const names = namedSources(job);
  if (!names) return leftBefore(job, pipeline);
  const { artifacts, isComplete } = leftByNamed(names, pipeline);
  const known = keptLeft.get(job);
  const isSame =
    known?.isComplete === isComplete &&
    known.artifacts.length === artifacts.length &&
    known.artifacts.every((it, index) => it === artifacts[index]);
  if (isSame) return known.left;
  const left = leftBy(artifacts, isComplete, known?.left);
  keptLeft.set(job, { isComplete, artifacts, left });
  return left;
}

/** @param earlier is given back where nothing else is left now */
function leftBy(artifacts: readonly Artifacts[], isComplete: boolean, earlier: Left | undefined): Left {
  const files: BroughtFiles = {
    patterns: artifacts.flatMap((it) => it.files.patterns),
    isAnything: !isComplete || artifacts.some((it) => it.files.isAnything),
  };
  const hasDotenv = !isComplete || artifacts.some((it) => it.hasDotenv);
  const key = keyOf(files, hasDotenv);
  return earlier?.key === key ? earlier : { files, hasDotenv, key };
}

interface NamedSources {
  readonly names: readonly string[];
  readonly hasForeign: boolean;
}

const readNames = new WeakMap<Job, { readonly named: NamedSources | undefined }>();

/** The jobs that `dependencies` or `needs` take artifacts from; undefined where the stages decide. */
function namedSources(job: Job): NamedSources | undefined {
  let known = readNames.get(job);
  if (!known) readNames.set(job, (known = { named: readNamedSources(job) }));
  return known.named;
}

function readNamedSources(job: Job): NamedSources | undefined {
  const named = (names: readonly string[], hasForeign: boolean) => ({
    names: names.map((name) => name.replace(/: \[.*\]$| \d+\/\d+$/, '')),
    hasForeign,
  });
  if (isSequence(job.value('dependencies')))
    return named(
      job.dependencies.map((it) => it.value),
      false,
    );
  if (!job.value('needs')) return undefined;
  const wanted = job.needs.filter((need) => !withoutArtifacts(need.node));
  return named(
    wanted.flatMap((need) => (need.job && !need.isForeign ? [need.job.value] : [])),
    wanted.some((need) => need.isForeign),
  );
}

function leftByNamed(
  { names, hasForeign }: NamedSources,
  pipeline: Pipeline,
): { readonly artifacts: readonly Artifacts[]; readonly isComplete: boolean } {
  const jobs = names.flatMap((name) => pipeline.jobs.get(name) ?? []);
  return {
    artifacts: jobs.map(artifactsOf),
    isComplete: !hasForeign && (jobs.length === names.length || pipeline.isComplete),
  };
}

interface ArtifactJobs {
  /** The jobs that leave artifacts. */
  readonly leaving: readonly Job[];
  /** By the place of a stage: what the jobs of the stages before leave. */
  readonly before: Map<number, Left>;
  /** That of the pipeline's earlier reading. */
  readonly earlier: ReadonlyMap<number, Left> | undefined;
}

const artifactJobsOf = new WeakMap<Pipeline, ArtifactJobs>();
const lastBefore = new WeakMap<Pipeline['line'], ReadonlyMap<number, Left>>();

function artifactJobs(pipeline: Pipeline): ArtifactJobs {
  let known = artifactJobsOf.get(pipeline);
  if (!known) {
    const leaving = [...pipeline.jobs.values()].filter((it) => it.value('artifacts') !== undefined);
    known = { leaving, before: new Map(), earlier: lastBefore.get(pipeline.line) };
    artifactJobsOf.set(pipeline, known);
    lastBefore.set(pipeline.line, known.before);
  }
  return known;
}

/** The jobs of earlier stages that leave artifacts. */
function leavingBefore(place: number, pipeline: Pipeline): readonly Job[] {
  return artifactJobs(pipeline).leaving.filter((it) => placeOf(it, pipeline) < place);
}

/** What the jobs of earlier stages leave. */
function leftBefore(job: Job, pipeline: Pipeline): Left {
  const { before, earlier } = artifactJobs(pipeline);
  const place = placeOf(job, pipeline);
  let left = before.get(place);
  if (!left) {
    const artifacts = leavingBefore(place, pipeline).map(artifactsOf);
    left = leftBy(artifacts, pipeline.isComplete, earlier?.get(place));
    before.set(place, left);
  }
  return left;
}

function placeOf(job: Job, pipeline: Pipeline): number {
  if (job.stage === '.pre') return -1;
  return job.stage === '.post' ? Infinity : (pipeline.placeOf(job.stage) ?? -1);
}

function withoutArtifacts(need: YamlNode): boolean {
  const artifacts = fieldOf(need, 'artifacts');
  return artifacts?.kind === 'scalar' && /^(?:false|no|off)$/i.test(artifacts.value);
}

interface Artifacts {
  readonly files: BroughtFiles;
  readonly hasDotenv: boolean;
}

const readArtifacts = new WeakMap<Job, Artifacts>();

function artifactsOf(job: Job): Artifacts {
  let known = readArtifacts.get(job);
  if (!known) {
    const node = job.value('artifacts');
    const hasDotenv = fieldOf(fieldOf(node, 'reports'), 'dotenv') !== undefined;
    readArtifacts.set(job, (known = { files: filesOf(node), hasDotenv }));
  }
  return known;
}

function cacheOf(job: Job): BroughtFiles {
  const value = job.value('cache');
  const caches = (isSequence(value) ? value.items : value ? [value] : []).map(filesOf);
  return {
    patterns: caches.flatMap((it) => it.patterns),
    isAnything: caches.some((it) => it.isAnything),
  };
}

function filesOf(node: YamlNode | undefined): BroughtFiles {
  if (!isMap(node)) return NOTHING;
  const paths = fieldOf(node, 'paths');
  const untracked = fieldOf(node, 'untracked');
  return {
    patterns: (isSequence(paths) ? paths.items : []).flatMap((item) =>
      item.kind === 'scalar' ? [item.value] : [],
    ),
    isAnything: untracked?.kind === 'scalar' && /^(?:true|yes|on)$/i.test(untracked.value),
  };
}

function variableText(job: Job, pipeline: Pipeline, name: string): string | undefined {
  const pair = job.variables.findLast((it) => nameOf(it) === name) ?? pipeline.variables.get(name);
  return pair?.value?.kind === 'scalar' ? pair.value.value : undefined;
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => nameOf(pair) === name)?.value : undefined;
}
