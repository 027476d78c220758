import { expect, it } from 'vitest';
import { projectSymbols } from '../../../server/src/features/workspace-symbols.ts';
import { cursorIn } from './cursor.ts';

it('finds jobs and resources by letters of their names', async () => {
  const { snapshot } = await cursorIn({
    '.gitlab-ci.yml': 'include: ci/b.yml\nbuild app: {stage: build, script: x}\n',
    'ci/b.yml': '.base: {script: x}\n',
    'app.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: app}\n',
  });
  const names = (query: string) => projectSymbols(snapshot, query).map((it) => `${it.kind} ${it.name}`);
  expect(names('')).toEqual(['job build app', 'hidden-job .base', 'resource app']);
  expect(names('bldap')).toEqual(['job build app']);
  expect(names('serv')).toEqual(['resource app']);
  expect(names('constructor')).toEqual([]);
});
