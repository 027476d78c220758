/** The pipelines that jobs of another one start. */
import { isMap, isSequence, keyOf, type YamlNode } from '../yaml/node.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Pipeline } from './pipeline.ts';

/** The local files that jobs start as child pipelines. */
export function childPaths(pipeline: Pipeline, files: PipelineFiles): string[] {
  const paths: string[] = [];
  for (const job of pipeline.jobs.values()) {
    const trigger = job.value('trigger');
    const include = isMap(trigger)
      ? trigger.pairs.find((pair) => keyOf(pair) === 'include')?.value
      : undefined;
    for (const item of isSequence(include) ? include.items : include ? [include] : []) {
      const path = localPath(item)?.replace(/^\/+/, '');
      if (path !== undefined && files.exists(path) === true) paths.push(path);
    }
  }
  return paths;
}

function localPath(item: YamlNode): string | undefined {
  if (item.kind === 'scalar') return item.value;
  const local = isMap(item) ? item.pairs.find((pair) => keyOf(pair) === 'local')?.value : undefined;
  return local?.kind === 'scalar' ? local.value : undefined;
}
