import { expect, test } from 'vitest';
import { includeMatcher } from '../../../server/src/gitlab/include-glob.ts';

test.each([
  [
    'ci/*.yml',
    ['ci/a.yml', 'ci/.hidden.yml', 'ci/é😀.yml'],
    ['ci/sub/a.yml', 'ci/a.yaml', 'a.yml', 'ci/a.yml.bak'],
  ],
  ['ci/**.yml', ['ci/a.yml', 'ci/sub/a.yml', 'ci/sub/deep/a.yml'], ['a.yml', 'other/ci/a.yml']],
  ['ci/**/*.yml', ['ci/sub/a.yml', 'ci/sub/deep/a.yml'], ['ci/a.yml', 'ci/sub/a.yaml']],
  ['*/ci.yml', ['a/ci.yml'], ['ci.yml', 'a/b/ci.yml']],
  ['**', ['a.yml', 'a/b.yml'], []],
  ['*a*b*', ['xaxxbx', 'ab'], ['ba', 'a/b', '']],
  // These are no wildcards for GitLab.
  ['ci/[ab]?{x,y}*.yml', ['ci/[ab]?{x,y}.yml', 'ci/[ab]?{x,y}z.yml'], ['ci/acx.yml']],
])('%s', (glob, fitting, others) => {
  const matches = includeMatcher(glob);
  expect(fitting.filter((path) => !matches(path))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

test('a glob that makes a backtracking matcher hang is no trouble', () => {
  const matches = includeMatcher(`${'*a'.repeat(30)}*b`);
  expect(matches(`${'a'.repeat(4000)}b`)).toBe(true);
  expect(matches('a'.repeat(4000))).toBe(false);
  expect(includeMatcher(`${'**/'.repeat(30)}x*`)('a/'.repeat(1000))).toBe(false);
});
