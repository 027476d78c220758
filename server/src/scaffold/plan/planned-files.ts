/** The files of a plan as they come together: new ones, and edits of those that are there. */
import { applyEdits, type TextEdit } from '../../text/edit.ts';
import type { Snapshot } from '../../project/snapshot.ts';

export interface PlannedFile {
  readonly path: string;
  /** Undefined for a file that is new. */
  readonly before?: string;
  readonly after: string;
  /** What makes `after` of `before`. */
  readonly edits: readonly TextEdit[];
}

export function newFile(path: string, after: string): PlannedFile {
  return { path, after, edits: [{ range: { start: 0, end: 0 }, newText: after }] };
}

export class PlannedFiles {
  readonly #snapshot: Snapshot;
  readonly #files = new Map<string, PlannedFile>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** In the order in which they were first planned. */
  get all(): readonly PlannedFile[] {
    return [...this.#files.values()];
  }

  create(path: string, after: string): void {
    this.#files.set(path, newFile(path, after));
  }

  /** Adds edits to a file that is there. */
  change(path: string, edits: readonly TextEdit[]): void {
    const all = [...(this.#files.get(path)?.edits ?? []), ...edits];
    const before = this.#snapshot.text(path)!.text;
    this.#files.set(path, { path, before, after: applyEdits(before, all), edits: all });
  }

  /** Whether a file is there, or may be. */
  exists(path: string): boolean {
    return this.#snapshot.exists(path) !== false;
  }

  /** The path, or one like it that no file has yet. */
  freePath(path: string): string {
    let result = path;
    // In a project that is not listed wholly every path may exist: whoever writes it finds out.
    for (let count = 2; this.#snapshot.exists(result) === true; count++)
      result = path.replace(/(?=\.yaml$)/, `-${count}`);
    return result;
  }
}
