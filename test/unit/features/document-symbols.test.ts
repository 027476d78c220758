import { describe, expect, it } from 'vitest';
import { documentSymbols, type OutlineSymbol } from '../../../server/src/features/document-symbols.ts';
import { cursorIn } from './cursor.ts';

async function outline(files: Record<string, string>): Promise<string[] | undefined> {
  const { snapshot, path } = await cursorIn(files);
  const lines = (symbols: readonly OutlineSymbol[], indent = ''): string[] =>
    symbols.flatMap((symbol) => [
      `${indent}${symbol.kind} ${symbol.name}${symbol.detail === undefined ? '' : ` (${symbol.detail})`}`,
      ...lines(symbol.children, `${indent}  `),
    ]);
  return documentSymbols(snapshot, path) && lines(documentSymbols(snapshot, path)!);
}

describe('the outline', () => {
  it('has the jobs of a pipeline with their stages and keywords', async () => {
    expect(
      await outline({
        '.gitlab-ci.yml':
          'stages: [build]\n.base:\n  image: alpine\nbuild:\n  stage: build\n  script:\n    - make\n',
      }),
    ).toEqual([
      'global stages',
      'hidden-job .base',
      '  keyword image (alpine)',
      'job build (build)',
      '  keyword stage (build)',
      '  keyword script',
    ]);
  });

  it('has the resources of a manifest with their containers', async () => {
    expect(
      await outline({
        'app.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: ${IMAGE}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
      }),
    ).toEqual(['resource web (Deployment)', '  container main (${IMAGE})', 'resource web (Service)']);
  });

  it('holds each name inside of its range, each child inside of its parent', async () => {
    const { snapshot, path } = await cursorIn({
      '.gitlab-ci.yml': 'a:\n  script:\n    - |\n      x\n\n\n# comment\n"b c": {script: x}\nc:\n',
    });
    const check = (symbols: readonly OutlineSymbol[], outer: { start: number; end: number }) => {
      for (const { range, selection, children } of symbols) {
        expect(range.start).toBeGreaterThanOrEqual(outer.start);
        expect(range.end).toBeLessThanOrEqual(outer.end);
        expect(selection.start).toBeGreaterThanOrEqual(range.start);
        expect(selection.end).toBeLessThanOrEqual(range.end);
        check(children, range);
      }
    };
    check(documentSymbols(snapshot, path)!, { start: 0, end: 1000 });
  });

  it('is none for other YAML', async () => {
    expect(await outline({ 'mkdocs.yml': 'a: 1\n' })).toBe(undefined);
  });
});
