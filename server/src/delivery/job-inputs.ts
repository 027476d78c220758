/** What a job finds in its working folder besides the repository: artifacts of earlier jobs, and its caches. */
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { isMap, isSequence, keyOf, type YamlNode } from '../yaml/node.ts';
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
  /** The jobs of the same pipeline that this one may get artifacts from; only those that leave some. */
  readonly sources: readonly Job[];
  /** The same text as long as all of the above but `sources` is the same. */
  readonly key: string;
}

const NOTHING: BroughtFiles = { patterns: [], isAnything: false };

/** What a job gets from the jobs before it. */
export function readJobInputs(job: Job, pipeline: Pipeline): JobInputs {
  const { sources, isComplete } = artifactSources(job, pipeline);
  const left = sources.map(artifactsOf);
  const cache = cacheOf(job);
  const strategy = variableText(job, pipeline, 'GIT_STRATEGY');
  // Without a checkout the folder holds whatever an earlier job left there.
  const isKept = strategy === 'none' || variableText(job, pipeline, 'GIT_CHECKOUT') === 'false';
  const brought: BroughtFiles = {
    patterns: [...left.flatMap((it) => it.files.patterns), ...cache.patterns],
    isAnything: !isComplete || isKept || cache.isAnything || left.some((it) => it.files.isAnything),
  };
  const hasDotenv = !isComplete || left.some((it) => it.hasDotenv);
  return { brought, hasDotenv, sources, key: JSON.stringify([brought, hasDotenv]) };
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

function artifactSources(
  job: Job,
  pipeline: Pipeline,
): { readonly sources: readonly Job[]; readonly isComplete: boolean } {
  const dependencies = job.value('dependencies');
  if (isSequence(dependencies))
    return named(
      job.dependencies.map((it) => it.value),
      pipeline,
    );
  if (job.value('needs')) {
    const wanted = job.needs.filter((need) => !withoutArtifacts(need.node));
    const result = named(
      wanted.flatMap((need) => (need.job && !need.isForeign ? [need.job.value] : [])),
      pipeline,
    );
    return { ...result, isComplete: result.isComplete && wanted.every((need) => !need.isForeign) };
  }
  const { order, leaving } = artifactJobs(pipeline);
  const own = placeOf(job, order);
  const sources = leaving.filter((it) => it !== job && placeOf(it, order) < own);
  return { sources, isComplete: pipeline.isComplete };
}

interface ArtifactJobs {
  readonly order: ReadonlyMap<string, number>;
  readonly leaving: readonly Job[];
}

const artifactJobsOf = new WeakMap<Pipeline, ArtifactJobs>();

/** The places of the stages, and the jobs that leave artifacts. */
function artifactJobs(pipeline: Pipeline): ArtifactJobs {
  let known = artifactJobsOf.get(pipeline);
  if (!known) {
    const order = new Map(pipeline.stages.map((stage, index) => [stage.name, index]));
    const leaving = [...pipeline.jobs.values()].filter((it) => it.value('artifacts') !== undefined);
    artifactJobsOf.set(pipeline, (known = { order, leaving }));
  }
  return known;
}

function placeOf(job: Job, order: ReadonlyMap<string, number>): number {
  if (job.stage === '.pre') return -1;
  return job.stage === '.post' ? Infinity : (order.get(job.stage) ?? -1);
}

function named(names: readonly string[], pipeline: Pipeline): { sources: Job[]; isComplete: boolean } {
  const found = names.map((name) => pipeline.jobs.get(name.replace(/: \[.*\]$| \d+\/\d+$/, '')));
  return {
    sources: found.filter((it) => it !== undefined),
    isComplete: found.every((it) => it !== undefined) || pipeline.isComplete,
  };
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
  const pair = job.variables.findLast((it) => keyOf(it) === name) ?? pipeline.variables.get(name);
  return pair?.value?.kind === 'scalar' ? pair.value.value : undefined;
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
