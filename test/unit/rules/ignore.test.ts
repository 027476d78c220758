import { expect, test } from 'vitest';
import { findingsOf } from '../../rules/lint-files.ts';

const fault = '    - echo "a: b"';
const lint = async (lines: string[]) =>
  (await findingsOf('yaml/script-colon', { '.gitlab-ci.yml': `${lines.join('\n')}\n` })).length;

test.each([
  ['on its own line', ['job:', '  script:', `${fault} # pipewright-ignore yaml/script-colon`]],
  [
    'on the line before',
    ['job:', '  script:', '    # pipewright-ignore yaml/script-colon because so', fault],
  ],
  ['above the job', ['# pipewright-ignore yaml/script-colon', 'job:', '  script:', fault]],
  ['for the family', ['job:', '  script:', '    # pipewright-ignore yaml/*', fault]],
  ['for all', ['job:', '  script:', '    # pipewright-ignore *', fault]],
  ['among several', ['job:', '  script:', '    # pipewright-ignore yaml/syntax, yaml/script-colon', fault]],
  ['for the file', ['job:', '  script:', fault, '# pipewright-ignore-file yaml/script-colon']],
])('a directive silences %s', async (_, lines) => {
  expect(await lint(lines)).toBe(0);
});

test.each([
  ['another rule', ['job:', '  script:', '    # pipewright-ignore yaml/syntax', fault]],
  ['another job', ['# pipewright-ignore yaml/script-colon', 'a:', '  script: x', 'job:', '  script:', fault]],
  ['nothing', ['job:', '  script:', '    # pipewright-ignore', fault]],
])('a directive for %s does not', async (_, lines) => {
  expect(await lint(lines)).toBe(1);
});

test.each([
  ['on the line before', '# pipewright-ignore dockerfile/syntax why\nEXPOSE http\n', 0],
  ['above an instruction of several lines', '# pipewright-ignore dockerfile/*\nEXPOSE 80 \\\nhttp\n', 0],
  ['above another instruction', '# pipewright-ignore dockerfile/syntax\nEXPOSE 80\nEXPOSE http\n', 1],
])('in a Dockerfile a directive %s', async (_, text, left) => {
  expect(await findingsOf('dockerfile/syntax', { Dockerfile: `FROM alpine:3\n${text}` })).toHaveLength(left);
});

test('levels come from .pipewright.yml, by path and by family', async () => {
  const text = `job:\n  script:\n${fault}\n`;
  const severity = async (configuration: string) =>
    (await findingsOf('yaml/script-colon', { '.gitlab-ci.yml': text, '.pipewright.yml': configuration })).map(
      ({ finding }) => finding.severity,
    );
  expect(await severity('rules: {yaml/script-colon: hint}')).toEqual(['hint']);
  expect(await severity('rules: {yaml/*: warning}')).toEqual(['warning']);
  expect(await severity('rules: {yaml/script-colon: off}')).toEqual([]);
  expect(await severity('overrides: [{paths: [.gitlab-ci.yml], rules: {yaml/script-colon: info}}]')).toEqual([
    'info',
  ]);
  expect(await severity('overrides: [{paths: [other/**], rules: {yaml/script-colon: off}}]')).toEqual([
    'error',
  ]);
  expect(await severity('ignore: [.gitlab-ci.yml]')).toEqual([]);
});

test('dependencies that a project has committed are left alone, and what only lies in a folder of that name is not', async () => {
  const files = (folder: string) => ({ [`${folder}/Dockerfile`]: 'FROM alpine:3\nEXPOSE http\n' });
  expect(await findingsOf('dockerfile/syntax', files('vendor/github.com/some/one'))).toEqual([]);
  expect(await findingsOf('dockerfile/syntax', files('vendor/templates'))).toHaveLength(1);
});
