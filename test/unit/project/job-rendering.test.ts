import { expect, it, test } from 'vitest';
import { eventOf, type PipelineEvent } from '../../../server/src/gitlab/event.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';
import {
  jobRendering,
  type JobRendering,
  type RenderingRequest,
} from '../../../server/src/project/job-rendering.ts';
import type { RenderedValue } from '../../../server/src/project/rendered-template.ts';

async function renderingOf(
  pipeline: string,
  request: RenderingRequest = {},
  more: Readonly<Record<string, string>> = {},
): Promise<JobRendering | undefined> {
  const project = new Project(
    new MemoryFileSystem({ '.gitlab-ci.yml': pipeline, 'app.yaml': '${X}\n', ...more }),
  );
  await project.load();
  // The first look asks for the scripts that jobs run.
  jobRendering(project.snapshot(), 'app.yaml', request);
  await project.settle();
  return jobRendering(project.snapshot(), 'app.yaml', request);
}

/** What `${X}` becomes. */
function valueIn(rendering: JobRendering | undefined, list?: ReadonlySet<string>): RenderedValue {
  const [part] = rendering!.render('${X}', list).parts;
  if (!part || !('value' in part)) throw new Error('no placeholder');
  return part.value;
}

/** What `${X}` becomes in a job with these lines; `more` are further keywords of the job. */
async function valueOf(
  lines: string,
  more = '',
  event?: PipelineEvent,
  given: Readonly<Record<string, string>> = {},
  top = '',
): Promise<string> {
  const script = `${lines}\nenvsubst < app.yaml > out.yaml\nkubectl apply -f out.yaml`.trim();
  const pipeline = `${top}deploy:\n${more}  script:\n    - |\n${script.replace(/^/gm, '      ')}\n`;
  const rendering = await renderingOf(pipeline, { event, variables: new Map(Object.entries(given)) });
  const value = valueIn(rendering);
  if (value.kind === 'text') return value.text;
  if (value.kind === 'empty') return `(${value.why})`;
  if (value.kind !== 'unknown') return `(${value.kind})`;
  return `${value.shown} ? ${value.missing.map(({ name, why }) => `${name}: ${why}`).join(', ')}`;
}

const X = (value: string) => `  variables: {X: '${value}'}\n`;
const ON_TAG = eventOf('tag', { tag: 'v2' });
const ON_BRANCH = eventOf('push', { branch: 'Topic/One' });

test.each<[what: string, value: Promise<string>, is: string]>([
  [
    'of the job over that of the pipeline',
    valueOf('', X('own'), undefined, {}, "variables: {X: 'all'}\n"),
    'own',
  ],
  ['of the pipeline', valueOf('', '', undefined, {}, "variables: {X: 'all'}\n"), 'all'],
  ['given from outside, before all others', valueOf('', X('own'), undefined, { X: 'given' }), 'given'],
  ['made of one that is given', valueOf('', X('a-$Y'), undefined, { Y: 'given' }), 'a-given'],
  ['of GitLab that is given', valueOf('', X('$CI_COMMIT_TAG'), ON_BRANCH, { CI_COMMIT_TAG: 'v9' }), 'v9'],
  ['assigned by the script', valueOf('export X=a$CI_COMMIT_TAG', '', ON_TAG), 'av2'],
  ['assigned by the script over one that is given', valueOf('export X=a', '', undefined, { X: 'b' }), 'a'],
  ['cut by the script', valueOf('export X=${CI_COMMIT_SHA:0:4}'), '1a2b'],
  ['of a tag', valueOf('', X('$CI_COMMIT_TAG/$CI_COMMIT_REF_SLUG'), ON_TAG), 'v2/v2'],
  ['of a branch', valueOf('', X('$CI_COMMIT_BRANCH/$CI_COMMIT_REF_SLUG'), ON_BRANCH), 'Topic/One/topic-one'],
  ['of which GitLab sets none', valueOf('', X('a$CI_COMMIT_TAG'), ON_BRANCH), 'a'],
  [
    'that the shell replaces as it is unset',
    valueOf('export X=${CI_COMMIT_TAG:-none}', '', ON_BRANCH),
    'none',
  ],
  ['of the job itself', valueOf('', X('$CI_JOB_NAME in $CI_JOB_STAGE')), 'deploy in test'],
  ['of its environment', valueOf('', `  environment: {name: prod}\n${X('$CI_ENVIRONMENT_SLUG')}`), 'prod'],
  ['that YAML reads as a boolean', valueOf('', '  variables: {X: yes}\n'), 'true'],
  ['without export', valueOf('X=1'), '(not-exported)'],
  ['that nothing defines', valueOf(''), '${X} ? X: settings'],
  ['made of one that nothing defines', valueOf('', X('app:$TAG')), 'app:${TAG} ? TAG: settings'],
  ['made by a command', valueOf('export X=app:$(git describe)'), 'app:… ? X: script'],
  ['GitLab alone knows', valueOf('', X('$CI_JOB_TOKEN')), '${CI_JOB_TOKEN} ? CI_JOB_TOKEN: gitlab'],
  ['of a matrix', valueOf('', '  parallel: {matrix: [{X: [a, b]}]}\n'), '${X} ? X: job'],
])('takes a variable %s', async (_, value, is) => {
  expect(await value).toBe(is);
});

const RULES = `  rules:
    - if: $CI_COMMIT_TAG
      variables: {X: release}
    - if: $CI_COMMIT_BRANCH
      variables: {X: snapshot}
`;

test.each<[what: string, event: PipelineEvent, is: string]>([
  ['a tag', ON_TAG, 'release'],
  ['a branch', ON_BRANCH, 'snapshot'],
  ['neither', eventOf('merge_request'), 'own'],
])('takes what the rules set for %s', async (_, event, is) => {
  expect(await valueOf('', RULES + X('own'), event)).toBe(is);
});

it('does not know what rules set that may or may not apply', async () => {
  const rules = '  rules: [{if: $SETTING, variables: {X: a}}, {if: $CI}]\n';
  expect(await valueOf('', rules + X('own'))).toBe('${X} ? X: rules');
  expect(await valueOf('', rules + X('own'), undefined, { SETTING: '1' })).toBe('a');
});

it('counts the variables of workflow before those of the pipeline, and after those of the job', async () => {
  const top = 'workflow: {rules: [{if: $CI, variables: {X: flow}}]}\nvariables: {X: all}\n';
  expect(await valueOf('', '', undefined, {}, top)).toBe('flow');
  expect(await valueOf('', X('own'), undefined, {}, top)).toBe('own');
});

it('leaves what the list leaves out, unless another list is asked for', async () => {
  const pipeline = `deploy:\n${X('own')}  script: ["envsubst '$Y' < app.yaml | kubectl apply -f -"]\n`;
  const rendering = await renderingOf(pipeline);
  expect(valueIn(rendering)).toEqual({ kind: 'kept' });
  expect(valueIn(rendering, new Set(['X']))).toMatchObject({ kind: 'text', text: 'own' });
});

it('takes the value that the configuration tells of a variable of the settings', async () => {
  const pipeline = 'deploy:\n  script: [envsubst < app.yaml | kubectl apply -f -]\n';
  const configuration = { '.pipewright.yml': 'variables: {X: {value: told}, Y: {}}\n' };
  expect(valueIn(await renderingOf(pipeline, {}, configuration))).toMatchObject({ text: 'told' });
});

const TWO = `
staging:
  rules: [{if: $CI_COMMIT_TAG == null}]
  variables: {X: s}
  script: [envsubst < app.yaml | kubectl apply -f -]
production:
  rules: [{if: $CI_COMMIT_TAG}]
  variables: {X: p}
  script: [envsubst < app.yaml | kubectl apply -f -]
`;

test.each<[string, RenderingRequest, job: string, isIn: boolean]>([
  ['the first', {}, 'staging', true],
  ['the one that the event has', { event: ON_TAG }, 'production', true],
  ['the one that is named', { job: 'production' }, 'production', true],
  [
    'the one that is named, out of its pipeline',
    { job: 'production', event: ON_BRANCH },
    'production',
    false,
  ],
])('of several jobs shows %s', async (_, request, job, isIn) => {
  const rendering = await renderingOf(TWO, request);
  expect(rendering).toMatchObject({ job: { name: job }, isIn, jobs: ['staging', 'production'] });
});

it('follows paths and scripts of the repository that the values lead to', async () => {
  const pipeline = `
.deploy:
  script: [./deploy.sh]
one: {extends: .deploy, variables: {FILE: other.yaml, X: '1'}}
two: {extends: .deploy, variables: {FILE: app.yaml, X: '2'}}
`;
  const script = '#!/bin/sh\nenvsubst < "$CI_PROJECT_DIR/$FILE" | kubectl apply -f -\n';
  const rendering = await renderingOf(pipeline, {}, { 'deploy.sh': script, 'other.yaml': '' });
  expect(rendering?.job.name).toBe('two');
  expect(valueIn(rendering)).toMatchObject({ text: '2' });
});

const HANDED_ON = `
stages: [build, deploy]
build:
  stage: build
  script:
    - export NUMBER=1$CI_COMMIT_TAG
    - LINES
  artifacts: {reports: {dotenv: build.env}}
deploy:
  stage: deploy
  script:
    - export X=app:$VERSION
    - envsubst < app.yaml | kubectl apply -f -
`;

test.each([
  ['by echo', 'echo "VERSION=$NUMBER" >> build.env', 'app:1v2'],
  [
    'by several lines, the last one counts',
    'echo "VERSION=0" > build.env; echo "VERSION=$NUMBER" >> ./build.env',
    'app:1v2',
  ],
  ['in quotes', 'printf \'A=b\\nVERSION="%s"\\n\' 3 > build.env', 'app:${VERSION}'],
  ['made by a command', 'echo "VERSION=$(git describe)" > build.env', 'app:${VERSION}'],
  ['in a condition', 'if [ -f x ]; then echo "VERSION=2" > build.env; fi', 'app:${VERSION}'],
])('takes what an earlier job hands on %s', async (_, lines, is) => {
  const pipeline = HANDED_ON.replace('- LINES', `- |\n      ${lines}`);
  const value = valueIn(await renderingOf(pipeline, { event: ON_TAG }));
  expect('text' in value && value.text).toBe(is);
  if (value.kind === 'unknown') expect(value.missing).toMatchObject([{ name: 'VERSION', why: 'report' }]);
});

it('is not led in circles by an environment named after itself', async () => {
  const environment = "  environment: {name: 'a-$CI_ENVIRONMENT_NAME', url: 'https://$CI_ENVIRONMENT_URL'}\n";
  expect(await valueOf('', environment + X('$CI_ENVIRONMENT_NAME'))).toContain('?');
});

it('says nothing where no job renders the file', async () => {
  expect(await renderingOf('deploy: {script: [kubectl apply -f app.yaml]}\n')).toBeUndefined();
});
