import { describe, expect, it } from 'vitest';
import { definitionAt } from '../../../server/src/features/definition.ts';
import { cursorIn } from './cursor.ts';

async function definitions(files: Record<string, string>): Promise<string[]> {
  const { snapshot, path, offset, places } = await cursorIn(files);
  return places(definitionAt(snapshot, path, offset)?.targets);
}

describe('go to definition', () => {
  it('leads from needs to the job', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml': 'build:\n  script: make\ntest:\n  needs: [bu‸ild]\n  script: make test\n',
      }),
    ).toEqual(['.gitlab-ci.yml:1: build']);
  });

  it('leads from needs with a job of a matrix to that job', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml':
          'build:\n  parallel: 3\n  script: make\ntest:\n  needs:\n    - job: "build‸ 1/3"\n  script: make test\n',
      }),
    ).toEqual(['.gitlab-ci.yml:1: build']);
  });

  it('leads from extends to a hidden job of an included file', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml': 'include: ci/base.yml\nbuild:\n  extends: ‸.base\n',
        'ci/base.yml': '# jobs\n.base:\n  script: make\n',
      }),
    ).toEqual(['ci/base.yml:2: .base']);
  });

  it('leads from !reference to the job, and to the keyword in it', async () => {
    const before = '.setup:\n  image: alpine\n  script: [make]\nbuild:\n  script:\n    - !reference ';
    expect(await definitions({ '.gitlab-ci.yml': `${before}[.se‸tup, script]\n` })).toEqual([
      '.gitlab-ci.yml:1: .setup',
    ]);
    expect(await definitions({ '.gitlab-ci.yml': `${before}[.setup, scr‸ipt]\n` })).toEqual([
      '.gitlab-ci.yml:3: script',
    ]);
  });

  it('leads from a stage to its place in stages', async () => {
    expect(
      await definitions({ '.gitlab-ci.yml': 'stages:\n  - one\n  - two\na:\n  stage: ‸two\n  script: x\n' }),
    ).toEqual(['.gitlab-ci.yml:3: two']);
  });

  it('leads from an alias to the last anchor before it', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml':
          '.a: &same {image: a}\n.b: &same {image: b}\nc:\n  <<: *sa‸me\n  script: x\n.d: &same {image: d}\n',
      }),
    ).toEqual(['.gitlab-ci.yml:2: same']);
  });

  it('leads from an include to the files that it brings in', async () => {
    const files = { 'ci/a.yml': 'a: {script: x}\n', 'ci/b.yml': 'b: {script: x}\n' };
    expect(await definitions({ '.gitlab-ci.yml': 'include:\n  - local: /ci/‸*.yml\n', ...files })).toEqual([
      'ci/a.yml:1: ',
      'ci/b.yml:1: ',
    ]);
  });

  it("leads from a variable in a script to the job's own definition, not to another job's", async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml':
          'a:\n  variables: {TAG: one}\n  script: [echo $TAG]\nb:\n  variables: {TAG: two}\n  script: ["echo ${T‸AG}"]\n',
      }),
    ).toEqual(['.gitlab-ci.yml:5: TAG']);
  });

  it('leads from a placeholder in a manifest to the variable of the job that renders it', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml':
          'variables:\n  IMAGE: app:$CI_COMMIT_SHORT_SHA\ndeploy:\n  script: envsubst < app.yaml | kubectl apply -f -\n',
        'app.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ${‸IMAGE}\n',
      }),
    ).toEqual(['.gitlab-ci.yml:2: IMAGE']);
  });

  it('leads to what a script exports, when it is that which envsubst sees', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml':
          'variables: {TAG: a}\ndeploy:\n  script:\n    - export TAG=b\n    - envsubst < app.yaml | kubectl apply -f -\n',
        'app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "$TAG‸"}\n',
      }),
    ).toEqual(['.gitlab-ci.yml:4: TAG=b']);
  });

  it('leads nowhere in YAML that is none of ours', async () => {
    expect(
      await definitions({
        '.gitlab-ci.yml': 'a: {script: x}\n',
        'mkdocs.yml': 'a: {script: x}\nb:\n  needs: [‸a]\n',
      }),
    ).toEqual([]);
  });

  it('leads nowhere from a name that nothing defines', async () => {
    expect(await definitions({ '.gitlab-ci.yml': 'a:\n  needs: [‸constructor]\n  script: x\n' })).toEqual([]);
  });
});
