import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { withoutMarkdown } from '../../../server/src/features/markdown.ts';
import { cursorIn } from './cursor.ts';

/** What a client without Markdown shows. */
async function hover(files: Record<string, string>): Promise<string | undefined> {
  const { snapshot, path, offset } = await cursorIn(files);
  const found = hoverAt(snapshot, path, offset, () => 'address');
  return found && withoutMarkdown(found.markdown);
}

const JOB = 'build:\n  script: make\n';

describe('hover of keywords', () => {
  it('tells in our words what a keyword is for, and where its documentation is', async () => {
    const { snapshot, path, offset } = await cursorIn({ '.gitlab-ci.yml': `${JOB}  inter‸ruptible: true\n` });
    const { markdown } = hoverAt(snapshot, path, offset, () => '')!;
    expect(markdown).toContain('Whether a newer pipeline may cancel the job.');
    expect(markdown).toContain("[GitLab's documentation](https://docs.gitlab.com/ci/yaml/#interruptible)");
  });

  it('lists the values that a keyword takes', async () => {
    expect(await hover({ '.gitlab-ci.yml': `${JOB}  rules:\n    - wh‸en: manual\n` })).toContain(
      'One of on_success, on_failure, always, manual, delayed, never.',
    );
  });

  it('knows global keywords, the header and .pipewright.yml', async () => {
    expect(await hover({ '.gitlab-ci.yml': `st‸ages: [build]\n${JOB}` })).toContain(
      'The stages in their order',
    );
    expect(await hover({ '.gitlab-ci.yml': `spec:\n  in‸puts: {a: {}}\n---\n${JOB}` })).toBeTruthy();
    expect(
      await hover({ '.pipewright.yml': 'cluster:\n  ver‸sion: "1.31"\n', '.gitlab-ci.yml': JOB }),
    ).toContain('Its Kubernetes version');
  });

  it('tells what a rule is about, where it is configured and where it is ignored', async () => {
    const inFile = await hover({
      '.pipewright.yml': 'rules:\n  yaml/script-‸colon: warning\n',
      '.gitlab-ci.yml': JOB,
    });
    expect(inFile).toMatch(/^Error\. .+\n\nThe rule's page$/);
    const comment = '# pipewright-ignore yaml/octal-or-boolean, yaml/script-‸colon\n';
    expect(await hover({ '.gitlab-ci.yml': comment + JOB })).toBe(inFile);
    expect(await hover({ '.gitlab-ci.yml': `# pipewright-ignore nothing/su‸ch\n${JOB}` })).toBe(undefined);
    expect(await hover({ '.gitlab-ci.yml': `# about yaml/script-‸colon\n${JOB}` })).toBe(undefined);
  });

  it('says nothing of a job named like a property of objects, nor of other YAML', async () => {
    expect(await hover({ '.gitlab-ci.yml': 'a:\n  script: x\n  cons‸tructor: 1\n' })).toBe(undefined);
    expect(await hover({ '.gitlab-ci.yml': JOB, 'docker-compose.yml': 'ser‸vices: {}\n' })).toBe(undefined);
  });
});

describe('hover of jobs and stages', () => {
  it('shows the effective job, and where each part comes from', async () => {
    expect(
      await hover({
        '.gitlab-ci.yml':
          'include: ci/base.yml\ndefault:\n  image: alpine\nb‸uild:\n  extends: .base\n  stage: build\n',
        'ci/base.yml': '.base:\n  script:\n    - make\n    - make install\n',
      }),
    ).toBe(
      [
        'Job in stage build (.gitlab-ci.yml:4)',
        '',
        'build:',
        '  stage: build',
        '  image: alpine  # from default',
        '  script:  # from .base, ci/base.yml',
        '    - make',
        '    - make install',
      ].join('\n'),
    );
  });

  it('shows a stage among the others, with its jobs', async () => {
    expect(await hover({ '.gitlab-ci.yml': 'stages: [one, two]\na:\n  stage: t‸wo\n  script: x\n' })).toBe(
      'Stage 2 of 2: one → two\n\nJobs: a',
    );
  });

  it('tells what an include brings in', async () => {
    expect(
      await hover({
        '.gitlab-ci.yml': 'include:\n  - local: ci/ba‸se.yml\n',
        'ci/base.yml': '.base: {script: x}\n',
      }),
    ).toBe('Brings in\n\n- ci/base.yml: .base');
    expect(await hover({ '.gitlab-ci.yml': 'include: no‸ne.yml\na: {script: x}\n' })).toMatch(
      /not in the workspace/,
    );
  });
});

it('says what the keywords of only, except and release are for', async () => {
  for (const text of ['only: {cha‸nges: [a]}', 'except: {re‸fs: [tags]}', 'release: {tag_‸name: v1}'])
    expect(await hover({ '.gitlab-ci.yml': `a:\n  ${text}\n` })).toMatch(/GitLab's documentation/);
});

describe('hover of variables', () => {
  it('shows the value here, and every definition by scope', async () => {
    expect(
      await hover({
        '.gitlab-ci.yml':
          'variables:\n  TAG: $CI_COMMIT_SHORT_SHA\n  IMAGE: app:$TAG\nbuild:\n  variables: {TAG: test}\n  script: [docker build -t "$IM‸AGE" .]\n',
      }),
    ).toBe('IMAGE\n\nIn build: app:test\n\nSet by\n\n- the pipeline: app:$TAG (.gitlab-ci.yml:3)');
  });

  it('tells of variables of the settings, and of assignments', async () => {
    expect(
      await hover({
        '.gitlab-ci.yml': 'build:\n  script:\n    - TOKEN=x\n    - echo $TOK‸EN\n',
        '.pipewright.yml': 'variables:\n  TOKEN: {masked: true, description: for the registry}\n',
      }),
    ).toBe(
      "TOKEN\n\nSet by\n\n- the project's settings: for the registry; masked (.pipewright.yml:2)\n- the script of build (.gitlab-ci.yml:3)",
    );
  });

  it('tells of those that a matrix, tokens and secrets set', async () => {
    const job = `a:
  parallel: {matrix: [{SYSTEM: [linux, darwin]}, {SYSTEM: windows}]}
  id_tokens: {TOKEN: {aud: x}}
`;
    expect(await hover({ '.gitlab-ci.yml': `${job}  script: [echo $SYS‸TEM]\n` })).toBe(
      'SYSTEM\n\nSet by\n\n- the matrix of a: linux, darwin (.gitlab-ci.yml:2)\n- the matrix of a: windows (.gitlab-ci.yml:2)',
    );
    expect(await hover({ '.gitlab-ci.yml': `${job}  script: [echo $TOK‸EN]\n` })).toBe(
      'TOKEN\n\nSet by\n\n- id_tokens of a (.gitlab-ci.yml:3)',
    );
  });

  it('says when nothing defines one', async () => {
    expect(await hover({ '.gitlab-ci.yml': 'build:\n  script: [echo $MI‸NE]\n' })).toContain(
      'Nothing in these files defines it',
    );
  });
});

describe('hover of placeholders', () => {
  const manifest = (line: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - image: ${line}\n`;

  it('shows the whole way of the value, to the field', async () => {
    const text = await hover({
      '.gitlab-ci.yml':
        'variables:\n  IMAGE: reg/app:$TAG\n  TAG: v1\ndeploy:\n  script:\n    - envsubst < app.yaml | kubectl apply -f -\n',
      'app.yaml': manifest('${IM‸AGE}'),
    });
    expect(text).toBe(
      [
        '${IMAGE} becomes reg/app:v1',
        '',
        "1. TAG: v1 in the pipeline's variables (.gitlab-ci.yml:3)",
        "2. IMAGE: reg/app:$TAG in the pipeline's variables (.gitlab-ci.yml:2)",
        '3. envsubst in deploy (.gitlab-ci.yml:6)',
        '4. spec.template.spec.containers[0].image of the Deployment web',
      ].join('\n'),
    );
  });

  it('tells the jobs apart that give it different values', async () => {
    const text = await hover({
      '.gitlab-ci.yml':
        '.deploy:\n  script: [envsubst < app.yaml | kubectl apply -f -]\na:\n  extends: .deploy\n  variables: {TAG: one}\nb:\n  extends: .deploy\n  variables: {TAG: two}\n',
      'app.yaml': manifest('app:$T‸AG'),
    });
    expect(text).toContain('In a\n\n$TAG becomes one');
    expect(text).toContain('In b\n\n$TAG becomes two');
  });

  it('says what stays, and what becomes nothing', async () => {
    const files = (call: string) => ({
      '.gitlab-ci.yml': `deploy:\n  script:\n    - TAG=1\n    - ${call}\n`,
      'app.yaml': manifest('app:${T‸AG}'),
    });
    expect(await hover(files("envsubst '$OTHER' < app.yaml | kubectl apply -f -"))).toMatch(/stays as it is/);
    expect(await hover(files('envsubst < app.yaml | kubectl apply -f -'))).toMatch(/without exporting it/);
    expect(await hover({ ...files('x'), '.gitlab-ci.yml': JOB })).toMatch(/No job renders this file/);
  });
});
