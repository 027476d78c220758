/** The files that an application's image is built from: Dockerfile, what it copies, and what the build leaves out. */
import type { NewFile } from '../text/edit.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Application } from './detect/application.ts';
import { fill } from './fill.ts';

/**
 * Those that the application lacks.
 * @param missing where a Dockerfile has to be, whatever others there are
 */
export function imageFiles(
  snapshot: Snapshot,
  application: Application,
  missing?: string,
): readonly NewFile[] {
  const { recipe } = application;
  const dockerfile = missing === undefined ? application.dockerfile : undefined;
  const files: NewFile[] = [];
  if (!dockerfile && recipe) {
    const path = missing ?? inFolder(application, 'Dockerfile');
    files.push({ path, text: fill(`dockerfile/${recipe.template}`, recipe.values) });
    for (const [name, template] of Object.entries(recipe.companions))
      if (!snapshot.paths().has(inFolder(application, name)))
        files.push({ path: inFolder(application, name), text: fill(template, {}) });
  }
  const path = inFolder(application, '.dockerignore');
  if (snapshot.paths().has(path)) return files;
  const existing = dockerfile && snapshot.text(dockerfile.value)?.text;
  const ignored = dockerfile ? [] : (recipe?.ignored ?? []);
  const text = fill('dockerignore', {
    ignored,
    hasManifests: application.folder === '',
    readsEnv: !dockerfile && recipe?.readsEnv === true,
  });
  // A Dockerfile that is there already may copy what is left out elsewhere.
  const lines = text.split('\n').filter((line) => line === '' || !existing?.includes(line));
  return [...files, { path, text: lines.join('\n') }];
}

/** The path of a file in the application's folder. */
export function inFolder({ folder }: Application, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
