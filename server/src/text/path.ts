/** Paths of the project: relative to its root, separated by `/`, without `.` and `..`. The root itself is ''. */

/** The folder of a path; '' for a file at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Where `written` leads from `folder`: `./a`, `../a` and doubled slashes are resolved; a leading `/` means the
 * project's root, as in GitLab's `include:local`. Undefined when it leaves the project.
 */
export function resolvePath(folder: string, written: string): string | undefined {
  const parts = written.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.length === 0) return undefined;
      parts.pop();
    } else parts.push(part);
  }
  return parts.join('/');
}

/** How to write `target` as seen from `folder`. */
export function relativePath(folder: string, target: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = target.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** Whether a path is that of a YAML file, by its name. */
export function isYamlPath(path: string): boolean {
  return /\.ya?ml$/i.test(baseName(path));
}
