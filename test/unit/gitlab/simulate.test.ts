import { describe, expect, test } from 'vitest';
import { eventOf, type EventKind, type PipelineEvent } from '../../../server/src/gitlab/event.ts';
import type { PipelineFiles } from '../../../server/src/gitlab/pipeline-files.ts';
import { readPipeline } from '../../../server/src/gitlab/pipeline.ts';
import { simulate, type Simulation } from '../../../server/src/gitlab/simulate.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

function run(
  texts: Readonly<Record<string, string>> | string,
  kind: EventKind,
  given: Partial<PipelineEvent> = {},
): Simulation {
  const all = typeof texts === 'string' ? { '.gitlab-ci.yml': texts } : texts;
  const yaml = new Map(
    Object.entries(all).map(([path, text]) => [path, YamlFile.parse(new SourceText(path, text))]),
  );
  const files: PipelineFiles = {
    yaml: (path) => yaml.get(path),
    exists: (path) => yaml.has(path),
    paths: () => yaml.keys(),
  };
  return simulate(readPipeline('.gitlab-ci.yml', files), eventOf(kind, given), { files });
}

const names = (simulation: Simulation) =>
  simulation.jobs.map(({ job, isIn }) => (isIn ? job.name : `${job.name}?`));

describe('which jobs there are', () => {
  const text = `
stages: [test, deploy]
deploy:
  stage: deploy
  script: x
  rules:
    - if: $CI_COMMIT_TAG
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: manual
test: {script: x}
review: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]}
nightly: {script: x, only: [schedules]}
old: {script: x, only: {refs: [branches], variables: [$FULL == "yes"]}, except: [main]}
last: {stage: .post, script: x}
first: {stage: .pre, script: x, rules: [{if: $SETTING}]}
`;
  test.each([
    ['push', {}, ['first?', 'test', 'deploy', 'last']],
    ['push', { branch: 'topic' }, ['first?', 'test', 'old?', 'last']],
    ['push', { branch: 'topic', variables: new Map([['FULL', 'yes']]) }, ['first?', 'test', 'old', 'last']],
    ['tag', {}, ['first?', 'test', 'deploy', 'last']],
    ['merge_request', {}, ['first?', 'review']],
    ['schedule', {}, ['first?', 'test', 'nightly', 'deploy', 'last']],
    ['web', { variables: new Map([['SETTING', '']]) }, ['test', 'deploy', 'last']],
  ] as const)('%s %o', (kind, given, expected) => {
    expect(names(run(text, kind, given))).toEqual(expected);
  });

  test('a job that rules make manual holds the pipeline up, one that is manual by itself does not', () => {
    const text = `
a: {script: x, when: manual}
own: {script: x, when: manual, rules: [{if: $CI_COMMIT_BRANCH}]}
b: {script: x, rules: [{when: manual}]}
`;
    const { jobs } = run(text, 'push');
    expect(jobs.map(({ when, allowFailure }) => [when, allowFailure])).toEqual([
      [['manual'], true],
      [['manual'], true],
      [['manual'], false],
    ]);
  });
});

describe('workflow', () => {
  const text = `
workflow:
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: $CI_COMMIT_BRANCH == "main"
      variables: {TARGET: production}
    - if: $CI_COMMIT_BRANCH
variables: {TARGET: test}
a: {script: x, rules: [{if: $TARGET == "production"}]}
b: {script: x, rules: [{if: $TARGET == "test"}]}
own: {script: x, variables: {TARGET: own}, rules: [{if: $TARGET == "own"}]}
none: {script: x, inherit: {variables: false}, rules: [{if: $TARGET == "production" || $TARGET == "test"}]}
`;
  test('leaves pipelines out and sets variables', () => {
    expect(run(text, 'tag').isCreated).toBe(false);
    expect(run(text, 'merge_request').isCreated).toBe(false);
    expect(names(run(text, 'push'))).toEqual(['a', 'own', 'none?']);
    expect(names(run(text, 'push', { branch: 'x' }))).toEqual(['b', 'own', 'none?']);
  });

  test('without any job there is no pipeline', () => {
    expect(run('a: {script: x, rules: [{when: never}]}', 'push').isCreated).toBe(false);
  });
});

test('values hold other variables', () => {
  const text = `
variables: {NAME: app, TARGET: "$NAME-test", PRICE: "$$5", OPEN: "$SETTING-x"}
compared: {script: x, rules: [{if: $TARGET == "app-test"}]}
own name: {script: x, variables: {NAME: own}, rules: [{if: $TARGET == "own-test"}]}
dollar: {script: x, rules: [{if: $PRICE == "$5"}]}
open: {script: x, rules: [{if: $OPEN}]}
not set: {script: x, variables: {MERGE: "$CI_MERGE_REQUEST_IID-x"}, rules: [{if: $MERGE == "-x"}]}
of files: {script: x, rules: [{changes: ["$TARGET/*"]}]}
`;
  expect(names(run(text, 'push', { changed: ['app-test/main.py'] }))).toEqual([
    'compared',
    'own name',
    'dollar',
    'open?',
    'not set',
    'of files',
  ]);
});

describe('files', () => {
  const text = (rule: string) => `a: {script: x, rules: [${rule}]}`;
  test('exists looks into the workspace', () => {
    const files = { 'app/Dockerfile': '', '.gitlab-ci.yml': text('{exists: ["**/Dockerfile"]}') };
    expect(names(run(files, 'push'))).toEqual(['a']);
    expect(names(run({ '.gitlab-ci.yml': text('{exists: [app/*]}') }, 'push'))).toEqual([]);
  });

  test('changes is open unless the changed files are said; true without a push', () => {
    const changes = text('{changes: {paths: ["src/**/*.ts"]}}');
    expect(names(run(changes, 'push'))).toEqual(['a?']);
    expect(names(run(changes, 'push', { changed: ['src/a/b.ts'] }))).toEqual(['a']);
    expect(names(run(changes, 'push', { changed: ['README.md'] }))).toEqual([]);
    expect(names(run(changes, 'tag'))).toEqual(['a']);
  });

  test('rules of includes', () => {
    const files = {
      '.gitlab-ci.yml':
        'include:\n  - local: mr.yml\n    rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]\n  - local: set.yml\n    rules: [{if: $SETTING}]\na: {script: x, rules: [{when: always}]}\n',
      'mr.yml': 'mr: {script: x, rules: [{when: always}]}',
      'set.yml': 'set: {script: x, rules: [{when: always}]}',
    };
    expect(names(run(files, 'push'))).toEqual(['set?', 'a']);
    expect(names(run(files, 'merge_request'))).toEqual(['mr', 'set?', 'a']);
  });
});

describe('needs', () => {
  const missing = (simulation: Simulation) =>
    simulation.missingNeeds.map(({ job, target, isCertain }) => [job.job.name, target.name, isCertain]);

  test('break where the needed job is left out', () => {
    const text = `
build: {script: x, rules: [{if: $CI_COMMIT_BRANCH}]}
maybe: {script: x, rules: [{if: $SETTING}]}
test: {script: x, needs: [build, maybe, {job: build, optional: true}, {pipeline: $UP, job: z}]}
`;
    expect(missing(run(text, 'tag'))).toEqual([
      ['test', 'build', true],
      ['test', 'maybe', false],
    ]);
    expect(missing(run(text, 'push'))).toEqual([['test', 'maybe', false]]);
  });

  test('of a rule take the place of the job’s own', () => {
    const text =
      'a: {script: x, rules: [{if: $CI_COMMIT_TAG}]}\nb: {script: x, needs: [a], rules: [{if: $CI_COMMIT_TAG}, {if: $CI_COMMIT_BRANCH, needs: []}]}\n';
    expect(missing(run(text, 'push'))).toEqual([]);
  });
});

test('cycles, odd names and broken rules are no trouble', () => {
  const text = `
variables: {A: $B, B: $A}
constructor: {script: x, rules: [{if: $A == "x"}]}
__proto__: {script: x, rules: [{if: "$A =="}, {exists: 5}, 7, ~]}
1: {script: x, needs: [1, __proto__, toString]}
"ü: ä": {script: x, rules: {if: $CI}}
`;
  expect(names(run(text, 'push'))).toEqual(['constructor?', '__proto__?', '1', 'ü: ä']);
});
