import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const FAULTY = 'build:\n  script:\n    - echo "Status: done"\n';
const MENDED = 'build:\n  script:\n    - \'echo "Status: done"\'\n';

test('mends the files, says what it mended, and ends with 0 where no error is left', () => {
  const folder = folderWith({ '.gitlab-ci.yml': FAULTY });
  const { status, output } = runCli(folder, ['fix']);
  expect(status).toBe(0);
  expect(output).toContain('fixed: yaml/script-colon\n');
  expect(readFileSync(path.join(folder, '.gitlab-ci.yml'), 'utf8')).toBe(MENDED);
  expect(readdirSync(folder)).toEqual(['.gitlab-ci.yml']);
});

test('a dry run shows the change and makes none', () => {
  const folder = folderWith({ 'ci/.gitlab-ci.yml': FAULTY });
  const { output } = runCli(folder, ['fix', '--dry-run', 'ci']);
  expect(output).toBe(
    [
      '--- a/ci/.gitlab-ci.yml',
      '+++ b/ci/.gitlab-ci.yml',
      '@@ -1,3 +1,3 @@',
      ' build:',
      '   script:',
      '-    - echo "Status: done"',
      '+    - \'echo "Status: done"\'',
      '',
    ].join('\n'),
  );
  expect(readFileSync(path.join(folder, 'ci/.gitlab-ci.yml'), 'utf8')).toBe(FAULTY);
});

test('leaves a byte order mark, line ends, a missing last one, and the mode as they are', () => {
  const folder = folderWith({
    '.gitlab-ci.yml': `\ufeff# a\r\n${FAULTY.trimEnd().replaceAll('\n', '\r\n')}`,
  });
  const file = path.join(folder, '.gitlab-ci.yml');
  chmodSync(file, 0o640);
  runCli(folder, ['fix']);
  expect(readFileSync(file, 'utf8')).toBe(`\ufeff# a\r\n${MENDED.trimEnd().replaceAll('\n', '\r\n')}`);
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('makes only the fixes of the rules that are named', () => {
  const folder = folderWith({ '.gitlab-ci.yml': `${FAULTY}test:\n  scirpt: make\n` });
  expect(runCli(folder, ['fix', '--rule', 'pipeline/schema']).status).toBe(1);
  expect(readFileSync(path.join(folder, '.gitlab-ci.yml'), 'utf8')).toBe(`${FAULTY}test:\n  script: make\n`);
});

test('a file that is not wholly UTF-8 is left alone', () => {
  const content = Buffer.concat([Buffer.from(FAULTY), Buffer.from([0x23, 0x20, 0xe9, 0x0a])]);
  const folder = folderWith({ '.gitlab-ci.yml': content });
  const { status, errors } = runCli(folder, ['fix']);
  expect(status).toBe(2);
  expect(errors).toContain('UTF-8');
  expect(readFileSync(path.join(folder, '.gitlab-ci.yml'))).toEqual(content);
});

test('writes through a link within the project, and none that leads out of it', () => {
  const outside = folderWith({ 'ci.yml': FAULTY });
  const folder = folderWith({ 'real.yml': FAULTY, 'link/.gitlab-ci.yml': '' });
  const within = folderWith({ 'real.yml': FAULTY });
  symlinkSync('real.yml', path.join(within, '.gitlab-ci.yml'));
  runCli(within, ['fix']);
  expect(readFileSync(path.join(within, 'real.yml'), 'utf8')).toBe(MENDED);
  symlinkSync(path.join(outside, 'ci.yml'), path.join(folder, '.gitlab-ci.yml'));
  runCli(folder, ['fix']);
  expect(readFileSync(path.join(outside, 'ci.yml'), 'utf8')).toBe(FAULTY);
});

test.each([
  [['fix', '--rule', 'yaml/script-color'], 'Did you mean yaml/script-colon?'],
  [['fix', 'not-there'], "There is no 'not-there'."],
  [['fix', '-'], 'standard input'],
  [['fix', '--fail-on', 'never'], '--fail-on takes'],
])('%j is wrong usage', (words, message) => {
  const { status, errors } = runCli(folderWith({}), words);
  expect(status).toBe(2);
  expect(errors).toContain(message);
});

test('writes the Dockerfile that a build lacks, for what its folder holds, when it is asked to', () => {
  const folder = folderWith({
    '.gitlab-ci.yml':
      'build:\n  image: docker:27\n  services: ["docker:27-dind"]\n  script: docker build -f docker/app.dockerfile api\n',
    'api/requirements.txt': 'flask\n',
    'api/app.py': 'from flask import Flask\napp = Flask(__name__)\napp.run(port=5000)\n',
  });
  runCli(folder, ['fix']);
  expect(readdirSync(folder).sort()).toEqual(['.gitlab-ci.yml', 'api']);
  expect(runCli(folder, ['fix', '--rule', 'docker/missing-dockerfile']).status).toBe(0);
  expect(readFileSync(path.join(folder, 'docker/app.dockerfile'), 'utf8')).toMatch(/^FROM python:/m);
  expect(readdirSync(path.join(folder, 'api')).sort()).toEqual([
    '.dockerignore',
    'app.py',
    'requirements.txt',
  ]);
});
