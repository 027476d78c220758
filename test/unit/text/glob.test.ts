import { describe, expect, test } from 'vitest';
import { globMatcher } from '../../../server/src/text/glob.ts';

const cases: readonly [pattern: string, text: string, expected: boolean][] = [
  ['k8s/*.yaml', 'k8s/app.yaml', true],
  ['k8s/*.yaml', 'k8s/base/app.yaml', false],
  ['**/*.yaml', 'app.yaml', true],
  ['**/*.yaml', 'a/b/app.yaml', true],
  ['*.{yml,yaml}', 'a.yml', true],
  ['a?c', 'abc', true],
  ['', '', true],
  ['', 'a', false],
];

test.each(cases)('%j on %j: %s', (pattern, text, expected) => {
  expect(globMatcher(pattern, { dot: true })(text)).toBe(expected);
});

describe('patterns of many stars', () => {
  test.each<[string, string, boolean]>([
    ['*a*b*c*d*', 'xxaxxbxxcxxdxx', true],
    ['*a*b*c*d*', 'xxaxxbxx/cxxdxx', false],
    ['*a*b*c*d', 'abcde', false],
    ['**/a/**/b/**/c/**/d', 'x/a/b/y/z/c/d', true],
    ['**/a/**/b/**/c/**/d', 'x/a/b/y/z/cd', false],
    ['**/a/**/b/**/c/**', 'a/b/c/d/e', true],
    ['*[a-c]*[!x]*?*.yml', 'zzbqq.yml', true],
    ['*\\**a*b*c', 'x*abc', true],
  ])('%j on %j: %s', (pattern, text, expected) => {
    expect(globMatcher(pattern, { dot: true })(text)).toBe(expected);
  });

  test('end soon, whatever they are', () => {
    const text = `${'a'.repeat(300)}/${'a'.repeat(300)}`;
    expect(globMatcher(`${'*a'.repeat(60)}*b`, { dot: true })(text)).toBe(false);
    expect(globMatcher(`${'**/a*/'.repeat(30)}b`, { dot: true })(text)).toBe(false);
  });
});

test('a dot at the start of a name', () => {
  expect(globMatcher('*a*b*c*d', { dot: false })('.abcd')).toBe(false);
  expect(globMatcher('*a*b*c*d', { dot: true })('.abcd')).toBe(true);
  expect(globMatcher('*', { dot: false })('.abcd')).toBe(false);
});

test('a pattern of any length is no error', () => {
  expect(globMatcher('*'.repeat(100_000), { dot: true })('a')).toBe(false);
});
