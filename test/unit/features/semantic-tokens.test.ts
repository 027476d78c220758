import { expect, it } from 'vitest';
import { semanticTokens } from '../../../server/src/features/semantic-tokens.ts';
import { cursorIn } from './cursor.ts';

async function tokens(files: Record<string, string>, path: string): Promise<string[]> {
  const { snapshot } = await cursorIn(files);
  const source = snapshot.text(path)!;
  return semanticTokens(snapshot, path).map(({ range, type, modifiers }) =>
    [type, source.slice(range), ...modifiers].join(' '),
  );
}

it('tells variables, jobs and stages apart, and who sets a variable', async () => {
  expect(
    await tokens(
      {
        '.gitlab-ci.yml':
          'stages: [one]\na:\n  stage: one\n  needs: [b]\n  variables: {V: $CI_JOB_ID}\n  script:\n    - X=1 echo "${V}"\n',
      },
      '.gitlab-ci.yml',
    ),
  ).toEqual([
    'enumMember one declaration',
    'function a declaration',
    'enumMember one',
    'function b',
    'variable V declaration',
    'variable CI_JOB_ID defaultLibrary',
    'variable X modification',
    'variable V',
  ]);
});

it('marks the placeholders of manifests', async () => {
  const files = { 'app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "${A}-$B"}\n' };
  expect(await tokens(files, 'app.yaml')).toEqual(['variable A', 'variable B']);
});

it('never overlaps, whatever is repeated by aliases', async () => {
  const { snapshot, path } = await cursorIn({
    '.gitlab-ci.yml': '.a: &x {script: [echo $A]}\nb: *x\nc: {<<: *x, variables: {A: "$A$A"}}\n',
  });
  let last = 0;
  for (const { range } of semanticTokens(snapshot, path)) {
    expect(range.start).toBeGreaterThanOrEqual(last);
    last = range.end;
  }
});
