/** Which files of a project are pipelines of their own. */
import { baseName, isYamlPath } from '../text/path.ts';
import { startedBy } from '../gitlab/child-pipelines.ts';
import { looksLikePipeline, readPipelineFile, readsLikePipeline } from '../gitlab/pipeline-file.ts';
import { readPipeline, type Pipeline } from '../gitlab/pipeline.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Entry files are those called `.gitlab-ci.yml` that no other file includes, and the child pipelines that these
 * start. GitLab files that nothing here includes are fragments: other projects include them.
 */
export function readPipelines(snapshot: Snapshot, earlier: ReadonlyMap<string, Pipeline>): Pipeline[] {
  const pipelines = new Map<string, Pipeline>();
  const covered = new Set<string>();
  const add = (path: string, isFragment: boolean, inputs?: YamlNode) => {
    if (covered.has(path) || snapshot.isIgnored(path)) return;
    const pipeline = readPipeline(
      path,
      snapshot,
      { isFragment, ...(inputs && { inputs }) },
      earlier.get(path),
    );
    if (pipeline.files.length === 0) return;
    pipelines.set(path, pipeline);
    for (const file of pipeline.files) covered.add(file.path);
    const started = startedBy(pipeline, snapshot);
    for (const { path: child, isWhole, inputs } of started) {
      // With inputs of several kinds it is another pipeline each time.
      const others = started.filter((it) => it.path === child && it.inputs !== inputs);
      add(child, !isWhole || others.length > 0, inputs);
    }
  };
  const candidates = snapshot
    .pathsWhere(isYamlPath)
    .filter((path) => isCandidate(snapshot, path))
    .sort(outermostFirst);
  const entries = candidates.filter((path) => baseName(path) === '.gitlab-ci.yml');
  for (const path of entries)
    add(path, (snapshot.isNested || path !== entries[0]) && isTemplate(snapshot, path));
  for (const path of candidates) add(path, !snapshot.namedFiles.includes(path) || isTemplate(snapshot, path));
  return [...pipelines.values()];
}

/** Under another name, or deeper in a repository, a file without stages of its own is there to be included from elsewhere. */
function isTemplate(snapshot: Snapshot, path: string): boolean {
  const file = snapshot.yaml(path);
  return file === undefined || !readPipelineFile(file).globals.has('stages');
}

function isCandidate(snapshot: Snapshot, path: string): boolean {
  if (looksLikePipeline(path, () => snapshot.yaml(path))) return true;
  if (!snapshot.namedFiles.includes(path)) return false;
  const file = snapshot.yaml(path);
  return file !== undefined && readsLikePipeline(file);
}

function outermostFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}
