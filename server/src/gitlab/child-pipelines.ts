/** The pipelines that jobs of another one start. */
import { isMap, isSequence, keyOf, valueOf, type YamlNode } from '../yaml/node.ts';
import type { Job } from './job.ts';
import { variablePairs, variableText, writtenValue } from './job-variables.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Pipeline } from './pipeline.ts';

export interface StartedFile {
  /** The local file that the trigger names. */
  readonly path: string;
  /** Whether it is all that the child pipeline consists of: several files are put together to one pipeline. */
  readonly isWhole: boolean;
  /** What the trigger gives for the file's inputs. */
  readonly inputs: YamlNode | undefined;
  readonly job: Job;
}

/** The local files that a job starts as a child pipeline; none for another project, and for files that jobs make. */
export function startedFiles(job: Job, files: PipelineFiles): StartedFile[] {
  const trigger = job.value('trigger');
  const include = valueOf(trigger, 'include');
  const items = isSequence(include) ? include.items : include ? [include] : [];
  return items.flatMap((item) => {
    const path = localPath(item)?.replace(/^\/+/, '');
    if (path === undefined || files.exists(path) !== true) return [];
    // Inputs stand beside the file, and earlier beside `include`.
    const inputs = valueOf(item, 'inputs') ?? valueOf(trigger, 'inputs');
    return [{ path, isWhole: items.length === 1, inputs, job }];
  });
}

/** The local files that jobs of a pipeline start as child pipelines. */
export function startedBy(pipeline: Pipeline, files: PipelineFiles): StartedFile[] {
  return [...pipeline.jobs.values()].flatMap((job) => startedFiles(job, files));
}

/**
 * The variables that a child pipeline gets from the jobs that start it: theirs, and those of their pipeline. They count
 * before its own. Undefined stands for a value that is not known here.
 * docs.gitlab.com/ci/pipelines/downstream_pipelines/#pass-cicd-variables-to-a-downstream-pipeline
 */
export function forwardedVariables(
  path: string,
  parents: readonly Pipeline[],
  files: PipelineFiles,
): ReadonlyMap<string, string | undefined> {
  const values = new Map<string, string | undefined>();
  for (const parent of parents)
    for (const { job } of startedBy(parent, files).filter((it) => it.path === path)) {
      for (const [name, { value }] of forwards(job) ? variablePairs(job, parent) : []) {
        const { node } = writtenValue(value);
        const text = node && variableText(node);
        const known = text?.includes('$') ? undefined : text;
        values.set(name, values.has(name) && values.get(name) !== known ? undefined : known);
      }
    }
  return values;
}

/** `trigger:forward:yaml_variables`, by default true. */
function forwards(job: Job): boolean {
  const value = valueOf(valueOf(job.value('trigger'), 'forward'), 'yaml_variables');
  return !(value?.kind === 'scalar' && /^(?:false|no|off)$/i.test(value.value));
}

function localPath(item: YamlNode): string | undefined {
  if (item.kind === 'scalar') return item.value;
  const local = isMap(item) ? item.pairs.find((pair) => keyOf(pair) === 'local')?.value : undefined;
  return local?.kind === 'scalar' ? local.value : undefined;
}
