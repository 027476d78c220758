import { expect, it } from 'vitest';
import { selectionRanges } from '../../../server/src/features/selection-range.ts';
import { cursorIn } from './cursor.ts';

it('grows from the variable to the line, the list, the keyword, the job', async () => {
  const { snapshot, path, offset } = await cursorIn({
    '.gitlab-ci.yml': 'a: {script: y}\nb:\n  script:\n    - echo "$TA‸G"\n    - x\n',
  });
  const source = snapshot.text(path)!;
  expect(selectionRanges(snapshot, path, offset).map((range) => source.slice(range))).toEqual([
    'TAG',
    'echo "$TAG"',
    '- echo "$TAG"\n    - x',
    'script:\n    - echo "$TAG"\n    - x',
    'b:\n  script:\n    - echo "$TAG"\n    - x',
  ]);
});
