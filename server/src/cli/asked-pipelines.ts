/** The pipelines that a command line asks about. */
import path from 'node:path';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { UsageError } from './command.ts';
import { loadProjects } from './load-projects.ts';

export interface AskedPipeline {
  /** Its entry file, relative to the working directory, with `/`. */
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
}

/**
 * The pipelines of a folder, or that of one file; fragments only where they are named.
 * @throws UsageError where there is none
 */
export async function askedPipelines(words: readonly string[]): Promise<readonly AskedPipeline[]> {
  if (words.length > 1) throw new UsageError('One folder or file is enough.');
  const found: AskedPipeline[] = [];
  for (const { project, root, isAsked } of await loadProjects(words)) {
    await project.settle();
    const snapshot = project.snapshot();
    for (const pipeline of snapshot.pipelines) {
      if (!isAsked(pipeline.path) || (pipeline.isFragment && !snapshot.namedFiles.includes(pipeline.path)))
        continue;
      const name = path.relative(process.cwd(), path.join(root, pipeline.path)).split(path.sep).join('/');
      found.push({ name, snapshot, pipeline });
    }
  }
  if (found.length === 0) throw new UsageError('There is no pipeline.');
  return found;
}
