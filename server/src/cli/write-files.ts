/** Writes several files, or none of them. */
import { promises as fs, constants } from 'node:fs';
import path from 'node:path';
import type { PlannedFile } from '../scaffold/plan/planned-files.ts';

/** What to do to take back what was done so far, the last deed first. */
type Undo = () => Promise<void>;

/**
 * Writes each file beside its place and moves it there once all are written. A file that exists is replaced only if
 * it is still what the plan was made for.
 * @param root absolute
 * @returns why nothing was written; undefined when all was
 */
export async function writeFiles(root: string, files: readonly PlannedFile[]): Promise<string | undefined> {
  const undo: Undo[] = [];
  try {
    const staged = [];
    for (const file of files) staged.push(await naming(file, stage(root, file, undo)));
    for (const { temporary, target, file } of staged) await naming(file, move(temporary, target, file, undo));
    await Promise.all(staged.map(({ temporary }) => fs.rm(temporary, { force: true })));
    return undefined;
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the system's errors mean for a file, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'the permission is missing',
  EPERM: 'the permission is missing',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENOTDIR: 'a file stands where its folder should be',
};

/** Names the file of the plan instead of the one beside it that could not be written. */
async function naming<Result>({ path: name }: PlannedFile, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS[code];
    throw reason === undefined ? error : new Error(`${name} cannot be written: ${reason} (${code}).`);
  }
}

interface Staged {
  readonly temporary: string;
  readonly target: string;
  readonly file: PlannedFile;
}

async function stage(root: string, file: PlannedFile, undo: Undo[]): Promise<Staged> {
  const wanted = path.join(root, file.path);
  await makeFolder(path.dirname(wanted), undo);
  const folder = await fs.realpath(path.dirname(wanted));
  if (!`${folder}${path.sep}`.startsWith(`${await fs.realpath(root)}${path.sep}`))
    throw new Error(`${file.path} would lie outside of the project: its folder is a link.`);
  const target =
    file.before === undefined ? path.join(folder, path.basename(wanted)) : await fs.realpath(wanted);
  // To move another file over one that is write-protected needs no permission for it.
  if (file.before !== undefined) await fs.access(target, constants.W_OK);
  const temporary = `${target}.pipewright-${process.pid}`;
  undo.push(() => fs.rm(temporary, { force: true }));
  const mode = file.before === undefined ? 0o666 : (await fs.stat(target)).mode;
  await fs.writeFile(temporary, file.after, { flag: 'wx', mode });
  return { temporary, target, file };
}

/** Makes a folder with those above it; made ones are removed again when something fails. */
async function makeFolder(folder: string, undo: Undo[]): Promise<void> {
  const first = await fs.mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = first; ; made = path.join(made, path.relative(made, folder).split(path.sep)[0]!)) {
    const empty = made;
    undo.push(() => fs.rmdir(empty));
    if (made === folder) return;
  }
}

async function move(temporary: string, target: string, file: PlannedFile, undo: Undo[]): Promise<void> {
  if (file.before === undefined) {
    // Fails where a file has come into being meanwhile.
    await fs.copyFile(temporary, target, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new Error(`${file.path} exists already.`) : error;
    });
    undo.push(() => fs.rm(target, { force: true }));
    return;
  }
  const { before } = file;
  if ((await fs.readFile(target, 'utf8')) !== before) throw new Error(`${file.path} has changed meanwhile.`);
  await fs.rename(temporary, target);
  undo.push(() => fs.writeFile(target, before));
}
