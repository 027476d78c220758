/** Which folders of a workspace are projects of their own. */
import { baseName, folderOf } from '../text/path.ts';

const MARKERS: ReadonlySet<string> = new Set(['.gitlab-ci.yml', '.pipewright.yml']);

/**
 * The folders that hold a `.gitlab-ci.yml` or `.pipewright.yml`, the outermost only: a pipeline further down belongs
 * to the repository of the one above it. GitLab reads paths from the repository's root, and so do we from these.
 * @returns relative folders, sorted; '' is the workspace itself. Always at least one.
 */
export function projectRoots(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) if (MARKERS.has(baseName(path))) folders.add(folderOf(path));
  if (folders.has('') || folders.size === 0) return [''];
  return [...folders].filter((folder) => !hasAncestorIn(folder, folders)).sort();
}

function hasAncestorIn(folder: string, folders: ReadonlySet<string>): boolean {
  for (let outer = folderOf(folder); outer !== ''; outer = folderOf(outer))
    if (folders.has(outer)) return true;
  return false;
}

/** The project that a path belongs to: the root that contains it, else the workspace itself. */
export function rootOf(path: string, roots: readonly string[]): string {
  return roots.find((root) => root !== '' && path.startsWith(`${root}/`)) ?? '';
}
