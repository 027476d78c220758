import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { isScalar, walk, type ScalarNode } from '../../../server/src/yaml/node.ts';
import { sourceOffset, spanInScalar } from '../../../server/src/yaml/scalar-map.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

function scalarIn(text: string): ScalarNode {
  const document = YamlFile.parse(new SourceText('a.yml', text)).documents[0]!;
  const value = document.valueOf(document.root, 'k');
  if (!isScalar(value)) throw new Error('no scalar');
  return value;
}

test.each([
  ['k: plain word here\n'],
  ["k: 'it''s a word here'\n"],
  ['k: "a \\"quoted\\" \\u0041 word here"\n'],
  ['k: |\n  first\n    word here\n  last\n'],
  ['k: >-\n  first\n  word here\n\n  last\n'],
  ['k: plain\n   over word here\n   lines\n'],
  ['k: "double\n   over word here"\n'],
  ['k: |2\n    indented word here\n'],
  ['k: |\r\n  crlf\r\n  word here\r\n'],
  ['k: "🚀 é word here"\n'],
  ['k: >\n  \t\n   word here\n'],
  ['k: |\n  first\n  word here'],
  ['k: >\n  first\n\n  word here'],
  ['k: |+\r\n  first\r\n  word here'],
  ['k: |-\n  word here\n  '],
])('a word is found where it is written: %j', (text) => {
  const node = scalarIn(text);
  const at = node.value.indexOf('word here');
  expect(textOf(spanInScalar(node, at, at + 'word here'.length))).toBe('word here');
});

test('characters of any scalar lead back to themselves', () => {
  const content = fc.array(
    fc.constantFrom('a', 'Z', '0', ' ', "'", '"', '\\', '\n', '\t', ':', '#', '$', 'é', '🚀', '-', '{'),
    { minLength: 1, maxLength: 30 },
  );
  const written = content
    .map((parts) => parts.join(''))
    .chain((text) =>
      fc.constantFrom(
        `k: ${JSON.stringify(text)}\n`,
        `k: '${text.replaceAll("'", "''").replaceAll('\n', '\n\n  ')}'\n`,
        `k: |\n${text
          .split('\n')
          .map((line) => `  ${line}\n`)
          .join('')}`,
        `k: >\n${text
          .split('\n')
          .map((line) => `  ${line}\n`)
          .join('')}`,
      ),
    );
  fc.assert(
    fc.property(written, fc.boolean(), (whole, endsInLine) => {
      const text = endsInLine ? whole : whole.slice(0, -1);
      const document = YamlFile.parse(new SourceText('a.yml', text)).documents[0];
      walk(document?.root, (node) => {
        if (!isScalar(node)) return undefined;
        for (let i = 0; i < node.value.length; i++) {
          const offset = sourceOffset(node, i);
          expect(offset).toBeGreaterThanOrEqual(node.start);
          expect(offset).toBeLessThanOrEqual(node.end);
          const character = node.value[i]!;
          const source = node.segment.text[offset];
          if (/\S/.test(character) && source !== '\\' && document!.problems.length === 0)
            expect(source).toBe(character);
        }
        return undefined;
      });
    }),
    { numRuns: 1500 },
  );
});
