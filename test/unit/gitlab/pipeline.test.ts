import { describe, expect, test } from 'vitest';
import type { Job } from '../../../server/src/gitlab/job.ts';
import { readPipeline, type Pipeline } from '../../../server/src/gitlab/pipeline.ts';
import type { PipelineFiles } from '../../../server/src/gitlab/pipeline-files.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { keyOf } from '../../../server/src/yaml/node.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

const parsed = new Map<string, YamlFile>();

function filesOf(texts: Readonly<Record<string, string>>): PipelineFiles {
  const files = new Map(
    Object.entries(texts).map(([path, text]) => {
      const before = parsed.get(path);
      const file = before?.source.text === text ? before : YamlFile.parse(new SourceText(path, text), before);
      parsed.set(path, file);
      return [path, file] as const;
    }),
  );
  return { yaml: (path) => files.get(path), exists: (path) => files.has(path), paths: () => files.keys() };
}

function read(texts: Readonly<Record<string, string>> | string, earlier?: Pipeline): Pipeline {
  const files = filesOf(typeof texts === 'string' ? { '.gitlab-ci.yml': texts } : texts);
  return readPipeline('.gitlab-ci.yml', files, {}, earlier);
}

const script = (job: Job | undefined) => job?.sections.main.text.trim().split('\n');
const variables = (job: Job | undefined) =>
  Object.fromEntries(
    (job?.variables ?? []).map((pair) => [
      keyOf(pair),
      pair.value?.kind === 'scalar' ? pair.value.value : undefined,
    ]),
  );

describe('a job', () => {
  test('takes what it extends, maps merged deeply, lists replaced', () => {
    const pipeline = read(`
.a:
  variables: { A: a, B: a }
  script: [from a]
  tags: [x]
.b:
  extends: .a
  variables: { B: b }
job:
  extends: .b
  variables: { C: job }
  tags: [y]
`);
    const job = pipeline.jobs.get('job');
    expect(variables(job)).toEqual({ A: 'a', B: 'b', C: 'job' });
    expect(script(job)).toEqual(['from a']);
    expect(job?.keyword('script')?.origin).toBe('extends');
    expect(job?.keyword('tags')?.origin).toBe('own');
  });

  test('takes the later of several that it extends', () => {
    const pipeline = read('.a: {stage: a}\n.b: {stage: b}\njob: {extends: [.a, .b], script: x}\n');
    expect(pipeline.jobs.get('job')?.stage).toBe('b');
  });

  test('takes the defaults unless it says otherwise', () => {
    const pipeline = read(`
default:
  image: alpine
  before_script: [prepare]
all: {script: x}
none: {script: x, inherit: {default: false}}
some: {script: x, inherit: {default: [image]}}
own: {script: x, before_script: [mine]}
empty: {script: x, before_script: []}
no value: {script: x, before_script: ~, image: }
`);
    expect(script(pipeline.jobs.get('all'))).toEqual(['prepare', 'x']);
    expect(script(pipeline.jobs.get('none'))).toEqual(['x']);
    expect(pipeline.jobs.get('some')?.image?.name.value).toBe('alpine');
    expect(script(pipeline.jobs.get('some'))).toEqual(['x']);
    expect(script(pipeline.jobs.get('own'))).toEqual(['mine', 'x']);
    expect(script(pipeline.jobs.get('empty'))).toEqual(['x']);
    // As GitLab reads it, a keyword without a value is not there.
    expect(script(pipeline.jobs.get('no value'))).toEqual(['prepare', 'x']);
    expect(pipeline.jobs.get('no value')?.image?.name.value).toBe('alpine');
  });

  test('has references, aliases and merges put in', () => {
    const pipeline = read(`
.setup:
  script:
    - one
    - !reference [.more, script]
.more:
  script: [two, three]
.base: &base
  stage: deploy
.lines: &lines
  - four
job:
  <<: *base
  script:
    - !reference [.setup, script]
    - *lines
`);
    const job = pipeline.jobs.get('job');
    expect(script(job)).toEqual(['one', 'two', 'three', 'four']);
    expect(job?.stage).toBe('deploy');
    const at = job!.sections.main.text.indexOf('three');
    expect(textOf(job!.sections.main.spanAt(at, at + 5))).toBe('three');
  });

  test('that extends itself around the corner says so and is read no further', () => {
    const pipeline = read('.a: {extends: .b}\n.b: {extends: .a}\njob: {extends: .a, script: x}\n');
    expect(pipeline.jobs.get('job')?.extendsCycle?.map(({ name }) => name)).toEqual(['.a', '.b']);
  });

  test('names what it extends and nobody has', () => {
    const pipeline = read('job: {extends: .gone, script: [!reference [.away, script]]}\n');
    expect(pipeline.jobs.get('job')?.missing.map(({ kind, name }) => [kind, name])).toEqual([
      ['extends', '.gone'],
      ['reference', '.away, script'],
    ]);
  });

  test.each(['constructor', '__proto__', '123', 'my long: job', 'Prüfung 🚀'])('may be called %s', (name) => {
    const pipeline = read(`"${name}":\n  script: x\n`);
    expect([...pipeline.jobs.keys()]).toEqual([name]);
  });
});

describe('includes', () => {
  test('of more files than are read leave open what the pipeline has', () => {
    const parts = Array.from({ length: 600 }, (_, index) => [
      `ci/${index}.yml`,
      `job${index}: {script: x}\n`,
    ]);
    const few = read({ '.gitlab-ci.yml': 'include: ci/*.yml\n', ...Object.fromEntries(parts.slice(0, 100)) });
    expect(few.isComplete).toBe(true);
    const many = read({ '.gitlab-ci.yml': 'include: ci/*.yml\n', ...Object.fromEntries(parts) });
    expect(many.isComplete).toBe(false);
  });

  test('come before the file that names them, which counts more', () => {
    const pipeline = read({
      '.gitlab-ci.yml': 'include: ci/*.yml\nstages: [a, b]\njob: {stage: b}\n',
      'ci/one.yml': 'stages: [x]\njob: {stage: a, script: one}\n',
      'ci/two.yml': 'other: {script: two}\n',
    });
    expect(pipeline.files.map(({ path }) => path)).toEqual(['ci/one.yml', 'ci/two.yml', '.gitlab-ci.yml']);
    expect(pipeline.stages.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(pipeline.jobs.get('job')?.stage).toBe('b');
    expect(script(pipeline.jobs.get('job'))).toEqual(['one']);
    expect(pipeline.isComplete).toBe(true);
  });

  test('of other projects leave the pipeline incomplete', () => {
    expect(read('include: {project: a/b, file: c.yml}\n').isComplete).toBe(false);
    expect(read('include: {template: Auto.yml}\n').isComplete).toBe(false);
    expect(read('include: https://example.com/a.yml\n').isComplete).toBe(false);
  });

  test('that lead around are read once', () => {
    const pipeline = read({
      '.gitlab-ci.yml': 'include: a.yml\n',
      'a.yml': 'include: .gitlab-ci.yml\njob: {script: x}\n',
    });
    expect(pipeline.includeCycles).toHaveLength(1);
    expect([...pipeline.jobs.keys()]).toEqual(['job']);
  });

  test('that are not there are missing, not unknown', () => {
    expect(read('include: /gone.yml\n').includes).toMatchObject([{ kind: 'local', status: 'missing' }]);
  });
});

describe('after an edit', () => {
  const text =
    '.base: &b {stage: build}\none: {extends: .base, script: a}\ntwo: {script: b, <<: *b}\nthree: {script: c}\n';

  test('the jobs that it does not touch are the same objects', () => {
    const before = read(text);
    const after = read(text.replace('script: c', 'script: changed'), before);
    expect(after.jobs.get('one')).toBe(before.jobs.get('one'));
    expect(after.jobs.get('two')).toBe(before.jobs.get('two'));
    expect(script(after.jobs.get('three'))).toEqual(['changed']);
  });

  test('those that extend or alias what changed are read anew', () => {
    const before = read(text);
    const after = read(text.replace('stage: build', 'stage: deploy'), before);
    expect(after.jobs.get('one')?.stage).toBe('deploy');
    expect(after.jobs.get('two')?.stage).toBe('deploy');
    expect(after.jobs.get('three')).toBe(before.jobs.get('three'));
  });

  test('a new default reaches all', () => {
    const before = read(text);
    const after = read(`${text}default: {image: alpine}\n`, before);
    expect([...after.jobs.values()].map((job) => job.image?.name.value)).toEqual([
      'alpine',
      'alpine',
      'alpine',
    ]);
  });
});
