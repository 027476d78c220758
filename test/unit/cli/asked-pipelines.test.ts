import { expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const FILES = {
  '.gitlab-ci.yml': 'include: ci/part.yml\nstart: {trigger: {include: ci/child.yml}}\n',
  'ci/part.yml': 'part: {script: make}\n',
  'ci/child.yml': "'null': {script: make}\n'1': {script: make}\nodd: {script: 'true'}\n",
};

test('a folder stands for its own pipeline, and not for those that this one starts', () => {
  const { status, output } = runCli(folderWith(FILES), ['expand']);
  expect(output).toBe('part:\n  script: make\n\nstart:\n  trigger:\n    include: ci/child.yml\n');
  expect(status).toBe(0);
});

test('a child pipeline is one where it is named, and keys stay what they are', () => {
  const { output } = runCli(folderWith(FILES), ['expand', 'ci/child.yml']);
  expect(output).toBe("'null':\n  script: make\n\n'1':\n  script: make\n\nodd:\n  script: 'true'\n");
});

test('simulate says which file a job starts, and of a child pipeline what started it', () => {
  const folder = folderWith(FILES);
  expect(runCli(folder, ['simulate']).output).toContain('start  starts ci/child.yml\n');
  expect(runCli(folder, ['simulate', 'ci/child.yml']).output).toContain(
    'ci/child.yml: a pipeline for a push to main, started by another pipeline\n',
  );
});

test.each(['expand', 'graph', 'simulate'])('%s says of what a named file is a part', (command) => {
  expect(runCli(folderWith(FILES), [command, 'ci/part.yml'])).toEqual({
    status: 2,
    output: '',
    errors: 'pipewright: ci/part.yml is no pipeline of its own: it is part of .gitlab-ci.yml.\n',
  });
});
