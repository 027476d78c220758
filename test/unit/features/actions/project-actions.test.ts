/** Code actions that add to the project: jobs, a Dockerfile, a .dockerignore. */
import { describe, expect, test } from 'vitest';
import { filesOf } from '../../scaffold/projects.ts';
import { apply, titles } from './apply.ts';

const flask = filesOf('flask');
const LINT = `stages:
    - check   # first of all
    - deploy

.python: &python
    image: python:3.13

lint:
    <<: *python
    stage: check
    script: ["ruff check ."]
`;

const BUILD = 'Add a job that builds and pushes the image';
const TEST = 'Add a job that runs the tests';
const DEPLOY = 'Add a job that deploys to Kubernetes';

describe('jobs', () => {
  test('are offered between the jobs, and not within one unless asked for', async () => {
    const between = { ...flask, '.gitlab-ci.yml': LINT.replace('stages:', '‸stages:') };
    expect(await titles(between)).toEqual(expect.arrayContaining([TEST, BUILD]));
    const within = { ...flask, '.gitlab-ci.yml': LINT.replace('stage: check', '‸stage: check') };
    expect(await titles(within)).toEqual([]);
    expect(await titles(within, { isForFile: true })).toEqual(expect.arrayContaining([TEST, BUILD]));
  });

  test('a build has its stage, its variable and its Dockerfile, in the file’s own layout', async () => {
    const marked = { ...flask, '.gitlab-ci.yml': LINT.replace('stages:', '‸stages:') };
    const result = await apply(marked, BUILD);
    const pipeline = result['.gitlab-ci.yml']!;
    expect(pipeline).toContain('    - check   # first of all\n    - build\n    - deploy\n');
    expect(pipeline).toContain('\nvariables:\n');
    expect(pipeline).toMatch(/\nbuild:\n {4}stage: build\n {4}image: docker:/);
    expect(pipeline).toContain('\n        - docker push "$DOCKER_IMAGE"\n');
    expect(pipeline).toContain('.python: &python\n    image: python:3.13\n\nlint:\n    <<: *python\n');
    expect(result['Dockerfile']).toContain('FROM python:');
    expect(result['k8s/flask.yaml']).toBe(undefined);
    expect(await titles({ ...result, '.gitlab-ci.yml': `‸${pipeline}` })).not.toContain(BUILD);
  });

  test('a deployment needs the build, and takes its image over', async () => {
    const first = await apply({ ...flask, '.gitlab-ci.yml': LINT.replace('stages:', '‸stages:') }, BUILD);
    expect(await titles({ ...flask, '.gitlab-ci.yml': LINT.replace('stages:', '‸stages:') })).not.toContain(
      DEPLOY,
    );
    const result = await apply({ ...first, '.gitlab-ci.yml': `‸${first['.gitlab-ci.yml']!}` }, DEPLOY);
    const pipeline = result['.gitlab-ci.yml']!;
    expect(pipeline.startsWith(first['.gitlab-ci.yml']!.trimEnd())).toBe(true);
    expect(pipeline).toMatch(/\ndeploy:\n {4}stage: deploy\n {4}needs:\n {8}- build\n/);
    const [manifest] = Object.keys(result).filter((path) => path.startsWith('k8s/'));
    expect(result[manifest!]).toContain('image: ${DOCKER_IMAGE}');
  });

  test('are not added to a pipeline that is broken', async () => {
    const broken = `‸stages: [a\n${LINT}`;
    expect(await titles({ ...flask, '.gitlab-ci.yml': broken }, { isForFile: true })).not.toContain(BUILD);
  });
});

describe('image files', () => {
  const pipeline = 'build:\n  script:\n    - docker build -t app:1 .\n';

  test('a Dockerfile is added at the build that wants it', async () => {
    const marked = { ...flask, '.gitlab-ci.yml': pipeline.replace('docker build', '‸docker build') };
    const result = await apply(marked, 'Add Dockerfile for this Python project');
    expect(result['Dockerfile']).toContain('USER ');
    expect(result['.gitlab-ci.yml']).toBe(pipeline);
  });

  test('a .dockerignore is added beside a Dockerfile', async () => {
    const marked = {
      ...flask,
      Dockerfile: 'FROM python:3.13\nUSER 1000\nCOPY . .\n',
      '.gitlab-ci.yml': `‸\n${pipeline}`,
    };
    expect((await apply(marked, 'Add .dockerignore'))['.dockerignore']).toContain('.git\n');
    expect(await titles(marked)).not.toContain('Add Dockerfile for this Python project');
  });
});
