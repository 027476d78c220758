import { describe, expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const PIPELINE = `
lint: {stage: build, script: make, parallel: 2}
build:
  stage: build
  script: make
  parallel:
    matrix:
      - SYSTEM: [linux, darwin]
        VERSION: ["1.10", 1.20]
      - SYSTEM: windows
        VERSION: 1
test:
  script: make
  needs:
    - lint
    - job: build
      parallel:
        matrix:
          - SYSTEM: linux
            VERSION: ["1.10", 1.20]
check:
  script: make
  parallel:
    matrix:
      - SYSTEM: [linux, darwin]
  needs:
    - job: build
      parallel:
        matrix:
          - SYSTEM: $[[ matrix.SYSTEM ]]
            VERSION: "1.10"
`;
const WINDOWS = 'build: [windows, 1]';

interface Simulated {
  readonly jobs: readonly { readonly name: string; readonly parallel?: unknown }[];
}

function simulated(pipeline: string): Simulated {
  const { output } = runCli(folderWith({ '.gitlab-ci.yml': pipeline }), ['simulate', '--format', 'json']);
  return (JSON.parse(output) as Simulated[])[0]!;
}

describe('jobs that `parallel` multiplies', () => {
  test('are listed as GitLab lists them', () => {
    const { output } = runCli(folderWith({ '.gitlab-ci.yml': PIPELINE }), ['simulate']);
    expect(output).toBe(`.gitlab-ci.yml: a pipeline for a push to main
  build
    lint 1/2
    lint 2/2
    build: [linux, 1.10]
    build: [linux, 1.2]
    build: [darwin, 1.10]
    build: [darwin, 1.2]
    ${WINDOWS}
  test
    test                   after lint, build: [linux, 1.10], build: [linux, 1.2]
    check: [linux]         after build: [linux, 1.10]
    check: [darwin]        after build: [darwin, 1.10]
`);
  });

  test('stay one entry of the JSON form, which names them', () => {
    const { jobs } = simulated(PIPELINE);
    expect(jobs.map(({ name }) => name)).toEqual(['lint', 'build', 'test', 'check']);
    expect(jobs[0]).toEqual({
      ...{ name: 'lint', stage: 'build', isIn: true, when: ['on_success'], allowFailure: false },
      parallel: [{ name: 'lint 1/2' }, { name: 'lint 2/2' }],
    });
    expect(jobs[1]!.parallel).toContainEqual({
      name: WINDOWS,
      variables: { SYSTEM: 'windows', VERSION: '1' },
    });
    expect(jobs[2]).toMatchObject({
      needs: ['lint', 'build'],
      neededJobs: ['lint 1/2', 'lint 2/2', 'build: [linux, 1.10]', 'build: [linux, 1.2]'],
    });
    expect(jobs[3]!.parallel).toEqual([
      { name: 'check: [linux]', variables: { SYSTEM: 'linux' }, neededJobs: ['build: [linux, 1.10]'] },
      { name: 'check: [darwin]', variables: { SYSTEM: 'darwin' }, neededJobs: ['build: [darwin, 1.10]'] },
    ]);
  });

  test.each([
    '"3"',
    '0',
    '201',
    '2.5',
    '$COUNT',
    '{}',
    '{matrix: [{}]}',
    '{matrix: [{A: }]}',
    '{matrix: [{A: {b: c}}]}',
    '{matrix: [{A: "$[[ inputs.a ]]"}]}',
    `{matrix: [{${Array.from({ length: 60 }, (_, index) => `A${index}: [1, 2]`).join(', ')}}]}`,
  ])('stay one where it is not known how many they are: %.40s', (parallel) => {
    expect(simulated(`a: {script: x, parallel: ${parallel}}\n`).jobs[0]).not.toHaveProperty('parallel');
  });
});

test('a job whose template is not known may be there, however it starts', () => {
  const pipeline =
    'include: {template: X.gitlab-ci.yml}\na: {extends: .x, script: x, rules: [{when: never}]}\n';
  const { output } = runCli(folderWith({ '.gitlab-ci.yml': pipeline }), ['simulate']);
  expect(output).toContain('    a  maybe\n');
});
