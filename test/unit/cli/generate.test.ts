/** `pipewright generate` where something is in the way. */
import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../scaffold/projects.ts';
import { folderWith, runCli } from './run-cli.ts';

const flask = filesOf('flask');
const isRoot = process.getuid?.() === 0;
const all = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

test('a name with blanks and letters of any kind becomes one that Kubernetes takes', () => {
  const folder = folderWith(
    Object.fromEntries(Object.entries(flask).map(([name, text]) => [`mein Laden ü 🚀/${name}`, text])),
  );
  expect(runCli(folder, ['generate', 'mein Laden ü 🚀', '--yes'])).toMatchObject({ status: 0, errors: '' });
  expect(all(path.join(folder, 'mein Laden ü 🚀'))).toEqual(
    expect.arrayContaining(['.gitlab-ci.yml', 'Dockerfile', 'k8s/mein-laden-u.yaml']),
  );
  expect(runCli(folder, ['lint', 'mein Laden ü 🚀', '--fail-on', 'warning']).status).toBe(0);
});

test('a second run has nothing to write', () => {
  const folder = folderWith(flask);
  runCli(folder, ['generate', '--yes']);
  const again = runCli(folder, ['generate', '--yes']);
  expect(again).toMatchObject({ status: 0, errors: '' });
  expect(again.output).toContain('Nothing is missing: nothing to write.');
});

test('a dry run shows everything and writes nothing', () => {
  const folder = folderWith(flask);
  const before = all(folder);
  const { status, output } = runCli(folder, ['generate', '--dry-run']);
  expect(status).toBe(0);
  expect(output).toContain('+++ b/.gitlab-ci.yml');
  expect(output).toContain('+FROM python:');
  expect(all(folder)).toEqual(before);
});

describe('nothing is written, and it is said why,', () => {
  const refusals: readonly (readonly [
    what: string,
    files: Readonly<Record<string, string>>,
    words: readonly string[],
    status: number,
    message: string,
  ])[] = [
    ['in an empty folder', {}, ['--yes'], 1, 'No application was found here'],
    [
      'with a broken pipeline',
      { ...flask, '.gitlab-ci.yml': 'job:\n  script: "echo\n' },
      ['--yes'],
      1,
      '.gitlab-ci.yml has an error in line 2, so it is left as it is',
    ],
    ['without a terminal', flask, [], 2, '--builder dind\n      What builds the image?'],
    ['for an answer that is none', flask, ['--builder', 'podman'], 2, 'One of dind, dind-plain'],
    ['for a folder that is none', flask, ['app.py', '--yes'], 2, "There is no folder 'app.py'."],
  ];
  test.each(refusals)('%s', (_, files, words, status, message) => {
    const folder = folderWith(files);
    const before = all(folder);
    const result = runCli(folder, ['generate', ...words]);
    expect(result.status).toBe(status);
    expect(result.errors).toContain(message);
    expect(all(folder)).toEqual(before);
  });

  // Nothing is forbidden to root.
  test.skipIf(isRoot)('in a folder that may not be written', () => {
    const folder = folderWith(flask);
    const before = all(folder);
    chmodSync(folder, 0o555);
    const result = runCli(folder, ['generate', '--yes']);
    chmodSync(folder, 0o755);
    expect(result.status).toBe(1);
    expect(result.errors).toContain('Nothing was written.');
    expect(all(folder)).toEqual(before);
  });

  test.skipIf(isRoot)('with a pipeline that cannot be read', () => {
    const folder = folderWith({ ...flask, '.gitlab-ci.yml': 'lint: { script: [echo] }\n' });
    chmodSync(path.join(folder, '.gitlab-ci.yml'), 0o000);
    const result = runCli(folder, ['generate', '--yes']);
    expect(result.status).toBe(1);
    expect(result.errors).toContain('.gitlab-ci.yml cannot be read');
  });
});
