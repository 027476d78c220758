import { describe, expect, it } from 'vitest';
import { renameAt, renameTargetAt } from '../../../server/src/features/rename.ts';
import { cursorIn } from './cursor.ts';

async function rename(
  files: Record<string, string>,
  newName: string,
): Promise<Record<string, string> | string> {
  const { snapshot, path, offset, after } = await cursorIn(files);
  const result = renameAt(snapshot, path, offset, newName);
  if (!result) return 'no name';
  return 'refused' in result ? result.refused : after(result);
}

async function refused(files: Record<string, string>): Promise<string | undefined> {
  const { snapshot, path, offset } = await cursorIn(files);
  const target = renameTargetAt(snapshot, path, offset);
  return target && 'refused' in target ? target.refused : undefined;
}

describe('rename', () => {
  it('renames a hidden job in all included files', async () => {
    expect(
      await rename(
        {
          '.gitlab-ci.yml': 'include: ci/base.yml\na:\n  extends: ".ba‸se"\n',
          'ci/base.yml': '.base: {script: [make]}\nb: {extends: [.base]}\n',
        },
        '.common',
      ),
    ).toEqual({
      '.gitlab-ci.yml': 'include: ci/base.yml\na:\n  extends: ".common"\n',
      'ci/base.yml': '.common: {script: [make]}\nb: {extends: [.common]}\n',
    });
  });

  it('writes quotes where the new name needs them, and keeps the part that names one of several jobs', async () => {
    expect(
      await rename(
        { '.gitlab-ci.yml': 'a‸: {script: x}\nb:\n  script: x\n  needs: [a, "a: [x, y]"]\n' },
        'build: it',
      ),
    ).toEqual({
      '.gitlab-ci.yml':
        "'build: it': {script: x}\nb:\n  script: x\n  needs: ['build: it', \"build: it: [x, y]\"]\n",
    });
  });

  it('renames a stage', async () => {
    expect(
      await rename({ '.gitlab-ci.yml': 'stages: [one, two]\na:\n  stage: on‸e\n  script: x\n' }, 'first'),
    ).toEqual({ '.gitlab-ci.yml': 'stages: [first, two]\na:\n  stage: first\n  script: x\n' });
  });

  it('refuses to rename a stage that is meant where it is not written', async () => {
    expect(await refused({ '.gitlab-ci.yml': 'a: {stage: bui‸ld, script: x}\n' })).toMatch(/list them first/);
    const text = 'stages: [test]\na: {stage: te‸st, script: x}\nb: {script: x}\n';
    expect(await refused({ '.gitlab-ci.yml': text })).toMatch(/`b` is in the stage test/);
    expect(await refused({ '.gitlab-ci.yml': text.replace('b: {', 'b: {extends: a, ') })).toBe(undefined);
  });

  it('renames an anchor with its aliases', async () => {
    expect(
      await rename({ '.gitlab-ci.yml': '.a: &it\n  image: a\nb:\n  <<: *i‸t\n  script: x\n' }, 'base'),
    ).toEqual({ '.gitlab-ci.yml': '.a: &base\n  image: a\nb:\n  <<: *base\n  script: x\n' });
  });

  it('renames a variable across pipeline, shell, manifest and configuration, from any of them', async () => {
    const files = {
      '.gitlab-ci.yml':
        'variables:\n  IMAGE: app\ndeploy:\n  script:\n    - echo "$IMAGE" "${IMAGE%:*}" $IMAGE_TAG\n    - envsubst < app.yaml | kubectl apply -f -\n',
      'app.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: "${IMA‸GE}"}]}\n',
      '.pipewright.yml': 'variables:\n  IMAGE: {}\n',
    };
    expect(await rename(files, 'DOCKER_IMAGE')).toEqual({
      '.gitlab-ci.yml':
        'variables:\n  DOCKER_IMAGE: app\ndeploy:\n  script:\n    - echo "$DOCKER_IMAGE" "${DOCKER_IMAGE%:*}" $IMAGE_TAG\n    - envsubst < app.yaml | kubectl apply -f -\n',
      'app.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: "${DOCKER_IMAGE}"}]}\n',
      '.pipewright.yml': 'variables:\n  DOCKER_IMAGE: {}\n',
    });
  });

  it('renames a variable in what anchors lend to variables and scripts', async () => {
    const text = (name: string) => `.shared:
  staging: &staging
    ${name}: a
  other: {TARGET: b}
.login: &login |
  login "$${name}"
.list: &list
  - export ${name}=x
a:
  variables: *staging
  script: [*login, echo $${name}]
b:
  variables: {<<: [*staging], ${name}: c}
  script: *list
`;
    const renamed = await rename(
      { '.gitlab-ci.yml': text('TARGET').replace('echo $TAR', 'echo $TAR‸') },
      'GOAL',
    );
    expect(renamed).toEqual({ '.gitlab-ci.yml': text('GOAL') });
  });

  it('refuses what GitLab sets, what nothing defines, and what exists', async () => {
    const script = (text: string) => ({
      '.gitlab-ci.yml': `a:\n  variables: {A: 1}\n  script: [echo ${text}]\n`,
    });
    expect(await refused(script('$CI_COMMIT‸_SHA'))).toMatch(/GitLab sets CI_COMMIT_SHA/);
    expect(await refused(script('$MIN‸E'))).toMatch(/Nothing in these files defines MINE/);
    expect(await refused(script('$A‸'))).toBe(undefined);
    expect(await rename(script('$A‸'), '1A')).toMatch(/no name of a variable/);
    expect(await rename(script('$A‸'), 'CI_JOB_ID')).toMatch(/GitLab or the shell sets/);
    expect(await rename({ '.gitlab-ci.yml': 'a‸: {script: x}\nb: {script: x}\n' }, 'b')).toBe(
      'There is a job `b` already.',
    );
    expect(await rename({ '.gitlab-ci.yml': 'a‸: {script: x}\n' }, 'default')).toMatch(/cannot be called so/);
  });
});
