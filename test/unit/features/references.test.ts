import { describe, expect, it } from 'vitest';
import { referencesAt } from '../../../server/src/features/references.ts';
import { cursorIn } from './cursor.ts';

async function references(files: Record<string, string>, includeDeclaration = true): Promise<string[]> {
  const { snapshot, path, offset, places } = await cursorIn(files);
  return places(referencesAt(snapshot, path, offset, { includeDeclaration }));
}

describe('find references', () => {
  it('finds a hidden job across files, in every keyword that names jobs', async () => {
    expect(
      await references({
        '.gitlab-ci.yml':
          'include: ci/base.yml\na:\n  extends: [.base]\nb:\n  script:\n    - !reference [.base, script]\n',
        'ci/base.yml': '.ba‸se:\n  script: [make]\n',
      }),
    ).toEqual(['.gitlab-ci.yml:3: .base', '.gitlab-ci.yml:6: .base', 'ci/base.yml:1: .base']);
  });

  it('finds a job in needs of every form, dependencies, on_stop and rules', async () => {
    expect(
      await references(
        {
          '.gitlab-ci.yml': [
            'a‸:',
            '  script: x',
            'b:',
            '  script: x',
            '  needs: [a, {job: a, optional: true}, {project: g/p, job: a, ref: main}]',
            '  dependencies: ["a"]',
            '  environment: {name: n, on_stop: a}',
            '  rules:',
            '    - if: $X',
            '      needs: [a]',
          ].join('\n'),
        },
        false,
      ),
    ).toEqual([
      '.gitlab-ci.yml:5: a',
      '.gitlab-ci.yml:5: a',
      '.gitlab-ci.yml:6: a',
      '.gitlab-ci.yml:7: a',
      '.gitlab-ci.yml:10: a',
    ]);
  });

  it('finds a variable in the pipeline, its rules, scripts, shell files, manifests and .pipewright.yml', async () => {
    expect(
      await references({
        '.gitlab-ci.yml': [
          'variables:',
          '  IMA‸GE: app',
          'deploy:',
          '  rules:',
          '    - if: $IMAGE == "app"',
          '  script:',
          "    - envsubst '$IMAGE $OTHER' < app.yaml | kubectl apply -f -",
          '    - ./check.sh',
          '    - echo "${IMAGE:-none}" $IMAGE_TAG',
        ].join('\n'),
        'app.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n# $IMAGE\nspec: {containers: [{image: "${IMAGE}"}]}\n',
        'check.sh': 'docker pull "$IMAGE"\n',
        '.pipewright.yml': 'variables:\n  IMAGE: {masked: true}\n',
        'other.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: $IMAGE}\n',
      }),
    ).toEqual([
      '.gitlab-ci.yml:2: IMAGE',
      '.gitlab-ci.yml:5: IMAGE',
      '.gitlab-ci.yml:7: IMAGE',
      '.gitlab-ci.yml:9: IMAGE',
      '.pipewright.yml:2: IMAGE',
      'app.yaml:4: IMAGE',
      'app.yaml:5: IMAGE',
      'check.sh:1: IMAGE',
    ]);
  });

  it('finds a variable within arithmetic, with and without a dollar sign', async () => {
    const script = '((COUNT = 1)); x=$((COUNT * $COUNT + ${COUNT})); [ $((COUNT == 2)) ]; y=$COUNT‸';
    const files = { '.gitlab-ci.yml': `a:\n  script:\n    - ${script}\n` };
    expect(await references(files)).toEqual(Array.from({ length: 6 }, () => '.gitlab-ci.yml:3: COUNT'));
    expect(await references(files, false)).toHaveLength(5);
  });

  it('keeps pipelines apart that share no file', async () => {
    expect(
      await references({
        '.gitlab-ci.yml': 'a‸: {script: x}\nb: {script: x, needs: [a]}\n',
        'other/lib.gitlab-ci.yml': 'a: {script: x}\nc: {script: x, needs: [a]}\n',
      }),
    ).toEqual(['.gitlab-ci.yml:1: a', '.gitlab-ci.yml:2: a']);
  });
});
