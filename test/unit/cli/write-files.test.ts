import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFiles } from '../../../server/src/cli/write-files.ts';
import type { PlannedFile } from '../../../server/src/scaffold/plan/planned-files.ts';

let base = '';
let root = '';
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'pipewright write ü '));
  root = path.join(base, 'project');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const fresh = (name: string, after: string): PlannedFile => ({ path: name, after, edits: [] });
const changed = (name: string, before: string, after: string): PlannedFile => ({
  path: name,
  before,
  after,
  edits: [],
});
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const all = () => readdirSync(root, { recursive: true }).sort();

describe('several files', () => {
  test('are written with the folders that they need', async () => {
    writeFileSync(path.join(root, 'old'), 'one');
    chmodSync(path.join(root, 'old'), 0o755);
    const problem = await writeFiles(root, [fresh('a b/ç/new', 'text'), changed('old', 'one', 'two')]);
    expect(problem).toBeUndefined();
    expect(all()).toEqual(['a b', 'a b/ç', 'a b/ç/new', 'old']);
    expect([read('a b/ç/new'), read('old')]).toEqual(['text', 'two']);
    expect(statSync(path.join(root, 'old')).mode & 0o777).toBe(0o755);
  });

  test.each([
    ['one of them exists already', fresh('there', 'mine')],
    ['one of them has changed meanwhile', changed('there', 'before', 'after')],
    ['a file stands where a folder should be', fresh('there/below', 'mine')],
    ['one of them is gone', changed('gone', 'before', 'after')],
  ])('are none of them written when %s', async (_, bad) => {
    writeFileSync(path.join(root, 'there'), 'yours');
    writeFileSync(path.join(root, 'other'), 'one');
    const problem = await writeFiles(root, [fresh('x/y/z', 'text'), changed('other', 'one', 'two'), bad]);
    expect(problem).toBeTypeOf('string');
    expect(all()).toEqual(['other', 'there']);
    expect([read('other'), read('there')]).toEqual(['one', 'yours']);
  });

  test('do not leave the project by a link', async () => {
    const outside = path.join(base, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, path.join(root, 'k8s'));
    expect(await writeFiles(root, [fresh('k8s/app.yaml', 'text')])).toContain('outside of the project');
    expect(readdirSync(outside)).toEqual([]);
  });

  test('go through a link to a file, which stays one', async () => {
    writeFileSync(path.join(root, 'real'), 'one');
    symlinkSync('real', path.join(root, 'link'));
    expect(await writeFiles(root, [changed('link', 'one', 'two')])).toBeUndefined();
    expect([read('real'), all()]).toEqual(['two', ['link', 'real']]);
  });

  test.skipIf(process.getuid?.() === 0)('are none of them written where writing is forbidden', async () => {
    mkdirSync(path.join(root, 'shut'), { mode: 0o555 });
    expect(await writeFiles(root, [fresh('a', 'text'), fresh('shut/b', 'text')])).toBe(
      'shut/b cannot be written: the permission is missing (EACCES).',
    );
    expect(existsSync(path.join(root, 'a'))).toBe(false);
    writeFileSync(path.join(root, 'kept'), 'one', { mode: 0o444 });
    expect(await writeFiles(root, [changed('kept', 'one', 'two')])).toContain('kept cannot be written');
    expect(read('kept')).toBe('one');
  });
});
