import { describe, expect, test } from 'vitest';
import { insertCommands, type Side } from '../../../server/src/gitlab/insert-command.ts';
import { insertInSection } from '../../../server/src/gitlab/insert-section-command.ts';
import type { SpanEdit } from '../../../server/src/text/edit.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';
import { readPipeline } from '../../../server/src/gitlab/pipeline.ts';
import { span } from '../../../server/src/text/span.ts';

function read(text: string) {
  const yaml = YamlFile.parse(new SourceText('.gitlab-ci.yml', text));
  const pipeline = readPipeline('.gitlab-ci.yml', {
    yaml: (path) => (path === '.gitlab-ci.yml' ? yaml : undefined),
    exists: (path) => path === '.gitlab-ci.yml',
    paths: () => new Set(['.gitlab-ci.yml']),
  });
  const apply = (edits: readonly SpanEdit[] | undefined) =>
    edits &&
    applyEdits(
      text,
      edits.map(({ at, newText }) => ({ range: yaml.locate(at)!, newText })),
    );
  return { yaml, pipeline, apply, job: pipeline.jobs.get('job')! };
}

/** The text with commands put beside the command `target`, which stands in it once. */
function beside(text: string, side: Side, commands: string | string[] = 'new', command = 'target x') {
  const { yaml, apply, job } = read(text);
  const { segment, offset } = yaml.segmentAt(text.indexOf(command))!;
  const at = span(segment, offset, offset + command.length);
  return apply(insertCommands(job, at, [commands].flat(), side));
}

const job = (script: string) => `job:\n  script:\n${script}`;

describe('a command beside another one', () => {
  test('in a list it gets an item of its own, above the comment that belongs to the other', () => {
    const text = job('    - first\n    # why\n    - target x # note\n    - last\n');
    expect(beside(text, 'before')).toBe(
      job('    - first\n    - new\n    # why\n    - target x # note\n    - last\n'),
    );
    expect(beside(text, 'after')).toBe(
      job('    - first\n    # why\n    - target x # note\n    - new\n    - last\n'),
    );
  });

  test('it wears the quotes that all items wear, and those that YAML needs', () => {
    expect(beside(job('    - "a"\n    - "target x"\n'), 'before', 'say "a: b"')).toBe(
      job('    - "a"\n    - "say \\"a: b\\""\n    - "target x"\n'),
    );
    expect(beside(job('    - target x\n'), 'after', 'say "a: b"')).toBe(
      job(`    - target x\n    - 'say "a: b"'\n`),
    );
  });

  test('in a block scalar it gets a line of its own, at the depth of the other', () => {
    const text = job('    - |\n      if a; then\n        target x\n      fi\n');
    expect(beside(text, 'before')).toBe(
      job('    - |\n      if a; then\n        new\n        target x\n      fi\n'),
    );
    expect(beside(text, 'after')).toBe(
      job('    - |\n      if a; then\n        target x\n        new\n      fi\n'),
    );
  });

  test('it comes before the whole of a pipe or a chain', () => {
    expect(beside(job('    - cd x && a | target x\n'), 'before')).toBe(
      job('    - new\n    - cd x && a | target x\n'),
    );
    expect(beside(job('    - |\n      cd x && \\\n        target x\n'), 'before')).toBe(
      job('    - |\n      new\n      cd x && \\\n        target x\n'),
    );
  });

  test('after a command of a chain it joins the chain', () => {
    expect(beside(job('    - a && target x && b\n'), 'after')).toBe(job('    - a && target x && new && b\n'));
    expect(beside(job("    - 'target x || exit 1'\n"), 'after', "echo 'k'")).toBe(
      job("    - 'target x && echo ''k'' || exit 1'\n"),
    );
    expect(beside(job('    - test -f a || target x\n'), 'after')).toBeUndefined();
  });

  test('inside of a line it is put on that line', () => {
    expect(beside(job('    - if a; then target x; fi\n'), 'before')).toBe(
      job('    - if a; then new; target x; fi\n'),
    );
    expect(beside(job('    - if a; then target x; fi\n'), 'after')).toBe(
      job('    - if a; then target x; new; fi\n'),
    );
    expect(beside(job('    - if a; then target x; fi\n'), 'after', 'x: "y: z"')).toBeUndefined();
  });

  test('it comes behind the end of a here-document', () => {
    const text = job('    - |\n      target x <<EOF\n      a\n      EOF\n      b\n');
    expect(beside(text, 'after')).toBe(
      job('    - |\n      target x <<EOF\n      a\n      EOF\n      new\n      b\n'),
    );
  });

  test('in a condition that is spread over items it gets an item too', () => {
    expect(beside(job('    - if a; then\n    - target x\n    - fi\n'), 'before')).toBe(
      job('    - if a; then\n    - new\n    - target x\n    - fi\n'),
    );
  });

  test('in a flow list and for a single text', () => {
    expect(beside("job:\n  script: [ 'a', 'target x' ]\n", 'before')).toBe(
      "job:\n  script: [ 'a', 'new', 'target x' ]\n",
    );
    expect(beside('job:\n  script: [a, target x]\n', 'after', 'p "q"')).toBe(
      'job:\n  script: [a, target x, "p \\"q\\""]\n',
    );
    expect(beside('job:\n  script: target x\n', 'before')).toBe(
      'job:\n  script:\n    - new\n    - target x\n',
    );
    expect(beside('job:\n  script: target x # c\n', 'after')).toBe(
      'job:\n  script:\n    - target x # c\n    - new\n',
    );
    expect(beside('job:\n  script: |\n    target x\n    b\n', 'before')).toBe(
      'job:\n  script: |\n    new\n    target x\n    b\n',
    );
  });

  test('several lines become a block scalar in a list, and keep the line ends of the file', () => {
    expect(beside(job('    - target x\n').replaceAll('\n', '\r\n'), 'before', 'a\n  b\nc')).toBe(
      job('    - |\n      a\n        b\n      c\n    - target x\n').replaceAll('\n', '\r\n'),
    );
  });

  test('an item of several plain lines is one command', () => {
    const text = job('    - kubectl x\n        --a\n        --b | target x\n    - z\n');
    expect(beside(text, 'after')).toBe(
      job('    - kubectl x\n        --a\n        --b | target x\n    - new\n    - z\n'),
    );
    const folded = job('    - >\n      kubectl x\n      --b | target x\n\n    - z\n');
    expect(beside(folded, 'before')).toBe(
      job('    - new\n    - >\n      kubectl x\n      --b | target x\n\n    - z\n'),
    );
    expect(beside(folded, 'after')).toBe(
      job('    - >\n      kubectl x\n      --b | target x\n    - new\n\n    - z\n'),
    );
  });

  test('where the script is an alias it goes where the text is', () => {
    const text = '.x: &x\n  - target x\njob:\n  script: *x\n';
    expect(beside(text, 'after')).toBe('.x: &x\n  - target x\n  - new\njob:\n  script: *x\n');
  });
});

describe('a command at the end of a section', () => {
  const after = (text: string, commands: string[] = ['new']) => {
    const { pipeline, apply, job: own } = read(text);
    return apply(insertInSection(own, pipeline, 'after_script', commands, 'last'));
  };

  test('of the job itself', () => {
    expect(after('job:\n  script: [a]\n  after_script:\n    - b # c\n')).toBe(
      'job:\n  script: [a]\n  after_script:\n    - b # c\n    - new\n',
    );
    expect(after('job:\n  script: [a]\n  after_script:\n')).toBe(
      'job:\n  script: [a]\n  after_script:\n    - new\n',
    );
    expect(after('job:\n  script: [a]\n  after_script: []\n')).toBe(
      'job:\n  script: [a]\n  after_script:\n    - new\n',
    );
  });

  test('with a reference at its end', () => {
    const text =
      '.b:\n  after_script: [x]\njob:\n  script: [a]\n  after_script:\n    - !reference [.b, after_script]\n';
    expect(after(text)).toBe(`${text}    - new\n`);
  });

  test('made below the script where there is none', () => {
    expect(after('job:\n  script:\n    - a\n\nother:\n  script: b\n')).toBe(
      'job:\n  script:\n    - a\n  after_script:\n    - new\n\nother:\n  script: b\n',
    );
    expect(after('.base:\n    script:\n        - a\njob:\n    extends: .base\n')).toBe(
      '.base:\n    script:\n        - a\n    after_script:\n        - new\njob:\n    extends: .base\n',
    );
  });

  test('a before_script is made above the script', () => {
    const { pipeline, apply, job: own } = read('job:\n  stage: x\n  script:\n    - a\n');
    expect(apply(insertInSection(own, pipeline, 'before_script', ['new'], 'first'))).toBe(
      'job:\n  stage: x\n  before_script:\n    - new\n  script:\n    - a\n',
    );
    const first = read('job:\n  script:\n    - a\n');
    expect(first.apply(insertInSection(first.job, first.pipeline, 'before_script', ['new'], 'first'))).toBe(
      'job:\n  before_script:\n    - new\n  script:\n    - a\n',
    );
  });
});
