/** Answers the server's questions about files that only the editor can reach: in a browser, and in virtual workspaces. */
import * as vscode from 'vscode';

export interface FindFilesParameters {
  /** URI of a folder. */
  readonly folder: string;
  /** Where in it to begin, relative to it. */
  readonly below?: string;
  /** Names of folders that are not entered. */
  readonly skippedFolders?: readonly string[];
  /** How many files are listed at most. */
  readonly maximum?: number;
}

export interface FoundFiles {
  /** Relative to the folder, with `/`. */
  readonly paths: readonly string[];
  /** False when the limit cut the list. */
  readonly complete: boolean;
}

export interface ReadFileParameters {
  /** URI of a folder. */
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Larger files are not read, in bytes. */
  readonly maximumSize?: number;
}

export type ReadFileResult =
  | { readonly text: string }
  | { readonly error: 'missing' | 'folder' | 'binary' | 'tooLarge' | 'unreadable'; readonly reason?: string };

/** Lists breadth first, so that what a limit cuts off lies deepest. Links to folders are not followed. Never rejects. */
export async function findFiles({
  folder,
  below: start = '',
  skippedFolders = ['.git', 'node_modules'],
  maximum = 50_000,
}: FindFilesParameters): Promise<FoundFiles> {
  const root = rootUri(folder);
  const skipped = new Set(skippedFolders);
  const paths: string[] = [];
  let folders = [start];
  while (folders.length > 0) {
    const below: string[] = [];
    for (const { path, entries } of await Promise.all(folders.map((path) => readFolder(root, path)))) {
      for (const [name, type] of entries) {
        const child = path === '' ? name : `${path}/${name}`;
        if (type === vscode.FileType.Directory) {
          if (!skipped.has(name)) below.push(child);
        } else if (type & vscode.FileType.File) paths.push(child);
        if (paths.length >= maximum) return { paths, complete: false };
      }
    }
    folders = below;
  }
  return { paths, complete: true };
}

/** A whole virtual file system can be a folder (`memfs:` alone): its path may have come without the slash. */
function rootUri(folder: string): vscode.Uri {
  const uri = vscode.Uri.parse(folder);
  return uri.path === '' ? uri.with({ path: '/' }) : uri;
}

/** A folder that cannot be listed, or is gone by now, has nothing to offer. */
async function readFolder(
  root: vscode.Uri,
  path: string,
): Promise<{ path: string; entries: [string, vscode.FileType][] }> {
  try {
    return {
      path,
      entries: await vscode.workspace.fs.readDirectory(path === '' ? root : vscode.Uri.joinPath(root, path)),
    };
  } catch {
    return { path, entries: [] };
  }
}

/** Never rejects: what cannot be read says why. */
export async function readFile({
  folder,
  path,
  maximumSize = 2_000_000,
}: ReadFileParameters): Promise<ReadFileResult> {
  const uri = vscode.Uri.joinPath(rootUri(folder), path);
  if (path.split('/').includes('..')) return { error: 'unreadable', reason: 'it leads out of the project' };
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return { error: 'folder' };
    if (!(type & vscode.FileType.File)) return { error: 'unreadable', reason: 'not a file' };
    if (size > maximumSize) return { error: 'tooLarge' };
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.subarray(0, 8000).includes(0)) return { error: 'binary' };
    // Unless told so, a decoder drops a byte order mark, which then misplaces nothing: editors drop it too.
    return { text: new TextDecoder().decode(bytes) };
  } catch (error) {
    const code = error instanceof vscode.FileSystemError ? error.code : '';
    if (code === 'FileNotFound' || code === 'FileNotADirectory') return { error: 'missing' };
    return { error: 'unreadable', reason: code || String(error) };
  }
}
