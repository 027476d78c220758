import { describe, expect, test } from 'vitest';
import { eventOf, type EventKind, type PipelineEvent } from '../../../server/src/gitlab/event.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';
import { simulationOf } from '../../../server/src/project/simulation.ts';
import { findingsOf } from '../../rules/lint-files.ts';

type Files = Readonly<Record<string, string>>;

async function jobsOf(files: Files, path: string, kind: EventKind, given: Partial<PipelineEvent> = {}) {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  await project.settle();
  const snapshot = project.snapshot();
  const pipeline = snapshot.pipelines.find((it) => it.path === path)!;
  const { jobs } = simulationOf(snapshot, pipeline, eventOf(kind, given));
  return jobs.map(({ job, isIn }) => (isIn ? job.name : `${job.name}?`));
}

const messages = async (rule: string, files: Files) =>
  (await findingsOf(rule, files)).map(({ finding }) => finding.message);

describe('a child pipeline', () => {
  const files = {
    '.gitlab-ci.yml': `
variables: {GLOBAL: parent, OPEN: $SETTING}
start:
  trigger: {include: ci/child.yml, strategy: depend}
  variables: {OWN: parent}
`,
    'ci/child.yml': `
variables: {GLOBAL: child, OWN: child, OPEN: child, LEFT: child}
source: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "parent_pipeline"}]}
push: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "push"}]}
global: {script: x, rules: [{if: $GLOBAL == "parent"}]}
own: {script: x, rules: [{if: $OWN == "parent"}]}
open: {script: x, rules: [{if: $OPEN == "child"}]}
left: {script: x, rules: [{if: $LEFT == "child"}]}
of merge requests: {script: x, rules: [{if: $CI_MERGE_REQUEST_ID}]}
without rules: {script: x}
old: {script: x, only: [parent_pipelines]}
`,
  };

  test('has another source, and the variables of the job that starts it', async () => {
    expect(await jobsOf(files, 'ci/child.yml', 'push')).toEqual([
      'source',
      'global',
      'own',
      'open?',
      'left',
      'without rules',
      'old',
    ]);
  });

  test('of a merge request sees the merge request', async () => {
    const jobs = await jobsOf(files, 'ci/child.yml', 'merge_request');
    expect(jobs).toContain('of merge requests?');
    expect(jobs).not.toContain('without rules');
  });

  test('gets nothing where the trigger forwards nothing', async () => {
    const trigger = 'start: {trigger: {include: ci/child.yml, forward: {yaml_variables: false}}}\n';
    const jobs = await jobsOf({ ...files, '.gitlab-ci.yml': trigger }, 'ci/child.yml', 'push');
    expect(jobs).not.toContain('own');
    expect(jobs).toContain('open');
  });
});

describe('several files in one trigger are one pipeline', () => {
  const files = (trigger: string) => ({
    '.gitlab-ci.yml': `start: {trigger: {include: ${trigger}}}\n`,
    'ci/a.yml': '.base: {script: x}\nbuild: {extends: .base}\n',
    'ci/b.yml': 'deploy: {extends: .base, needs: [build]}\n',
  });

  test('so each may name what another one defines', async () => {
    expect(await messages('pipeline/undefined-job', files('[{local: ci/a.yml}, {local: ci/b.yml}]'))).toEqual(
      [],
    );
    expect(await messages('pipeline/no-script', files('[{local: ci/a.yml}, {local: ci/b.yml}]'))).toEqual([]);
  });

  test('and one alone may not', async () => {
    expect(await messages('pipeline/undefined-job', files('[{local: ci/b.yml}]'))).toHaveLength(2);
    expect(await messages('pipeline/undefined-job', files('ci/b.yml'))).toHaveLength(2);
  });

  test('of what a job makes nothing is known', async () => {
    const dynamic = {
      '.gitlab-ci.yml': `
make: {script: x, artifacts: {paths: [made.yml]}}
start: {needs: [make], trigger: {strategy: depend, include: [{artifact: made.yml, job: make}, {local: ci/b.yml}]}}
`,
      'ci/b.yml': 'deploy: {extends: .base, needs: [build]}\n',
    };
    expect(await messages('pipeline/undefined-job', dynamic)).toEqual([]);
    expect(await messages('pipeline/duplicate-include', dynamic)).toEqual([]);
  });
});

test('inputs of the trigger are put into the file that it starts', async () => {
  const files = {
    '.gitlab-ci.yml': 'start: {trigger: {include: [{local: ci/child.yml, inputs: {stage: release}}]}}\n',
    'ci/child.yml':
      'spec:\n  inputs:\n    stage:\n      default: none\n---\nstages: [release]\njob: {stage: "$[[ inputs.stage ]]", script: x}\n',
  };
  expect(await messages('pipeline/unknown-stage', files)).toEqual([]);
  expect(await jobsOf(files, 'ci/child.yml', 'push')).toEqual(['job']);
});
