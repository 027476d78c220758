/** A project in memory with a cursor in one of its files, and answers in few words. */
import { allManifestsOf } from '../../../server/src/project/delivery.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';
import type { Snapshot } from '../../../server/src/project/snapshot.ts';
import { applyEdits, type FileEdit } from '../../../server/src/text/edit.ts';
import type { Location } from '../../../server/src/text/span.ts';

/** Stands for the cursor in a text. */
const CURSOR = '‸';

export interface Cursor {
  readonly snapshot: Snapshot;
  readonly path: string;
  /** Where the cursor was; 0 where there was none. */
  readonly offset: number;
  /** `path:line: text`, 1-based, for each place. */
  places(locations: readonly Location[] | undefined): string[];
  /** The texts after an edit, by path; those that it leaves alone are left out. */
  after(edits: readonly FileEdit[]): Record<string, string>;
}

/** Reads the files; one text holds `‸` where the cursor stands. */
export async function cursorIn(files: Readonly<Record<string, string>>): Promise<Cursor> {
  const [path, marked] =
    Object.entries(files).find(([, text]) => text.includes(CURSOR)) ?? Object.entries(files)[0]!;
  const offset = Math.max(0, marked.indexOf(CURSOR));
  const texts = { ...files, [path]: marked.replace(CURSOR, '') };
  const project = new Project(new MemoryFileSystem(texts));
  await project.load();
  // As the server does once all rules have looked: what jobs name is read, too.
  void allManifestsOf(project.snapshot());
  await project.settle();
  return {
    get snapshot() {
      return project.snapshot();
    },
    path,
    offset,
    places: (locations) =>
      (locations ?? []).map(({ path: file, range }) => {
        const source = project.snapshot().text(file)!;
        return `${file}:${source.lineAt(range.start) + 1}: ${source.slice(range)}`;
      }),
    after: (edits) => {
      const result: Record<string, string> = {};
      for (const file of new Set(edits.map((edit) => edit.path)))
        result[file] = applyEdits(
          texts[file]!,
          edits.filter((edit) => edit.path === file),
        );
      return result;
    },
  };
}
