/** The project's files as the delivery facts need them; the project's snapshot implements it. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Segment } from '../text/span.ts';
import { folderOf } from '../text/path.ts';

/** The project of which the delivery is read. */
export interface DeliveryProject extends DeliveryFiles {
  readonly configuration: {
    /** The program that `envsubst` is where its options do not tell. */
    readonly envsubstFlavour: EnvsubstFlavour;
  };
}

export interface DeliveryFiles {
  /** Every known path, relative to the project's root. The same object as long as no file comes or goes. */
  paths(): ReadonlySet<string>;
  /** Whether a file exists; undefined while the project is not listed wholly. */
  exists(path: string): boolean | undefined;
  /** A whole file as one segment; undefined where it is missing, no text, or not read yet. */
  segment(path: string): Segment | undefined;
}

const folders = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** Whether a file or a folder with something in it exists; undefined where that is not known. */
export function isInProject(files: DeliveryFiles, path: string): boolean | undefined {
  const exists = files.exists(path);
  if (exists === true || path === '') return true;
  return foldersOf(files.paths()).has(path.replace(/\/$/, '')) ? true : exists;
}

function foldersOf(paths: ReadonlySet<string>): ReadonlySet<string> {
  let known = folders.get(paths);
  if (!known) {
    const all = new Set<string>();
    for (const path of paths) {
      let folder = folderOf(path);
      while (folder !== '' && !all.has(folder)) {
        all.add(folder);
        folder = folderOf(folder);
      }
    }
    folders.set(paths, (known = all));
  }
  return known;
}
