/** From the paths of a command line to loaded projects and the files in them that are asked for. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { glob } from 'tinyglobby';
import type { Settings } from '../project/configuration.ts';
import { NodeFileSystem } from '../lsp/node-file-system.ts';
import { Project } from '../project/project.ts';
import { projectRoots } from '../project/roots.ts';
import { UsageError } from './command.ts';

export interface AskedProject {
  readonly project: Project;
  /** Absolute. */
  readonly root: string;
  /** Whether a path of the project is among what was asked for. */
  readonly isAsked: (path: string) => boolean;
}

/**
 * Loads the projects that hold the given paths.
 * @param words paths, folders and globs as given; none means the working directory
 * @throws UsageError for a path that leads to nothing
 */
export async function loadProjects(
  words: readonly string[],
  settings: Settings = {},
): Promise<AskedProject[]> {
  const askedByRoot = new Map<string, string[]>();
  for (const target of await expand(words.length === 0 ? ['.'] : words)) {
    for (const root of await rootsFor(target)) {
      const asked = askedByRoot.get(root) ?? [];
      asked.push(target);
      askedByRoot.set(root, asked);
    }
  }
  return Promise.all([...askedByRoot].map(([root, asked]) => loadProject(root, asked, settings)));
}

async function loadProject(
  root: string,
  asked: readonly string[],
  settings: Settings,
): Promise<AskedProject> {
  const relative = asked.map((target) => toProjectPath(root, target));
  const named = asked.flatMap((target, index) => (isFile(target) ? [relative[index]!] : []));
  const isNested = asked.every((target) => target !== root && root.startsWith(target + path.sep));
  const project = new Project(new NodeFileSystem(root), { ...settings, namedFiles: named, isNested });
  await project.load();
  return {
    project,
    root,
    isAsked: (candidate) =>
      relative.some(
        (wanted) =>
          wanted === '' ||
          wanted.startsWith('..') ||
          candidate === wanted ||
          candidate.startsWith(`${wanted}/`),
      ),
  };
}

/** A path relative to the root with `/`; starts with `..` when the root lies below it. */
function toProjectPath(root: string, target: string): string {
  return path.relative(root, target).split(path.sep).join('/');
}

async function expand(words: readonly string[]): Promise<string[]> {
  const targets: string[] = [];
  for (const word of words) {
    const absolute = path.resolve(word);
    if (existsSync(absolute)) targets.push(absolute);
    else if (/[*?[{]/.test(word)) {
      const found = await glob(word.split(path.sep).join('/'), {
        absolute: true,
        dot: true,
        ignore: ['**/node_modules/**', '**/.git/**'],
      });
      if (found.length === 0) throw new UsageError(`Nothing matches '${word}'.`);
      targets.push(...found.sort().map((file) => path.resolve(file)));
    } else throw new UsageError(`There is no '${word}'.`);
  }
  return targets;
}

/** The project above the target, else those below it, else its own folder. */
async function rootsFor(target: string): Promise<string[]> {
  const folder = isFile(target) ? path.dirname(target) : target;
  const above = projectAbove(folder);
  if (above) return [above];
  if (isFile(target)) return [folder];
  const { paths } = await new NodeFileSystem(folder).list();
  return projectRoots(paths).map((root) => path.join(folder, root));
}

/** The outermost folder with a pipeline or a configuration, from `folder` up to the border of its repository. */
function projectAbove(folder: string): string | undefined {
  let found: string | undefined;
  for (let current = folder; ; current = path.dirname(current)) {
    if (existsSync(path.join(current, '.gitlab-ci.yml')) || existsSync(path.join(current, '.pipewright.yml')))
      found = current;
    if (existsSync(path.join(current, '.git')) || path.dirname(current) === current) return found;
  }
}

function isFile(target: string): boolean {
  return statSync(target).isFile();
}
