import { expect, it } from 'vitest';
import { foldingRanges } from '../../../server/src/features/folding.ts';
import { cursorIn } from './cursor.ts';

async function folds(path: string, text: string): Promise<string[] | undefined> {
  const { snapshot } = await cursorIn({ [path]: text });
  return foldingRanges(snapshot, path)?.map(
    ({ start, end, kind }) => `${start}-${end}${kind ? ` ${kind}` : ''}`,
  );
}

it('folds jobs, keywords, block scalars and comments, without the blank lines behind them', async () => {
  expect(
    await folds(
      '.gitlab-ci.yml',
      [
        '# one',
        '# two',
        'a:',
        '  script:',
        '    - |',
        '      x',
        '      y',
        '    - z',
        '',
        '',
        'b: {script: x}',
      ].join('\n'),
    ),
  ).toEqual(['0-1 comment', '2-7', '3-7', '4-6']);
});

it('leaves other YAML to its indentation', async () => {
  expect(await folds('mkdocs.yml', 'a:\n  b: 1\n')).toBe(undefined);
});
