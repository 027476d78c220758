/** The pipelines that a command line asks about. */
import path from 'node:path';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { childrenOf } from '../project/simulation.ts';
import { UsageError } from './command.ts';
import { loadProjects } from './load-projects.ts';

export interface AskedPipeline {
  /** Its entry file, relative to the working directory, with `/`. */
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
}

/**
 * The pipelines of a folder, or that of one file; fragments and child pipelines only where they are named.
 * @throws UsageError where there is none
 */
export async function askedPipelines(words: readonly string[]): Promise<readonly AskedPipeline[]> {
  if (words.length > 1) throw new UsageError('One folder or file is enough.');
  const found: AskedPipeline[] = [];
  let included: readonly [named: string, whole: string] | undefined;
  for (const { project, root, isAsked } of await loadProjects(words)) {
    await project.settle();
    const snapshot = project.snapshot();
    const nameOf = (file: string) =>
      path.relative(process.cwd(), path.join(root, file)).split(path.sep).join('/');
    for (const pipeline of snapshot.pipelines) {
      const isPart = pipeline.isFragment || childrenOf(snapshot).has(pipeline.path);
      if (!isAsked(pipeline.path) || (isPart && !snapshot.namedFiles.includes(pipeline.path))) continue;
      found.push({ name: nameOf(pipeline.path), snapshot, pipeline });
    }
    for (const named of snapshot.namedFiles) {
      const whole = snapshot.pipelines.find((it) => it.files.some((file) => file.path === named));
      if (whole && whole.path !== named) included ??= [nameOf(named), nameOf(whole.path)];
    }
  }
  if (found.length > 0) return found;
  throw new UsageError(
    included
      ? `${included[0]} is no pipeline of its own: it is part of ${included[1]}.`
      : 'There is no pipeline.',
  );
}
