import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { nearestName } from '../../../server/src/text/nearest.ts';
import { relativePath, resolvePath } from '../../../server/src/text/path.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { quoteYaml } from '../../../server/src/text/yaml-quote.ts';

describe('positions', () => {
  test('count UTF-16 units from 0, over all line ends', () => {
    const source = new SourceText('a', 'é🚀x\r\nb\rc\n');
    expect(source.positionAt(source.text.indexOf('x'))).toEqual({ line: 0, character: 3 });
    expect(source.positionAt(source.text.indexOf('c'))).toEqual({ line: 2, character: 0 });
    expect(source.lineCount).toBe(4);
    expect(source.lineText(0)).toBe('é🚀x');
  });

  test('beyond a line or the text mean its end', () => {
    const source = new SourceText('a', 'ab\ncd');
    expect(source.offsetAt({ line: 0, character: 99 })).toBe(2);
    expect(source.offsetAt({ line: 9, character: 0 })).toBe(5);
    expect(source.positionAt(99)).toEqual({ line: 1, character: 2 });
  });
});

describe('edits', () => {
  test('at one place are made in their order', () => {
    const at = { start: 1, end: 1 };
    expect(
      applyEdits('ad', [
        { range: at, newText: 'b' },
        { range: at, newText: 'c' },
      ]),
    ).toBe('abcd');
  });

  test('that overlap are refused', () => {
    expect(() =>
      applyEdits('abcd', [
        { range: { start: 0, end: 2 }, newText: '' },
        { range: { start: 1, end: 3 }, newText: '' },
      ]),
    ).toThrow(RangeError);
  });
});

test.each([
  ['scirpt', 'script'],
  ['on_sucess', 'on_success'],
  ['Stage', 'stage'],
  ['imagee', 'image'],
  ['completely', undefined],
  ['go', undefined],
])('%s is nearest to %s', (name, expected) => {
  expect(nearestName(name, ['script', 'stage', 'image', 'on_success', 'on_failure'])).toBe(expected);
});

test.each([
  ['', 'a/b.yml', 'a/b.yml'],
  ['ci', './b.yml', 'ci/b.yml'],
  ['ci', '../b.yml', 'b.yml'],
  ['ci', '/b.yml', 'b.yml'],
  ['ci', '../../b.yml', undefined],
])('from %j, %s leads to %s', (folder, written, expected) => {
  expect(resolvePath(folder, written)).toBe(expected);
});

test('a path is written as seen from a folder', () => {
  expect(relativePath('k8s/base', 'k8s/app.yaml')).toBe('../app.yaml');
  expect(relativePath('', 'app.yaml')).toBe('app.yaml');
});

test.each([
  ['a: b', "'a: b'"],
  ["it's: b", `"it's: b"`],
  [`"it's": b`, `'"it''s": b'`],
])('%s is quoted as %s', (text, expected) => {
  expect(quoteYaml(text)).toBe(expected);
});
