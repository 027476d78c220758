/** Which branch of a script sets a value: the one that a real shell takes, wherever it is told at all. */
import { spawnSync } from 'node:child_process';
import { expect, it, test } from 'vitest';
import { eventOf } from '../../../server/src/gitlab/event.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { jobRendering } from '../../../server/src/project/job-rendering.ts';
import { Project } from '../../../server/src/project/project.ts';

const GIVEN = { EMPTY: '', SEVERAL: 'a b', COUNT: '3', IMAGE: 'team/app', STAGE: 'prod' };
const BRANCH = 'release/1.2';

function inBash(lines: string): string {
  const { stdout } = spawnSync('bash', ['-c', `${lines}\nprintf '%s' "$X"`], {
    env: { PATH: process.env['PATH'], ...GIVEN, CI_COMMIT_BRANCH: BRANCH },
    encoding: 'utf8',
  });
  return stdout;
}

async function told(lines: string): Promise<string> {
  const script = `export X=none\n${lines}\nenvsubst < app.yaml | kubectl apply -f -`.replace(/^/gm, '      ');
  const pipeline = `deploy:\n  variables: ${JSON.stringify(GIVEN)}\n  script:\n    - |\n${script}\n`;
  const project = new Project(new MemoryFileSystem({ '.gitlab-ci.yml': pipeline, 'app.yaml': '${X}\n' }));
  await project.load();
  const event = eventOf('push', { branch: BRANCH });
  const [part] = jobRendering(project.snapshot(), 'app.yaml', { event })!.render('${X}').parts;
  if (!part || !('value' in part)) throw new Error('no placeholder');
  return part.value.kind === 'text' ? part.value.text : '?';
}

const ifElse = (condition: string) => `if ${condition}; then export X=yes; else export X=no; fi`;

test.each([
  ...[
    '[ "$CI_COMMIT_BRANCH" = main ]',
    '[ "$CI_COMMIT_BRANCH" = "release/1.2" ]',
    '[ "$CI_COMMIT_BRANCH" == main ] || [ "$STAGE" = prod ]',
    '[ $CI_COMMIT_BRANCH != main ] && test "$STAGE" = prod',
    '[ -n "$CI_COMMIT_TAG" ]',
    '[ -z "$CI_COMMIT_TAG" ]',
    '[ -z $EMPTY ]',
    '[ -n $EMPTY ]',
    '[ $EMPTY = x ]',
    '[ "$SEVERAL" = "a b" ]',
    '[ "$CI_COMMIT_TAG" ]',
    '[ ! "$CI_COMMIT_TAG" ]',
    '! [ "$STAGE" = prod ]',
    '[ ! "$STAGE" = prod ]',
    '[ "$COUNT" -gt 2 -a "$STAGE" = prod ]',
    '[ "$COUNT" -lt 2 -o "$STAGE" = dev ]',
    '[ "$COUNT" -ne 3 ]',
    '[ "${CI_COMMIT_TAG:-none}" = none ]',
    '[[ $CI_COMMIT_BRANCH == release/* ]]',
    '[[ $CI_COMMIT_BRANCH == "release/*" ]]',
    '[[ "$CI_COMMIT_BRANCH" != main && -z $CI_COMMIT_TAG ]]',
    '[[ ( $STAGE = dev || $STAGE = prod ) && ! -n $EMPTY ]]',
    '[[ $CI_COMMIT_BRANCH =~ ^release/[0-9]+\\.[0-9]+$ ]]',
    '[[ $CI_COMMIT_BRANCH =~ ^v ]]',
    '[[ $COUNT -ge 3 ]]',
    'true',
    'false',
  ].map(ifElse),
  '[ "$STAGE" = prod ] && export X=yes',
  '[ "$STAGE" = dev ] && export X=yes',
  '[ "$STAGE" = dev ] && export X=yes || export X=no',
  '[ "$STAGE" = prod ] && export X=yes || export X=no',
  '[ "$STAGE" = dev ] || export X=no',
  'test "$CI_COMMIT_BRANCH" = main && export X=main; test "$STAGE" = prod && X="$X-prod"',
  'if [ "$STAGE" = dev ]; then export X=1; elif [ "$STAGE" = prod ]; then export X=2; else export X=3; fi',
  'if [ "$STAGE" = dev ]; then export X=1; elif [ "$STAGE" = test ]; then export X=2; fi',
  'case "$CI_COMMIT_BRANCH" in main) export X=1;; release/*|hotfix/*) export X=2;; *) export X=3;; esac',
  'pick() { if [ "$1" = prod ]; then export X="$2"; fi; }; pick dev a; pick prod b; pick test c',
  'for it in a prod b; do if [ "$it" = none ]; then export X=$it; fi; done',
])('tells the same as bash: %s', async (lines) => {
  expect(await told(lines)).toBe(inBash(`export X=none\n${lines}`));
});

test.each([
  ['of the project’s settings', '[ "$SETTING" = x ]'],
  ['of which there is but an example', '[ "$CI_PROJECT_NAME" = shop ]'],
  ['of a program', 'grep -q x app.yaml'],
  ['of a file', '[ -f app.yaml ]'],
  ['that a command prints', '[ "$(git branch)" = main ]'],
  ['of which one side is not known', '[ "$STAGE" = prod ] && [ -n "$SETTING" ]'],
])('does not decide by a value %s', async (_, condition) => {
  expect(await told(ifElse(condition))).toBe('?');
});

it('decides where the known side is enough', async () => {
  expect(await told(ifElse('[ "$STAGE" = dev ] && [ -n "$SETTING" ]'))).toBe('no');
  expect(await told(ifElse('[ "$STAGE" = prod ] || [ -n "$SETTING" ]'))).toBe('yes');
  expect(await told(ifElse('[ -n "a$SETTING" ]'))).toBe('yes');
});
