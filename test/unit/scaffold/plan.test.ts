/** What is generated into what is there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { isRefusal } from '../../../server/src/scaffold/plan.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { lintFiles } from '../../rules/lint-files.ts';
import { planOf, resultOf } from './plans.ts';
import { filesOf, type Files } from './projects.ts';

async function refusalOf(files: Files): Promise<string> {
  const result = await resultOf(files);
  return isRefusal(result) ? result.refusal : 'no refusal';
}

/** The pipeline after generating. */
async function extended(
  pipeline: string,
  files: Files = flask,
  answers: PartialAnswers = {},
): Promise<string> {
  const plan = await planOf({ ...files, '.gitlab-ci.yml': pipeline }, answers);
  const file = plan.files.find((it) => it.path === '.gitlab-ci.yml');
  if (file) expect(applyEdits(pipeline, file.edits)).toBe(file.after);
  return file?.after ?? pipeline;
}

async function errors(files: Files): Promise<string[]> {
  const { findings } = await lintFiles(files);
  return findings
    .filter(({ finding }) => finding.severity === 'error' || finding.severity === 'warning')
    .map(({ finding, location }) => `${finding.rule} ${location.path} ${finding.message}`);
}

const flask = filesOf('flask');
const calculator = Object.fromEntries(
  ['app.py', 'requirements.txt', 'Dockerfile', 'calculator.yaml'].map((name) => [
    name,
    readFileSync(fileURLToPath(new URL(`../../../examples/calculator/${name}`, import.meta.url)), 'utf8'),
  ]),
);

describe('the calculator without its pipeline', () => {
  const answers: PartialAnswers = {
    builder: 'dind-plain',
    registry: 'private',
    image: 'private-registry.example.com/my-namespace/my-app',
    insecure: 'yes',
    branch: 'main',
    kubeconfig: 'variable',
    tags: 'kubernetes',
  };

  test('keeps its Dockerfile and manifest, and gets the pipeline that they ask for', async () => {
    const plan = await planOf(calculator, answers);
    expect(plan.files.map((it) => it.path)).toEqual(['.dockerignore', '.gitlab-ci.yml', '.pipewright.yml']);
    const pipeline = plan.files[1]!.after;
    // All that the guide's pipeline does.
    expect(pipeline).toContain(
      'DOCKER_IMAGE: "private-registry.example.com/my-namespace/my-app:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"',
    );
    for (const part of [
      '    - kubernetes',
      'alias: docker',
      '--tls=false',
      '--insecure-registry=private-registry.example.com',
      'DOCKER_HOST: tcp://docker:2375',
      'until docker info',
      '--password-stdin "private-registry.example.com"',
      'docker push "$DOCKER_IMAGE"',
      'when: manual',
      'chmod 600 "$KUBECONFIG"',
      'kubectl create secret docker-registry registry-login',
      '--dry-run=client',
      "envsubst '${DOCKER_IMAGE}' < calculator.yaml | kubectl apply",
      'kubectl rollout status deployment/calculator',
      'rm -f "$KUBECONFIG"',
    ])
      expect(pipeline).toContain(part);
  });

  test('has no fault then', async () => {
    const plan = await planOf(calculator, answers);
    const after = { ...calculator, ...Object.fromEntries(plan.files.map((it) => [it.path, it.after])) };
    expect(await errors(after)).toEqual([]);
    expect((await planOf(after, answers)).files).toEqual([]);
  });
});

describe('a pipeline with some jobs', () => {
  test('gets the others in its own layout, its line ends, comments and anchors kept', async () => {
    const pipeline = [
      '# Ours',
      'stages: [lint, "build"]',
      '',
      'variables: &common',
      "    NAME: 'x' # a name",
      '',
      'lint:',
      '    stage: lint',
      '    script:',
      '        - echo ok',
      '',
    ].join('\r\n');
    const after = await extended(pipeline);
    expect(after.startsWith('# Ours\r\nstages: [lint, test, "build", deploy]\r\n')).toBe(true);
    expect(after).toContain("    NAME: 'x' # a name\r\n    # A tag for each commit");
    expect(after).toContain('\r\n        - echo ok\r\n\r\ntest:\r\n    stage: test\r\n');
    expect(after).toContain(
      '    services:\r\n        - name: docker:28.5-dind\r\n          alias: docker\r\n',
    );
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    // The pipeline renders a manifest that the same plan writes.
    const { files } = await planOf({ ...flask, '.gitlab-ci.yml': pipeline });
    const written = Object.fromEntries(files.map((it) => [it.path, it.after]));
    expect(await errors({ ...flask, ...written })).toEqual([]);
  });

  test('that builds and tests gets the deployment of what it pushes', async () => {
    const after = await extended(
      [
        'build image:',
        '  stage: build',
        '  image: docker:28',
        '  services: [docker:28-dind]',
        '  script:',
        '    - docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY" <<< "$CI_REGISTRY_PASSWORD"',
        '    - docker build -t "$CI_REGISTRY_IMAGE/app:$CI_COMMIT_SHA" .',
        '    - docker push "$CI_REGISTRY_IMAGE/app:$CI_COMMIT_SHA"',
        'test:',
        '  script: [make test]',
        '',
      ].join('\n'),
    );
    expect(after).toContain('  needs:\n    - build image\n');
    expect(after).toContain('    DOCKER_IMAGE: $CI_REGISTRY_IMAGE/app:$CI_COMMIT_SHA\n');
    expect(after).not.toContain('docker build --pull');
    expect(after.match(/^test/gm)).toHaveLength(1);
  });

  test('that names its image by a global variable has that one deployed', async () => {
    const after = await extended(
      [
        'variables:',
        '  DOCKER_IMAGE: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA',
        'build:',
        '  stage: build',
        '  script:',
        '    - docker build -t $DOCKER_IMAGE .',
        '    - docker push $DOCKER_IMAGE',
      ].join('\n'),
    );
    expect(after.match(/DOCKER_IMAGE:/g)).toHaveLength(1);
    expect(after).toContain("envsubst '${NAMESPACE} ${DOCKER_IMAGE}'");
  });

  test('whose image cannot be known gets no deployment, and is told why', async () => {
    const plan = await planOf({
      ...flask,
      '.gitlab-ci.yml':
        'build:\n  stage: build\n  script:\n    - export TAG=$(date +%s)\n    - docker build -t app:$TAG .\n    - docker push app:$TAG\n',
    });
    expect(plan.remarks.join()).toContain('put the name into a global variable DOCKER_IMAGE');
    expect(plan.files.find((it) => it.path === '.gitlab-ci.yml')!.after).not.toContain('kubectl');
  });

  test('that deploys already keeps what it deploys as it is, and is told of the image', async () => {
    const manifest =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers: [{name: shop, image: "team/shop:1"}]\n';
    const pipeline = 'deploy:\n  script:\n    - kubectl apply -f shop.yaml\n';
    const plan = await planOf({ ...flask, 'shop.yaml': manifest, '.gitlab-ci.yml': pipeline });
    expect(plan.files.map(({ path }) => path)).not.toContain('shop.yaml');
    expect(plan.remarks.join('\n')).toContain(
      'let the job deploy $DOCKER_IMAGE, after the job that builds it',
    );
    const withChart = await planOf({
      ...flask,
      '.gitlab-ci.yml': 'deploy:\n  script:\n    - helm upgrade --install shop chart\n',
    });
    expect(withChart.files.filter(({ path }) => path.startsWith('k8s/'))).toEqual([]);
  });

  test('that are in a pipeline of their own, which it starts, are not written again', async () => {
    const { files, jobs } = await planOf({
      ...flask,
      '.gitlab-ci.yml': 'ship:\n  trigger:\n    include: ci/ship.gitlab-ci.yml\n',
      'ci/ship.gitlab-ci.yml':
        'stages: [build, deploy]\nbuild:\n  stage: build\n  script:\n    - docker build -t a/b:1 .\n    - docker push a/b:1\ndeploy:\n  stage: deploy\n  script:\n    - kubectl apply -f x.yaml\n',
    });
    // The job that starts it is in the stage of tests.
    expect(jobs).toEqual([]);
    expect(files.filter(({ path }) => path.startsWith('k8s/'))).toEqual([]);
  });

  test('of other names does not lose them', async () => {
    const after = await extended(
      'test:\n  stage: build\n  script: [echo]\nbuild:\n  stage: build\n  script: [echo]\n',
    );
    expect(after).toContain('\nbuild-2:\n');
    expect(after).toContain('    - build-2\n');
  });

  test.each([
    ['an empty one', ''],
    ['one that is only a comment', '# To be written\n'],
    ['one without a line end', '# To be written'],
  ])('%s is written whole', async (_, pipeline) => {
    const after = await extended(pipeline);
    expect(after.startsWith(pipeline)).toBe(true);
    expect(after).toContain('\nstages:\n  - test\n  - build\n  - deploy\n');
  });

  test('is extended in a second run by nothing', async () => {
    const files = { ...flask, '.gitlab-ci.yml': 'lint:\n  script: [echo]\n' };
    const plan = await planOf(files);
    const after = { ...files, ...Object.fromEntries(plan.files.map((it) => [it.path, it.after])) };
    expect((await planOf(after)).files).toEqual([]);
  });
});

describe('a manifest with a fixed image', () => {
  const manifest = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: shop, namespace: shops }',
    'spec:',
    '  selector: { matchLabels: { app: shop } }',
    '  template:',
    '    metadata: { labels: { app: shop } }',
    '    spec:',
    '      containers:',
    '        - name: shop',
    '          image: "registry.example.com/team/shop:1.0" # by hand',
    '',
  ].join('\n');

  test('gets a placeholder for it, and names the registry', async () => {
    const plan = await planOf({ ...flask, 'deploy/shop.yaml': manifest });
    const after = plan.files.find((it) => it.path === 'deploy/shop.yaml')!.after;
    expect(after).toContain('          image: "${DOCKER_IMAGE}" # by hand\n');
    const pipeline = plan.files.find((it) => it.path === '.gitlab-ci.yml')!.after;
    expect(pipeline).toContain('DOCKER_IMAGE: "registry.example.com/team/shop:${CI_COMMIT_SHORT_SHA}');
    expect(pipeline).toContain('NAMESPACE: shops\n');
    expect(plan.files.map((it) => it.path)).not.toContain('k8s/shop.yaml');
  });
});

describe('what cannot be read', () => {
  const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a: b\n';

  test('is said of a manifest that is no YAML, and of one that is no text', async () => {
    const { remarks } = await planOf({
      ...flask,
      'k8s/settings.yaml': broken,
      'k8s/binary.yaml': 'apiVersion: v1\0',
      'chart/templates/a.yaml': broken,
    });
    expect(remarks).toContain(
      'k8s/settings.yaml has an error in line 4, so it is left as it is: kubectl will refuse it.',
    );
    expect(remarks).toContain(
      'k8s/binary.yaml cannot be read (not a text file): if it holds manifests, look after them yourself.',
    );
    expect(remarks.join()).not.toContain('chart/');
  });

  test('is not changed', async () => {
    const manifest =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: shop, image: shop:1}\n      nodeName: "x\n';
    const { files } = await planOf({ ...flask, 'deploy.yaml': manifest });
    expect(files.map(({ path }) => path)).not.toContain('deploy.yaml');
  });
});

describe('several workloads', () => {
  const workload = (kind: string, name: string, image: string) =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec:\n      containers: [{name: ${name}, image: "${image}"}]\n`;

  test('come back together, but for those that the pipeline does not build', async () => {
    const { files } = await planOf({
      ...flask,
      'k8s/shop.yaml': workload('Deployment', 'shop', '${IMAGE}'),
      'k8s/cache.yaml': workload('StatefulSet', 'cache', 'redis:8'),
    });
    const pipeline = files.find(({ path }) => path === '.gitlab-ci.yml')!.after;
    expect(pipeline).toContain('for workload in deployment/shop; do\n');
    expect(pipeline).toContain(
      'rollout status statefulset/cache --namespace "$NAMESPACE" --timeout 300s || undo cache app=cache\n',
    );
  });
});

test('settings of nginx in a manifest are no placeholders', async () => {
  const { files, settings } = await planOf({
    ...flask,
    'k8s/shop.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers: [{name: shop, image: "${IMAGE}"}]\n',
    'k8s/nginx.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nginx}\ndata:\n  nginx.conf: |\n    server_name $SERVER; try_files $uri /index.html;\n',
  });
  const pipeline = files.find(({ path }) => path === '.gitlab-ci.yml')!.after;
  expect(pipeline).toContain("envsubst '${SERVER}' < k8s/nginx.yaml");
  expect(settings.map(({ name }) => name)).not.toContain('uri');
});

describe('nothing is generated', () => {
  test('in an empty folder', async () => {
    expect(await refusalOf({})).toContain('No application was found here');
  });

  test.each([
    ['a script line that is a mapping', 'job:\n  script:\n    - echo "a: b"\n', 'line 3'],
    ['an unclosed quote', 'job:\n  script: "echo\n', 'line 2'],
    ['an unknown keyword', 'job:\n  script: [echo]\n  scripts: [echo]\n', 'line 3'],
    ['an unknown stage', 'job:\n  stage: biuld\n  script: [echo]\n', 'line 2'],
  ])('into a pipeline with %s', async (_, pipeline, line) => {
    const refusal = await refusalOf({ ...flask, '.gitlab-ci.yml': pipeline });
    expect(refusal).toContain(`.gitlab-ci.yml has an error in ${line}, so it is left as it is`);
  });
});

describe('several applications', () => {
  const worker: Files = {
    'api/requirements.txt': 'flask\n',
    'api/app.py': 'from flask import Flask\napp = Flask(__name__)\napp.run(port=80)\n',
    'worker/requirements.txt': 'celery\n',
    'worker/main.py': 'import celery\n',
  };

  test('of which nobody asks one for anything leave that one without Service, ports and probes', async () => {
    const { files } = await planOf(worker);
    const text = files.find(({ path }) => path === 'k8s/worker.yaml')!.after;
    expect(text).toContain('replicas: 1\n');
    expect(text).not.toMatch(/Service\b|ports:|Probe:/);
    expect(files.find(({ path }) => path === 'k8s/api.yaml')!.after).toContain('kind: Service\n');
  });

  test('may listen on a port that only root opens otherwise', async () => {
    const { files } = await planOf(worker);
    const text = files.find(({ path }) => path === 'k8s/api.yaml')!.after;
    expect(text).toContain('          - name: net.ipv4.ip_unprivileged_port_start\n            value: "0"\n');
  });
});

describe('the pods of an image that is generated', () => {
  const pod = async (files: Files) =>
    (await planOf(files)).files.find(({ path }) => path === 'k8s/shop.yaml')!.after;

  test('write to /tmp alone, and have nothing to do with the cluster', async () => {
    const text = await pod(flask);
    expect(text).toContain('readOnlyRootFilesystem: true\n');
    expect(text).toContain('              mountPath: /tmp\n');
    expect(text).toContain('automountServiceAccountToken: false\n');
  });

  test('keep the way to the cluster where the program takes it', async () => {
    expect(await pod({ ...flask, 'requirements.txt': 'flask\nkubernetes\n' })).not.toContain('automount');
  });

  test('of a Dockerfile that is there are not held to what is not known of it', async () => {
    const text = await pod({ ...flask, Dockerfile: 'FROM python:3.13-slim\nUSER 1000\n' });
    expect(text).not.toMatch(/readOnlyRootFilesystem|automount/);
    expect(text).toContain('runAsNonRoot: true\n');
  });
});
