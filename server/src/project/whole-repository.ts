/** Whether the workspace holds all of a repository's files, so that one that is not here is nowhere. */
import { isYamlPath } from '../text/path.ts';
import { SKIPPED_FOLDERS } from './file-system.ts';
import type { Snapshot } from './snapshot.ts';

/** False for a pipeline by itself, or several in a folder: they were taken out of repositories whose files are not here. */
export function isWholeRepository(snapshot: Snapshot): boolean {
  return othersThanPipelines(snapshot).length > 0;
}

/** Whether the repository's sources are here too: more than pipelines and other YAML. */
export function holdsSources(snapshot: Snapshot): boolean {
  return othersThanPipelines(snapshot).some((path) => !isYamlPath(path));
}

/** The files that are no part of the pipelines or of the settings of GitLab and other tools, which lie in folders with a dot. */
function othersThanPipelines(snapshot: Snapshot): readonly string[] {
  return snapshot.derive(othersThanPipelines, (it) => {
    if (it.exists('.gitlab-ci.yml') !== true) return [];
    const ofPipelines = new Set(it.pipelines.flatMap(({ files }) => files.map(({ path }) => path)));
    return [...it.paths()].filter((path) => !ofPipelines.has(path) && !/(?:^|\/)\.[^/]+\//.test(path));
  });
}

/** Whether a path may lie in a submodule, or in a folder that is not looked through. */
export function mayLieElsewhere(snapshot: Snapshot, path: string): boolean {
  if (snapshot.exists('.gitmodules') !== false || !snapshot.isListed) return true;
  return path.split('/').some((part) => SKIPPED_FOLDERS.has(part));
}
