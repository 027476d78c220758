import { expect, it, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const PIPELINE = `deploy:
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  script:
    - cp "$CLUSTER_CONFIG" ~/.kube/config
    - echo "$REGISTRY_PASSWORD" | docker login -u "$REGISTRY_USER" --password-stdin registry.example
    - docker push registry.example/app
    - envsubst < app.yaml | kubectl apply -f -
`;
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: app
data:
  a: "\${HOST}"
  b: "\${HOST}"
  c: "\${HOST}"
  d: "\${HOST}"
`;
const FILES = { '.gitlab-ci.yml': PIPELINE, 'app.yaml': MANIFEST };

it('lists what must be set, how, and where it is used', () => {
  const { status, output, errors } = runCli(folderWith(FILES), ['variables']);
  expect(output.split('\n')).toEqual([
    'To be set in the settings of the project, under CI/CD > Variables:',
    '',
    'CLUSTER_CONFIG  (type file, not masked, protected)',
    '    Type file: the job is given the value as the path of a file, which GitLab writes.',
    '    It has several lines, so GitLab cannot mask it: let nothing print it.',
    '    .gitlab-ci.yml:5:12: used by deploy',
    '',
    'HOST  (type variable, not masked, not protected)',
    '    app.yaml:6:7: used by deploy',
    '    app.yaml:7:7: used by deploy',
    '    app.yaml:8:7: used by deploy',
    '    and 1 more',
    '',
    'REGISTRY_PASSWORD  (type variable, masked, protected)',
    '    .gitlab-ci.yml:6:14: used by deploy',
    '',
    'REGISTRY_USER  (type variable, not masked, not protected)',
    '    .gitlab-ci.yml:6:53: used by deploy',
    '',
  ]);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
});

it('prints the same for programs, from the working directory and with what is declared', () => {
  const configuration = 'variables:\n  HOST: {}\n  REGISTRY_PASSWORD: { masked: false, protected: false }\n';
  const folder = folderWith({
    'app/.gitlab-ci.yml': PIPELINE,
    'app/app.yaml': MANIFEST,
    'app/.pipewright.yml': configuration,
  });
  const { output } = runCli(folder, ['variables', 'app', '--format', 'json']);
  const { version, variables } = JSON.parse(output) as { version: number; variables: unknown[] };
  expect(version).toBe(1);
  expect(variables).toMatchObject([
    {
      name: 'CLUSTER_CONFIG',
      type: 'file',
      base64: false,
      declared: false,
      uses: [{ file: 'app/.gitlab-ci.yml', line: 5, column: 12, kind: 'script', job: 'deploy' }],
    },
    { name: 'HOST', declared: true, uses: [{ file: 'app/app.yaml', kind: 'placeholder' }, {}, {}, {}] },
    { name: 'REGISTRY_PASSWORD', masked: false, protected: false, declared: true },
    { name: 'REGISTRY_USER', declared: false },
  ]);
});

it('says so where nothing must be set', () => {
  const folder = folderWith({ '.gitlab-ci.yml': 'test:\n  script: [make $CI_COMMIT_SHA]\n' });
  expect(runCli(folder, ['variables']).output).toContain('Nothing needs to be set');
  expect(JSON.parse(runCli(folder, ['variables', '--format', 'json']).output)).toEqual({
    version: 1,
    variables: [],
  });
});

test.each([
  [['variables', '--format', 'xml'], "There is no format 'xml': text, json."],
  [['variables', 'a', 'b'], 'variables takes one folder'],
  [['variables', 'not-there'], "There is no 'not-there'."],
])('%j is wrong usage', (words, message) => {
  const { status, errors } = runCli(folderWith({}), words);
  expect(errors).toContain(message);
  expect(status).toBe(2);
});
