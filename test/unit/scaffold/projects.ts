/** The projects below test/scaffold/projects, read into memory. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';

const folder = fileURLToPath(new URL('../../scaffold/projects/', import.meta.url));

export type Files = Readonly<Record<string, string>>;

export const STACKS: readonly string[] = readdirSync(folder).sort();

/** The files of one of the projects. */
export function filesOf(stack: string): Files {
  return Object.fromEntries(
    readdirSync(path.join(folder, stack), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [
          path.relative(path.join(folder, stack), file).split(path.sep).join('/'),
          readFileSync(file, 'utf8'),
        ];
      }),
  );
}

export async function projectOf(files: Files): Promise<Project> {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  return project;
}
