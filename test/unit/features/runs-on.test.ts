import { expect, it } from 'vitest';
import { runsOn } from '../../../server/src/features/runs-on.ts';
import { cursorIn } from './cursor.ts';

/** What stands over each job. */
async function lenses(pipeline: string, files: Record<string, string> = {}): Promise<Record<string, string>> {
  const { snapshot, path } = await cursorIn({ '.gitlab-ci.yml': pipeline, ...files });
  const source = snapshot.text(path)!;
  return Object.fromEntries(runsOn(snapshot, path).map(({ range, text }) => [source.slice(range), text]));
}

it('tells for which of the usual events a job runs, and how it starts', async () => {
  const pipeline = `
.hidden: {script: [x]}
plain: {script: [x]}
release:
  script: [x]
  rules:
    - if: $CI_COMMIT_TAG
      when: manual
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
review:
  script: [x]
  rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]
by hand:
  script: [x]
  when: manual
never:
  script: [x]
  rules: [{when: never}]
clean:
  script: [x]
  only: [schedules]
  when: always
`;
  expect(await lenses(pipeline)).toEqual({
    plain: 'runs on: branches, tags, schedules · not on merge requests',
    release: 'runs on: default branch, tags (manual), schedules · not on other branches, merge requests',
    review: 'runs on: merge requests · not on branches, tags, schedules',
    'by hand': 'runs on: branches, tags, schedules (all manual) · not on merge requests',
    never: 'runs on none of: branches, merge requests, tags, schedules',
    clean: 'runs on: schedules (even after failures) · not on branches, merge requests, tags',
  });
});

it('names a branch that fares otherwise than the rest', async () => {
  const pipeline = 'a:\n  script: [x]\n  rules:\n    - if: $CI_COMMIT_BRANCH == "staging"\n';
  expect(await lenses(pipeline)).toEqual({
    a: 'runs on: branch staging · not on default branch, other branches, merge requests, tags, schedules',
  });
});

it('leaves open what the files do not tell, and says what it depends on', async () => {
  const pipeline = `
flag:
  script: [x]
  rules: [{if: $CI_COMMIT_TAG && $FLAG}]
changes:
  script: [x]
  rules:
    - if: $CI_COMMIT_TAG
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - changes: [src/*]
foreign:
  extends: .elsewhere
  script: [x]
`;
  expect(await lenses(pipeline)).toEqual({
    flag: 'perhaps on: tags (depends on $FLAG) · not on branches, merge requests, schedules',
    changes:
      'runs on: tags · perhaps on: branches, merge requests (all depend on what is changed) · not on schedules',
    foreign: 'perhaps on: branches, merge requests, tags, schedules (all depend on what is not known here)',
  });
  expect(await lenses('include: {remote: "https://example.com/a.yml"}\na: {script: [x]}\n')).toEqual({
    a: 'runs on: branches, tags, schedules · not on merge requests · as far as the known includes tell',
  });
});

it('counts in what workflow:rules leave out, or leave open', async () => {
  const pipeline = `
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_TAG && $RELEASES
a:
  script: [x]
`;
  expect(await lenses(pipeline)).toEqual({
    a: 'runs on: merge requests · perhaps on: tags (depends on $RELEASES) · not on branches, schedules',
  });
});

it('is over jobs of included files, and not over those of child pipelines, whose parent decides', async () => {
  const files = {
    'child.yml': 'a: {script: [x]}\n',
    '.gitlab-ci.yml': 'include: more.yml\nstart:\n  trigger: {include: child.yml}\n',
    'more.yml': 'b: {script: [x]}\n',
  };
  const { snapshot } = await cursorIn(files);
  expect(runsOn(snapshot, 'child.yml')).toEqual([]);
  expect(runsOn(snapshot, 'more.yml').map(({ text }) => text)).toEqual([
    'runs on: branches, tags, schedules · not on merge requests',
  ]);
});
