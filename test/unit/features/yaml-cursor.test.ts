import { describe, expect, it } from 'vitest';
import { yamlCursor } from '../../../server/src/features/yaml-cursor.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';

/** `kind path prefix`. */
function cursor(marked: string): string {
  const offset = marked.indexOf('‸');
  const found = yamlCursor(new SourceText('a.yml', marked.replace('‸', '')), offset);
  return `${found.kind} ${found.path.join('.')} <${found.prefix}>`;
}

describe('a cursor in YAML', () => {
  it('is between keys', () => {
    expect(cursor('a:\n  b: 1\n  c‸\n')).toBe('open a <c>');
    expect(cursor('a:\n  b: 1\n  ‸\n')).toBe('open a <>');
    expect(cursor('a:\n  b: 1\n‸')).toBe('open  <>');
    expect(cursor('a:\n  b:\n    c: 1\n  ‸\nd: 1\n')).toBe('open a <>');
  });

  it('is in a value', () => {
    expect(cursor('a:\n  stage: bu‸\n')).toBe('value a.stage <bu>');
    expect(cursor('a:\n  stage: "bu‸"\n')).toBe('value a.stage <bu>');
    expect(cursor('a:\n  stage: ‸\n')).toBe('value a.stage <>');
    expect(cursor('my job:\n  stage: ‸\n')).toBe('value my job.stage <>');
  });

  it('is in an item of a list, indented or not', () => {
    expect(cursor('a:\n  needs:\n    - bu‸\n')).toBe('open a.needs.[] <bu>');
    expect(cursor('a:\n  needs:\n  - ‸\n')).toBe('open a.needs.[] <>');
    expect(cursor('a:\n  needs:\n    - job: x\n      ‸\n')).toBe('open a.needs.[] <>');
    expect(cursor('a:\n  needs:\n  - job: x\n    optional: ‸\n')).toBe('value a.needs.[].optional <>');
    expect(cursor('stages:\n- one\n- ‸\n')).toBe('open stages.[] <>');
    expect(cursor('a:\n  rules:\n    - if: x\n      changes:\n        - ‸')).toBe(
      'open a.rules.[].changes.[] <>',
    );
  });

  it('is between brackets', () => {
    expect(cursor('a:\n  needs: [b, c‸]\n')).toBe('value a.needs.[] <c>');
    expect(cursor('a:\n  needs: [{job: ‸}]\n')).toBe('value a.needs.[].job <>');
    expect(cursor('a:\n  image: {name: x, en‸}\n')).toBe('open a.image <en>');
    expect(cursor('a:\n  script:\n    - !reference [.b, scr‸]\n')).toBe('value a.script.[].[] <scr>');
    expect(cursor('a: {stage: ‸}\n')).toBe('value a.stage <>');
  });

  it('is in a block scalar, whatever its text looks like', () => {
    expect(cursor('a:\n  script:\n    - |\n      key: value\n      echo ‸\n')).toMatch(/^text .*<echo >$/);
    expect(cursor('a:\n  script:\n    - |\n      x\n    - ‸\n')).toBe('open a.script.[] <>');
    expect(cursor('a:\n  b: |\n    x\n  ‸\n')).toBe('open a <>');
  });

  it('is in a comment', () => {
    expect(cursor('a: 1 # pipe‸')).toMatch(/^comment/);
    expect(cursor('a: "#"‸')).toMatch(/^value/);
  });

  it('survives half a text', () => {
    expect(cursor('a:\n  script: [x\nb:\n  st‸')).toBe('open b <st>');
    expect(cursor('a:\n\t‸')).toMatch(/^open/);
    expect(cursor('‸')).toBe('open  <>');
  });

  it('knows the keys that are there already', () => {
    const marked = 'a:\n  stage: x\n  ‸\n  script:\n    - y: 1\nb:\n  image: z\n';
    const source = new SourceText('a.yml', marked.replace('‸', ''));
    expect([...yamlCursor(source, marked.indexOf('‸')).siblings]).toEqual(['stage', 'script']);
  });
});
