/** How a file that a command names is written in another command. */
import { shellTextAt } from '../gitlab/command-place.ts';
import type { Job } from '../gitlab/job.ts';
import { baseName } from '../text/path.ts';
import type { FileReference } from './file-reference.ts';
import type { PartialText } from './partial-text.ts';
import type { PipelineVariables } from './shell-variables.ts';

/** The file as a word for a command beside the one that names it; undefined where it cannot be told. */
export function fileWord(job: Job, file: FileReference): string | undefined {
  const written = shellTextAt(job, file.at);
  return namesFile(written, file) ? written : file.path === undefined ? undefined : pathWord(file.path);
}

/**
 * The file as a word for `after_script`, which starts in the project's folder and knows none of the script's own
 * variables.
 */
export function fileWordAfterScript(
  job: Job,
  file: FileReference,
  variables: PipelineVariables | undefined,
): string | undefined {
  const written = shellTextAt(job, file.at);
  const names = [...written.matchAll(/\$\{?(\w+)/g)].map((found) => found[1]!);
  const isAnywhere = file.path === undefined || /^[/~]/.test(file.path);
  if (
    names.length > 0 &&
    isAnywhere &&
    namesFile(written, file) &&
    names.every((name) => variables?.variable(name)?.origin === 'pipeline')
  )
    return written;
  return file.path === undefined ? undefined : pathWord(file.path);
}

/** Whether a word is that of the file itself, not of the folder that it is copied into. */
function namesFile(written: string, file: FileReference): boolean {
  if (/\s|[|&;<>()]/.test(written.replace(/^(["']).*\1$/, '')) || written === '') return false;
  const bare = written.replace(/["']/g, '');
  if (file.path === undefined) return true;
  return bare.includes('$') || baseName(bare) === baseName(file.path);
}

/** A path as a word; `~/` is kept outside of quotes. */
function pathWord(path: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(path)) return path;
  const home = path.startsWith('~/') ? '~/' : '';
  return `${home}'${path.slice(home.length).replaceAll("'", `'\\''`)}'`;
}

/** A text as a word of a script, its unknown stretches as variables; undefined where something else is unknown. */
export function textWord(text: PartialText): string | undefined {
  const parts = text.map((piece) =>
    piece.kind === 'text' ? piece.text : (piece.derived ?? (piece.variable && `\${${piece.variable}}`)),
  );
  if (parts.some((part) => part === undefined)) return undefined;
  const word = parts.join('');
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return text.every((piece) => piece.kind !== 'text' || /^[\w@%+=:,./ -]*$/.test(piece.text))
    ? `"${word}"`
    : undefined;
}
