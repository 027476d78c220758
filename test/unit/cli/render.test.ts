import { expect, it, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const PIPELINE = `
variables: {IMAGE: "$REGISTRY/app:$CI_COMMIT_SHORT_SHA"}
staging:
  rules: [{if: $CI_COMMIT_BRANCH}]
  variables: {NAME: staging}
  script: [envsubst < app.yaml | kubectl apply -f -]
production:
  rules: [{if: $CI_COMMIT_TAG}]
  variables: {NAME: production}
  script: ["envsubst '$NAME' < app.yaml | kubectl apply -f -"]
`;
const MANIFEST = 'name: ${NAME}\nimage: $IMAGE\n';
const FILES = { '.gitlab-ci.yml': PIPELINE, 'app.yaml': MANIFEST };

it('takes the values of the job, and names what is to be set and what is an example', () => {
  const { status, output, errors } = runCli(folderWith(FILES), ['render', 'app.yaml']);
  expect(output).toBe('name: staging\nimage: ${REGISTRY}/app:1a2b3c4d\n');
  expect(errors.split('\n')).toEqual([
    "pipewright: 'app.yaml' as staging renders it in a pipeline for a push to main",
    'pipewright: rendered by production as well: --job takes another one',
    "pipewright: REGISTRY: set by nothing in these files, perhaps by the project's settings (Settings > CI/CD > Variables). Give a value with --var NAME=VALUE.",
    '',
  ]);
  expect(status).toBe(1);
});

it.each([
  ['a value', 'REGISTRY=reg.example', 'reg.example/app:1a2b3c4d'],
  ['nothing', 'REGISTRY=', '/app:1a2b3c4d'],
  ['another image', 'IMAGE=x:1', 'x:1'],
])('takes %s from --var', (_, word, image) => {
  const { status, output } = runCli(folderWith(FILES), ['render', 'app.yaml', '--var', word]);
  expect(output).toBe(`name: staging\nimage: ${image}\n`);
  expect(status).toBe(0);
});

it('follows the event to the job, and the job to its list', () => {
  const folder = folderWith(FILES);
  const expected = { output: 'name: production\nimage: $IMAGE\n', status: 0 };
  expect(runCli(folder, ['render', 'app.yaml', '--event', 'tag'])).toMatchObject(expected);
  expect(runCli(folder, ['render', 'app.yaml', '--job', 'production'])).toMatchObject(expected);
  const branch = runCli(folder, ['render', 'app.yaml', '--job', 'production', '--branch', 'main']);
  expect(branch.errors).toContain('such a pipeline does not have production');
  const listed = runCli(folder, ['render', 'app.yaml', '--list', '$IMAGE', '--var', 'REGISTRY=r']);
  expect(listed.output).toBe('name: ${NAME}\nimage: r/app:1a2b3c4d\n');
});

it('says what the job leaves empty', () => {
  const pipeline = 'd:\n  script:\n    - NAME=x\n    - envsubst < app.yaml | kubectl apply -f -\n';
  const files = { '.gitlab-ci.yml': pipeline, 'app.yaml': 'name: ${NAME}\ntag: ${CI_COMMIT_TAG}\n' };
  const { status, output, errors } = runCli(folderWith(files), ['render', 'app.yaml']);
  expect(output).toBe('name: \ntag: \n');
  expect(errors).toContain(
    'rendered as nothing: NAME (assigned without export), CI_COMMIT_TAG (not set there)',
  );
  expect(status).toBe(0);
});

it('says where the script makes a value that only shows when it runs', () => {
  const pipeline =
    'd:\n  script:\n    - export NAME=$(git describe)\n    - envsubst < app.yaml | kubectl apply -f -\n';
  const files = { '.gitlab-ci.yml': pipeline, 'app.yaml': 'name: ${NAME}\n' };
  const { status, output, errors } = runCli(folderWith(files), ['render', 'app.yaml']);
  expect(output).toBe('name: ${NAME}\n');
  expect(errors).toContain('NAME: made by the script when the job runs (.gitlab-ci.yml:3:14)');
  expect(status).toBe(1);
});

it('does not know a list that only the run tells, until it is given', () => {
  const pipeline =
    'd:\n  variables: {NAME: x}\n  script: [envsubst "$LIST" < app.yaml | kubectl apply -f -]\n';
  const folder = folderWith({ '.gitlab-ci.yml': pipeline, 'app.yaml': 'name: ${NAME}\n' });
  const { status, output, errors } = runCli(folder, ['render', 'app.yaml']);
  expect(output).toBe('name: ${NAME}\n');
  expect(errors).toContain("Give the list with --list '$A $B'.");
  expect(status).toBe(1);
  expect(runCli(folder, ['render', 'app.yaml', '--list', '$NAME'])).toMatchObject({
    status: 0,
    output: 'name: x\n',
  });
});

it('keeps every byte that is no placeholder, and puts values in as UTF-8', () => {
  const before = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0xe9, 0xff, 0x0d, 0x24]);
  const files = {
    '.gitlab-ci.yml': PIPELINE,
    'app.yaml': Buffer.concat([before, Buffer.from('{NAME}\r\n')]),
  };
  const folder = folderWith(files);
  const { output } = runCli(folder, ['render', 'app.yaml', '--var', 'NAME=é€'], '', 'latin1');
  const expected = Buffer.concat([before.subarray(0, -1), Buffer.from('é€\r\n')]);
  expect(Buffer.from(output, 'latin1')).toEqual(expected);
});

const BY_A8M = { '.pipewright.yml': 'envsubst: {flavour: a8m}\n' };

it("renders as a8m's envsubst where the configuration tells of it, with what nothing sets taken for not set", () => {
  const pipeline =
    'd:\n  variables: {NAME: x}\n  script: ["envsubst \'$NAME\' < app.yaml | kubectl apply -f -"]\n';
  const template = 'name: ${NAME:-y}\nhost: "${HOST:-localhost}"\ncost: $$NAME # $1é\n';
  const folder = folderWith({ ...BY_A8M, '.gitlab-ci.yml': pipeline, 'app.yaml': template });
  const { status, output, errors } = runCli(folder, ['render', 'app.yaml']);
  expect(output).toBe('name: x\nhost: "localhost"\ncost: $NAME # \n');
  expect(errors).toContain('taken for not set, as nothing in these files sets them: HOST.');
  expect(status).toBe(0);
  const given = runCli(folder, ['render', 'app.yaml', '--var', 'HOST=é', '--var', 'NAME=']);
  expect(given.output).toBe('name: y\nhost: "é"\ncost: $NAME # \n');
  const listed = runCli(folder, ['render', 'app.yaml', '--list', '$NAME']);
  expect(listed).toMatchObject({ status: 2, output: '' });
});

it.each([
  ['a brace that is not closed', 'envsubst -i app.yaml', 'name: ${NAME\n', 'it fails at a brace'],
  ['-no-unset', 'envsubst -no-unset < app.yaml', 'a: ${CI_COMMIT_TAG}\n', 'CI_COMMIT_TAG is not set'],
])('writes nothing where envsubst fails: %s', (_, call, template, message) => {
  const pipeline = `d:\n  script: ["${call} | kubectl apply -f -"]\n`;
  const folder = folderWith({ '.gitlab-ci.yml': pipeline, 'app.yaml': template });
  const { status, output, errors } = runCli(folder, ['render', 'app.yaml']);
  expect(output).toBe('');
  expect(errors).toContain(`envsubst writes nothing: ${message}`);
  expect(status).toBe(1);
});

test.each(['app.yaml', '-'])('without a pipeline only --var counts: %s', (file) => {
  const folder = folderWith({ 'app.yaml': MANIFEST });
  const { status, output, errors } = runCli(folder, ['render', file, '--var', 'NAME=x'], MANIFEST);
  expect(output).toBe('name: x\nimage: \n');
  expect(errors).toBe('pipewright: rendered as nothing: IMAGE\n');
  expect(status).toBe(0);
});

test.each([
  [['app.yaml', '--job', 'x'], "'x' does not render 'app.yaml'. These jobs do: staging, production."],
  [['app.yaml', '--event', 'pushed'], "There is no event 'pushed'"],
  [['other.yaml', '--event', 'push'], "No job renders 'other.yaml' with envsubst"],
  [['-', '--branch', 'main'], 'No job renders standard input'],
  [['none.yaml'], "'none.yaml' cannot be read: ENOENT"],
  [['.'], "'.' cannot be read: EISDIR"],
  [[], 'render takes one file'],
])('%j is wrong usage', (words, message) => {
  const folder = folderWith({ ...FILES, 'other.yaml': '${X}\n' });
  const { status, errors } = runCli(folder, ['render', ...words]);
  expect(errors).toContain(message);
  expect(status).toBe(2);
});
