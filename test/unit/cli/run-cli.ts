/** Runs the built command line in a folder made for the test. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const cli = fileURLToPath(new URL('../../../server/dist/cli.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A folder with these files; it is gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pipewright-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/**
 * @param input what stands on standard input
 * @param encoding how the output is read: one character for each byte with `latin1`
 */
export function runCli(
  folder: string,
  words: readonly string[],
  input = '',
  encoding: 'utf8' | 'latin1' = 'utf8',
): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    cwd: folder,
    input,
    encoding,
  });
  return { status, output: stdout, errors: stderr };
}
