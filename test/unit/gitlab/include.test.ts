import { describe, expect, test } from 'vitest';
import type { Pipeline } from '../../../server/src/gitlab/pipeline.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';

async function projectOf(files: Readonly<Record<string, string>>): Promise<Project> {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  return project;
}

async function read(files: Readonly<Record<string, string>>): Promise<Pipeline> {
  const { pipelines } = (await projectOf(files)).snapshot();
  return pipelines.find(({ path }) => path === '.gitlab-ci.yml')!;
}

const script = (pipeline: Pipeline, job: string) => pipeline.jobs.get(job)?.sections.main.text.trim();

describe('what includes bring in', () => {
  const MAPPED = { '.pipewright.yml': 'projects: {group/ci: shared, "group/ci@v2": "./shared-2"}\n' };
  const CI = {
    'shared/jobs.yml': 'include: {local: /more.yml}\nfirst: {script: one}\n',
    'shared/more.yml': 'more: {script: more}\n',
    'shared-2/jobs.yml': 'second: {script: two}\n',
  };

  test('a mapped project, whose own includes count from its folder', async () => {
    const pipeline = await read({
      ...MAPPED,
      ...CI,
      '.gitlab-ci.yml': 'include:\n  - {project: group/ci, file: [/jobs.yml]}\n',
      'more.yml': 'wrong: {script: x}\n',
    });
    expect([...pipeline.jobs.keys()]).toEqual(['more', 'first']);
    expect(pipeline.isComplete).toBe(true);
  });

  test('a mapped project at a ref of its own', async () => {
    const text = 'include:\n  - {project: group/ci, ref: v2, file: jobs.yml}\n';
    expect([...(await read({ ...MAPPED, ...CI, '.gitlab-ci.yml': text })).jobs.keys()]).toEqual(['second']);
  });

  test.each([
    'include: {project: group/other, file: a.yml}',
    'include: {project: $CI_PROJECT_PATH, ref: old, file: a.yml}',
    'include: {component: gitlab.com/other/x/build@1.0}',
    'include: {remote: "https://example.com/a.yml"}',
    'include: {template: Auto-DevOps.gitlab-ci.yml}',
    'include: "$FILE"',
    'include: [{local: a.yml}, {other: b.yml}]',
  ])('%s leaves the pipeline open', async (text) => {
    const files = {
      ...MAPPED,
      ...CI,
      '.gitlab-ci.yml': `${text}\nown: {script: x}\n`,
      'a.yml': 'a: {script: x}\n',
    };
    expect((await read(files)).isComplete).toBe(false);
  });

  test('a component of the project itself, and of a mapped one', async () => {
    const pipeline = await read({
      ...MAPPED,
      '.gitlab-ci.yml':
        'include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/build@$CI_COMMIT_SHA\n  - component: gitlab.com/group/ci/scan@~latest\n',
      'templates/build.yml': 'build: {script: x}\n',
      'shared/templates/scan/template.yml': 'scan: {script: x}\n',
    });
    expect([...pipeline.jobs.keys()]).toEqual(['build', 'scan']);
    expect(pipeline.isComplete).toBe(true);
  });

  test('a chain of 200 files', async () => {
    const files: Record<string, string> = { '.gitlab-ci.yml': 'include: f0.yml\n' };
    for (let i = 0; i < 200; i++)
      files[`f${i}.yml`] = `${i < 199 ? `include: f${i + 1}.yml\n` : ''}job${i}: {script: x}\n`;
    expect((await read(files)).jobs.size).toBe(200);
  });

  test('a circle of files is read once', async () => {
    const pipeline = await read({
      '.gitlab-ci.yml': 'include: a.yml\nown: {script: x}\n',
      'a.yml': 'include: b.yml\na: {script: x}\n',
      'b.yml': 'include: a.yml\nb: {script: x}\n',
    });
    expect([...pipeline.jobs.keys()]).toEqual(['b', 'a', 'own']);
    expect(pipeline.includeCycles).toHaveLength(1);
  });
});

describe('inputs', () => {
  const COMPONENT = `
spec:
  inputs:
    name:
    stage: {default: test}
    count: {type: number, default: 2}
    tags: {type: array, default: [linux, amd64]}
    flag: {type: boolean, default: false}
---
.shared: &shared
  before_script:
    - echo "$[[ inputs.name ]]"
"build-$[[ inputs.name ]]":
  <<: *shared
  stage: $[[ inputs.stage ]]
  tags: $[[ inputs.tags ]]
  parallel: $[[ inputs.count ]]
  interruptible: $[[ inputs.flag ]]
  script: "run $[[ inputs.name | truncate(0, 3) ]] $[[inputs.unknown]]"
`;

  test('are put in where the include gives them, and defaults where not', async () => {
    const pipeline = await read({
      '.gitlab-ci.yml':
        'include:\n  - {local: c.yml, inputs: {name: web-app, tags: [mine]}}\n  - {local: c.yml, inputs: {name: api, stage: deploy}}\n',
      'c.yml': COMPONENT,
    });
    expect([...pipeline.jobs.keys()]).toEqual(['build-web-app', 'build-api']);
    expect(script(pipeline, 'build-web-app')).toBe('echo "web-app"\nrun web $[[inputs.unknown]]');
    expect(script(pipeline, 'build-api')).toBe('echo "api"\nrun api $[[inputs.unknown]]');
    const job = pipeline.jobs.get('build-api')!;
    expect(job.stage).toBe('deploy');
    expect(job.value('tags')).toMatchObject({ items: [{ value: 'linux' }, { value: 'amd64' }] });
    expect(pipeline.jobs.get('build-web-app')!.value('tags')).toMatchObject({ items: [{ value: 'mine' }] });
    expect(job.value('parallel')).toMatchObject({ style: 'plain', value: '2' });
  });

  test('that nobody gives stay as they are written', async () => {
    const pipeline = await read({ '.gitlab-ci.yml': 'include: c.yml\n', 'c.yml': COMPONENT });
    expect([...pipeline.jobs.keys()]).toEqual(['build-$[[ inputs.name ]]']);
  });

  test('go on to what the file includes itself', async () => {
    const pipeline = await read({
      '.gitlab-ci.yml': 'include: {local: a.yml, inputs: {of: x}}\n',
      'a.yml': 'spec: {inputs: {of: }}\n---\ninclude: {local: c.yml, inputs: {name: "$[[ inputs.of ]]-y"}}\n',
      'c.yml': COMPONENT,
    });
    expect([...pipeline.jobs.keys()]).toEqual(['build-x-y']);
  });

  test('that look like other types stay text where text was meant', async () => {
    const pipeline = await read({
      '.gitlab-ci.yml': 'include: {local: a.yml, inputs: {version: "1.10"}}\n',
      'a.yml':
        'spec: {inputs: {version: }}\n---\nvariables:\n  VERSION: $[[ inputs.version ]]\na: {script: x}\n',
    });
    const pair = pipeline.variables.get('VERSION');
    expect(pair?.value).toMatchObject({ style: 'double', value: '1.10' });
  });

  test('an edit elsewhere keeps the jobs', async () => {
    const project = await projectOf({
      '.gitlab-ci.yml': 'include: {local: c.yml, inputs: {name: a}}\nown: {script: x}\n',
      'c.yml': COMPONENT,
    });
    const before = project.snapshot().pipelines[0]!.jobs.get('build-a');
    project.setOpen('.gitlab-ci.yml', 'include: {local: c.yml, inputs: {name: a}}\nown: {script: changed}\n');
    expect(project.snapshot().pipelines[0]!.jobs.get('build-a')).toBe(before);
  });

  test('names of objects are inputs like others', async () => {
    const pipeline = await read({
      '.gitlab-ci.yml': 'include: {local: a.yml, inputs: {constructor: c, __proto__: p}}\n',
      'a.yml':
        'spec: {inputs: {constructor: , __proto__: }}\n---\n"$[[ inputs.constructor ]]$[[ inputs.__proto__ ]]$[[ inputs.toString ]]": {script: x}\n',
    });
    expect([...pipeline.jobs.keys()]).toEqual(['cp$[[ inputs.toString ]]']);
  });
});

describe('files that GitLab refuses', () => {
  const faults = async (include: string, content: string) => {
    const pipeline = await read({
      '.gitlab-ci.yml': `include: ${include}\na: {script: x}\n`,
      'ci/a.yml': content,
      'ci/b.yml': 'b: {script: x}\n',
    });
    expect(pipeline.isComplete).toBe(pipeline.includes.every(({ refused }) => refused.length === 0));
    return pipeline.includes.flatMap(({ refused }) => refused.map(({ path, fault }) => `${path}: ${fault}`));
  };

  test.each([
    ['', 'empty'],
    [' \n\t\n', 'empty'],
    ['# later\n', 'no-configuration'],
    ['---\n', 'no-configuration'],
    ['~\n', 'no-configuration'],
    ['{}\n', 'no-configuration'],
    ['- make\n', 'no-mapping'],
    ['make\n', 'no-mapping'],
    [`a: {script: x}\n${'# comment\n'.repeat(500_000)}`, 'too-large'],
  ])('%#: %.20j is refused', async (content, fault) => {
    expect(await faults('ci/a.yml', content)).toEqual([`ci/a.yml: ${fault}`]);
    expect(await faults('ci/*.yml', content)).toEqual([`ci/a.yml: ${fault}`]);
  });

  test.each(['.later: {}\n', 'a: b: c\n', 'a\nb: {script: x}\n', 'spec: {inputs: {a: }}\n---\n', '- [\n'])(
    '%j is not, or that is not known',
    async (content) => expect(await faults('ci/a.yml', content)).toEqual([]),
  );

  test.each(['ci/a', '/ci/.yml', 'ci/a.yml.txt', 'https://example.com/a.yml?inline=false'])(
    '%s is no name of one',
    async (path) => expect(await faults(path, 'a: {script: x}\n')).toEqual([`${path}: extension`]),
  );
});

describe('a file that is included several times', () => {
  const defaults = 'default: {before_script: [defaults]}\nvariables: {WHO: defaults}\n';
  const unit = 'include: defaults.yml\ndefault: {before_script: [unit]}\nunit: {script: x}\n';
  const smoke = 'include: defaults.yml\nsmoke: {script: x}\n';
  const beforeScripts = async (include: string) => {
    const pipeline = await read({
      '.gitlab-ci.yml': `include: ${include}\n`,
      'defaults.yml': defaults,
      'unit.yml': unit,
      'smoke.yml': smoke,
    });
    return [...pipeline.jobs.values()].map((job) => job.sections.before_script.text.trim());
  };

  test('counts where it is included last', async () => {
    expect(await beforeScripts('[unit.yml]')).toEqual(['unit']);
    expect(await beforeScripts('[unit.yml, smoke.yml]')).toEqual(['defaults', 'defaults']);
    expect(await beforeScripts('[smoke.yml, unit.yml]')).toEqual(['unit', 'unit']);
    expect(await beforeScripts('[defaults.yml, unit.yml]')).toEqual(['unit']);
    expect(await beforeScripts('[unit.yml, defaults.yml]')).toEqual(['defaults']);
  });

  test('is read once, however many ways lead to it', async () => {
    const files: Record<string, string> = {
      '.gitlab-ci.yml': 'include: 0.yml\n',
      '60.yml': 'a: {script: x}\n',
    };
    for (let level = 0; level < 60; level++)
      files[`${level}.yml`] = `include: [${level + 1}.yml, ${level + 1}.yml]\n`;
    const pipeline = await read(files);
    expect(pipeline.files.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 61 }, (_, level) => `${60 - level}.yml`),
      '.gitlab-ci.yml',
    ]);
  });
});
