import { describe, expect, it } from 'vitest';
import type { CompletionChoice } from '../../../server/src/features/completion-choice.ts';
import { completionsAt } from '../../../server/src/features/completion.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { cursorIn } from './cursor.ts';

async function choices(files: Record<string, string> | string): Promise<readonly CompletionChoice[]> {
  const given = typeof files === 'string' ? { '.gitlab-ci.yml': files } : files;
  const { snapshot, path, offset } = await cursorIn(given);
  return [...completionsAt(snapshot, path, offset)].sort(
    (a, b) => a.order - b.order || (a.label < b.label ? -1 : 1),
  );
}

async function labels(files: Record<string, string> | string): Promise<string[]> {
  return (await choices(files)).map((choice) => choice.label);
}

/** The text after a choice is taken, by an editor without snippets. */
async function take(text: string, label: string): Promise<string> {
  const { snapshot, path, offset } = await cursorIn({ '.gitlab-ci.yml': text });
  const choice = completionsAt(snapshot, path, offset).find((it) => it.label === label)!;
  return applyEdits(text.replace('‸', ''), [{ range: choice.range, newText: choice.newText }]);
}

const JOBS =
  'stages: [build, test, deploy]\n.base: {image: alpine}\nbuild app: {stage: build, script: x}\nlint: {stage: test, script: x}\n';

describe('completion of keywords', () => {
  it('offers global keywords at the top, and whole jobs', async () => {
    const found = await labels('‸\n');
    expect(found).toEqual(expect.arrayContaining(['stages', 'include', 'workflow', 'job: build an image']));
    expect(found).not.toContain('script');
  });

  it("offers a job's keywords that it does not have yet", async () => {
    const found = await labels('a:\n  stage: test\n  ‸\n  image: alpine\n');
    expect(found).toEqual(expect.arrayContaining(['script', 'needs', 'rules']));
    expect(found).not.toContain('stage');
    expect(found).not.toContain('image');
    expect(found).not.toContain('stages');
  });

  it('offers the keys of nested keywords, in lists and between braces', async () => {
    expect(await labels('a:\n  artifacts:\n    rep‸\n')).toContain('reports');
    expect(await labels('a:\n  rules:\n    - if: $X\n      ‸\n')).toEqual(
      expect.arrayContaining(['when', 'changes', 'allow_failure']),
    );
    expect(await labels('a:\n  image: {‸}\n')).toContain('entrypoint');
    expect(await labels('default:\n  ‸\n')).toContain('before_script');
  });

  it('offers the values that a keyword takes', async () => {
    expect(await labels('a:\n  when: ‸\n')).toEqual(expect.arrayContaining(['manual', 'always']));
    expect(await labels('a:\n  rules:\n    - when: ‸\n')).toContain('never');
    expect(await labels('a:\n  interruptible: ‸\n')).toEqual(expect.arrayContaining(['true', 'false']));
    expect(await labels('a:\n  cache:\n    - policy: ‸\n')).toEqual(expect.arrayContaining(['pull', 'push']));
  });

  it('writes what a value begins with, in the indentation of its place', async () => {
    expect(await take('a:\n    stage: x\n    scr‸\n', 'script')).toBe(
      'a:\n    stage: x\n    script:\n      - \n',
    );
    expect(await take('a:\r\n  art‸\r\n', 'artifacts')).toBe('a:\r\n  artifacts:\r\n    \r\n');
    expect(await take('a:\n  im‸: alpine\n', 'image')).toBe('a:\n  image: alpine\n');
  });

  it('offers nothing in block scalars, comments and other YAML', async () => {
    expect(await labels('a:\n  script:\n    - |\n      ‸\n')).toEqual([]);
    expect(await labels('a:\n  script: x # s‸\n')).toEqual([]);
    expect(await labels({ '.gitlab-ci.yml': 'a: {script: x}\n', 'compose.yml': 'services:\n  ‸\n' })).toEqual(
      [],
    );
  });
});

describe('completion of names', () => {
  it('offers stages', async () => {
    expect(await labels(`${JOBS}a:\n  stage: ‸\n`)).toEqual(['build', 'test', 'deploy', '.pre', '.post']);
  });

  it('offers jobs to need, those of earlier stages first, without itself', async () => {
    expect(
      await labels(
        `${JOBS}deploy it:\n  stage: deploy\n  script: x\nlate:\n  stage: test\n  script: x\n  needs: [‸]\n`,
      ),
    ).toEqual(['build app', 'lint', 'deploy it']);
    const found = await labels(`${JOBS}a:\n  stage: deploy\n  script: x\n  needs:\n    - ‸\n`);
    expect(found).toEqual(expect.arrayContaining(['build app', 'lint', 'job', 'optional']));
    expect(await labels(`${JOBS}a:\n  script: x\n  needs:\n    - job: bu‸\n`)).toContain('build app');
  });

  it('offers hidden jobs to extend, and keywords to refer to', async () => {
    expect(await labels(`${JOBS}a:\n  extends: ‸\n`)).toEqual(['.base', 'build app', 'lint']);
    expect(await labels(`${JOBS}a:\n  script:\n    - !reference [.b‸]\n`)).toContain('.base');
    expect(await labels(`${JOBS}a:\n  image: !reference [.base, ‸]\n`)).toEqual(['image']);
  });

  it('offers files to include', async () => {
    const files = { 'ci/base.yml': '.b: {script: x}\n', 'k8s/app.yaml': 'a: 1\n' };
    expect(await labels({ '.gitlab-ci.yml': 'include:\n  - local: ‸\n', ...files })).toEqual([
      '/ci/base.yml',
      '/k8s/app.yaml',
    ]);
  });

  it('offers anchors', async () => {
    expect(await labels('.a: &one {image: x}\nb:\n  <<: *‸\n')).toEqual(['*one']);
  });
});

describe('completion of variables', () => {
  const PIPELINE =
    'variables:\n  IMAGE: app\nbuild:\n  variables: {TAG: v1}\n  script:\n    - export MINE=1\n    - echo ';

  it('offers what the job has behind a dollar sign, and keeps braces', async () => {
    expect((await labels(`${PIPELINE}$‸\n`)).slice(0, 3)).toEqual(['MINE', 'TAG', 'IMAGE']);
    expect(await take(`${PIPELINE}"\${TA‸"\n`, 'TAG')).toBe(`${PIPELINE}"\${TAG}"\n`);
    expect(await take(`${PIPELINE}"\${TA‸}"\n`, 'TAG')).toBe(`${PIPELINE}"\${TAG}"\n`);
    expect(await take(`${PIPELINE}$T‸\n`, 'TAG')).toBe(`${PIPELINE}$TAG\n`);
  });

  it('offers none behind an escaped dollar sign', async () => {
    expect(await labels('variables:\n  A: 1\n  B: $$‸\n')).not.toContain('A');
  });

  it('offers them in block scalars and in expressions of rules', async () => {
    expect(await labels('variables: {A: 1}\nb:\n  script:\n    - |\n      echo $‸\n')).toContain('A');
    expect(await labels('variables: {A: 1}\nb:\n  script: x\n  rules:\n    - if: $‸\n')).toContain('A');
  });

  it('offers in a manifest what the rendering job has, in braces, with where it comes from', async () => {
    const found = await choices({
      '.gitlab-ci.yml':
        'variables: {IMAGE: app}\ndeploy:\n  variables: {REPLICAS: "2"}\n  script:\n    - export TAG=v1\n    - OTHER=1\n    - envsubst < app.yaml | kubectl apply -f -\nother:\n  variables: {NOT_HERE: 1}\n  script: x\n',
      'app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: $‸\n',
    });
    const [tag, replicas, image] = found;
    expect([tag, replicas, image].map((it) => `${it!.newText} ${it!.detail}`)).toEqual([
      '${TAG} exported by deploy',
      '${REPLICAS} deploy',
      '${IMAGE} the pipeline',
    ]);
    expect(found.map((it) => it.label)).not.toContain('NOT_HERE');
    expect(found.map((it) => it.label)).not.toContain('OTHER');
  });
});

describe('completion of our own words', () => {
  it('offers rules to ignore', async () => {
    expect(await labels('a:\n  script: x # pipewright-ignore ya‸\n')).toEqual(
      expect.arrayContaining(['yaml/script-colon', 'yaml/*']),
    );
    expect(await labels('# pip‸\n')).toEqual(['pipewright-ignore', 'pipewright-ignore-file']);
  });

  it('offers keys and values of .pipewright.yml', async () => {
    const files = (text: string) => ({ '.gitlab-ci.yml': 'a: {script: x}\n', '.pipewright.yml': text });
    expect(await labels(files('‸\n'))).toEqual(expect.arrayContaining(['rules', 'variables', 'cluster']));
    expect(await labels(files('rules:\n  ‸\n'))).toContain('yaml/script-colon');
    expect(await labels(files('rules:\n  yaml/script-colon: ‸\n'))).toEqual(
      expect.arrayContaining(['off', 'hint']),
    );
    expect(await labels(files('variables:\n  A:\n    ty‸\n'))).toContain('type');
    expect(await labels(files('envsubst:\n  flavour: ‸\n'))).toEqual(['gnu', 'a8m']);
    const [rule] = (await choices(files('rules:\n  yaml/script-co‸\n'))).filter(
      ({ label }) => label === 'yaml/script-colon',
    );
    expect(rule).toMatchObject({ newText: 'yaml/script-colon: ' });
    expect(rule!.markdown).toMatch(/^\*\*Error\.\*\*/);
  });

  it('offers in .pipewright.yml the variables and projects that the pipelines name', async () => {
    const files = (text: string, include = '') => ({
      '.gitlab-ci.yml': `${include}a:\n  script:\n    - curl -H "$API_TOKEN" https://x.example\n    - echo $SECOND $OWN\n  variables: {OWN: x}\n`,
      '.pipewright.yml': text,
    });
    expect(await labels(files('variables:\n  SECOND: {}\n  ‸\n'))).toEqual(['API_TOKEN']);
    const include = 'include: [{project: our/templates, file: a.yml}]\n';
    expect(await labels(files('projects:\n  ‸\n', include))).toEqual(['our/templates']);
  });
});
