import { expect, it } from 'vitest';
import { highlightsAt } from '../../../server/src/features/document-highlight.ts';
import { cursorIn } from './cursor.ts';

it('highlights a variable where it is set and where it is used', async () => {
  const { snapshot, path, offset } = await cursorIn({
    '.gitlab-ci.yml': 'a:\n  script:\n    - TA‸G=1\n    - echo $TAG ${TAG}\n',
  });
  const text = snapshot.text(path)!;
  const found = highlightsAt(snapshot, path, offset).map(
    ({ range, isWrite }) => `${text.positionAt(range.start).character} ${text.slice(range)} ${isWrite}`,
  );
  expect(found).toEqual(['6 TAG true', '12 TAG false', '18 TAG false']);
});
