import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { walk, type YamlNode } from '../../../server/src/yaml/node.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

const parse = (text: string, previous?: YamlFile) => YamlFile.parse(new SourceText('a.yml', text), previous);

/** Everything that a reader can see of a file: its nodes at their places in the file, and its problems. */
function seen(file: YamlFile): unknown {
  const place = (node: YamlNode) => [
    node.kind,
    file.locate(node),
    node.kind === 'scalar' ? node.value : node.kind === 'alias' ? node.name : '',
  ];
  return file.documents.map((document) => {
    const nodes: unknown[] = [];
    walk(document.root, (node) => void nodes.push(place(node)));
    return {
      nodes: nodes.slice(1),
      problems: document.problems.map(({ code, at }) => [code, file.locate(at)]),
    };
  });
}

const line = fc.constantFrom(
  'a:',
  'b: 1',
  '  c: "x: y"',
  '  - d',
  '- e',
  'f: &x {g: 1}',
  'h: *x',
  '  <<: *x',
  'i: |',
  '    text # no comment',
  '',
  '# comment',
  '---',
  '...',
  'j: [1,',
  ']',
  '"k": v',
  '\tl: 1',
  'm: "open',
  'é🚀: ü',
);
const text = fc
  .array(line, { maxLength: 14 })
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end)));

describe('parsing after an edit', () => {
  test('gives the same as parsing anew', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), fc.nat(), (before, inserted, from, length) => {
        const start = before.length === 0 ? 0 : from % before.length;
        const after = before.slice(0, start) + inserted + before.slice(start + (length % 20));
        expect(seen(parse(after, parse(before)))).toEqual(seen(parse(after)));
      }),
      { numRuns: 1500 },
    );
  });

  test('takes over the entries that did not change, wherever they stand now', () => {
    const before = parse('one:\n  script: a\ntwo:\n  script: b\nthree:\n  script: c\n');
    const after = parse(
      '# new\none:\n  script: a longer one\ntwo:\n  script: b\nthree:\n  script: c\n',
      before,
    );
    const [oldEntries, newEntries] = [before.documents[0]!.entries, after.documents[0]!.entries];
    expect(newEntries[0]).not.toBe(oldEntries[0]);
    expect(newEntries[1]).toBe(oldEntries[1]);
    expect(newEntries[2]).toBe(oldEntries[2]);
    expect(after.locate(newEntries[2]!.root!)!.start).toBe(after.source.text.indexOf('three'));
  });
});

test('a line that is no entry leaves the others readable', () => {
  const file = parse('build:\n  script: make\nsta\ntest:\n  script: make check\n');
  const document = file.documents[0]!;
  expect(document.valueOf(document.valueOf(document.root, 'test'), 'script')).toMatchObject({
    value: 'make check',
  });
  expect(document.problems).toMatchObject([{ code: 'NO_KEY' }]);
});

describe('aliases', () => {
  test('mean the last anchor before them', () => {
    const document = parse('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').documents[0]!;
    expect(document.valueOf(document.root, 'b')).toMatchObject({ value: '1' });
    expect(document.valueOf(document.root, 'd')).toMatchObject({ value: '2' });
  });

  test('of what they stand in themselves lead nowhere', () => {
    const document = parse('a: &x\n  b: *x\n').documents[0]!;
    expect(
      document.follow(document.pairOf(document.valueOf(document.root, 'a'), 'b')!.value),
    ).toBeUndefined();
  });

  test('a thousand merges of one anchor are read at once', () => {
    const jobs = Array.from({ length: 1000 }, (_, i) => `job${i}:\n  <<: *base\n  script: x\n`).join('');
    const document = parse(`.base: &base\n  stage: build\n${jobs}`).documents[0]!;
    expect(document.valueOf(document.valueOf(document.root, 'job999'), 'stage')).toMatchObject({
      value: 'build',
    });
  });
});
