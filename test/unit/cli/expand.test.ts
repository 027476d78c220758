import { describe, expect, test } from 'vitest';
import { expandPipeline } from '../../../server/src/cli/expand.ts';
import { graphOf } from '../../../server/src/gitlab/pipeline-graph.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';

async function pipelineOf(files: Readonly<Record<string, string>>) {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  return project.snapshot().pipelines[0]!;
}

const FILES = {
  '.gitlab-ci.yml': `
include: ci/build.yml
stages: [build, "test it", deploy]
variables: {A: "010", B: {value: x, description: d}}
default: {image: alpine, before_script: [hello]}
.base: &base
  script:
    - |
      multi
      line
    - "quoted: x"
"odd: name":
  <<: *base
  stage: "test it"
  needs: [{job: build, optional: true}]
deploy:
  stage: deploy
  script: [!reference [.base, script], last]
  inherit: {default: [image], variables: false}
`,
  'ci/build.yml': 'build: {stage: build, extends: .base, tags: [x]}\n',
};

describe('an expanded pipeline', () => {
  test('says everything in each job', async () => {
    expect(expandPipeline(await pipelineOf(FILES))).toEqual(
      `stages:
  - build
  - 'test it'
  - deploy

variables:
  A: '010'
  B:
    value: x
    description: d

build:
  script:
    - |
      multi
      line
    - 'quoted: x'
  stage: build
  tags: [x]
  image: alpine
  before_script: [hello]

'odd: name':
  script:
    - |
      multi
      line
    - 'quoted: x'
  stage: 'test it'
  needs:
    - job: build
      optional: true
  image: alpine
  before_script: [hello]

deploy:
  stage: deploy
  script:
    - |
      multi
      line
    - 'quoted: x'
    - last
  image: alpine
  inherit:
    default: [image]
    variables: false`.split('\n'),
    );
  });

  test('expands to itself', async () => {
    const once = expandPipeline(await pipelineOf(FILES));
    expect(expandPipeline(await pipelineOf({ '.gitlab-ci.yml': `${once.join('\n')}\n` }))).toEqual(once);
  });

  test('names what is not known', async () => {
    const pipeline = await pipelineOf({ '.gitlab-ci.yml': 'include: {template: A.yml}\na: {script: x}\n' });
    expect(expandPipeline(pipeline)[0]).toBe('# Not known here: template A.yml');
  });
});

test('a graph has an arrow for each need, and from stage to stage without needs', async () => {
  expect(graphOf(await pipelineOf(FILES)).edges).toEqual([
    { from: 'build', to: 'odd: name', by: 'needs', isOptional: true },
    { from: 'odd: name', to: 'deploy', by: 'stage', isOptional: false },
  ]);
});
