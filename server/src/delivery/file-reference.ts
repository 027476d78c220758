/** Files that a script names. */
import { resolvePath } from '../text/path.ts';
import type { Span } from '../text/span.ts';
import type { FilePath, FileState, WorkingFiles } from './working-files.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { escapePattern } from '../text/pattern.ts';

export interface FileReference {
  /** The word that names it. */
  readonly at: Span;
  readonly text: PartialText;
  /** Where it leads; undefined where a variable or the current folder is not known. */
  readonly path: FilePath | undefined;
  /** What is known of the file at this moment of the script. */
  readonly state: FileState;
  /** For a path that is not wholly known: the paths that it may be. Undefined where it may be any. */
  readonly pattern?: RegExp;
}

/** Whether the reference leads to a path: true, false, or undefined where it may. */
export function leadsTo(file: FileReference, path: FilePath): boolean | undefined {
  if (file.path !== undefined) return file.path === path;
  if (!file.pattern) return undefined;
  return file.pattern.test(path) ? undefined : false;
}

/** The file that a text names, seen from a folder, with what is known of it now. */
export function placeText(
  text: PartialText,
  at: Span,
  folder: FilePath | undefined,
  files: WorkingFiles,
): FileReference {
  const path = filePathOf(folder, text);
  if (path !== undefined) return { at, text, path, state: files.stateOf(path) };
  const pattern = pathPattern(folder, text);
  return { at, text, path, state: { kind: 'unknown' }, ...(pattern && { pattern }) };
}

/** The file at a path, for a word that leads to it without naming it wholly. */
export function placeAt(at: Span, path: FilePath, files: WorkingFiles): FileReference {
  return { at, text: known(path), path, state: files.stateOf(path) };
}

/** Where a path leads from a folder; undefined where either is not known or it leaves the project upwards. */
export function filePathOf(folder: FilePath | undefined, text: PartialText): FilePath | undefined {
  const written = knownText(withPlacesResolved(text));
  if (written === undefined || written === '') return undefined;
  return pathFrom(folder, written);
}

/** Where a known text leads from a folder. `$CI_PROJECT_DIR` and `$HOME` are written as in FilePath. */
export function pathFrom(folder: FilePath | undefined, written: string): FilePath | undefined {
  if (written.startsWith(PROJECT)) return resolvePath('', written.slice(PROJECT.length));
  if (written === '~' || written.startsWith('~/')) return normal(written, '~');
  if (written.startsWith('/')) return normal(written, '');
  if (folder === undefined) return undefined;
  if (folder.startsWith('/') || folder.startsWith('~'))
    return normal(`${folder}/${written}`, folder[0] === '~' ? '~' : '');
  return resolvePath(folder, written);
}

function normal(written: string, root: string): FilePath {
  const inside = resolvePath('', written.slice(root.length)) ?? '';
  return `${root}/${inside}`;
}

const PROJECT = '\0project';

/** The folder variables of GitLab and the shell at the start of a path, as places. */
function withPlacesResolved(text: PartialText): PartialText {
  const first = text[0];
  if (first?.kind !== 'unknown') return text;
  // Where the script changes the folder, PWD is known.
  if (first.variable === 'CI_PROJECT_DIR' || first.variable === 'PWD')
    return joined([known(PROJECT), text.slice(1)]);
  if (first.variable === 'HOME') return joined([known('~'), text.slice(1)]);
  return text;
}

/** What paths a partly known text may lead to, seen from a folder; undefined where it may be any. */
export function pathPattern(folder: FilePath | undefined, text: PartialText): RegExp | undefined {
  const resolved = withPlacesResolved(text);
  const first = resolved[0];
  const last = resolved.at(-1);
  const source = resolved
    .map((piece) => (piece.kind === 'text' ? escapePattern(piece.text.replaceAll(PROJECT, '')) : '.*'))
    .join('');
  const isAnchored = first?.kind === 'text';
  if (!isAnchored) {
    const tail = last?.kind === 'text' ? escapePattern(last.text.replace(/^\.?\//, '')) : '';
    return tail === '' ? undefined : new RegExp(`${tail}$`);
  }
  if (folder === undefined && !first.text.startsWith(PROJECT)) return undefined;
  const base =
    first.text.startsWith(PROJECT) || folder === '' || folder === undefined
      ? ''
      : `${escapePattern(folder)}/`;
  return new RegExp(`^${base}${source.replace(/^(?:\\\.)?\\?\//, '').replace(/^(?:\\\.\\?\/)+/, '')}$`);
}
