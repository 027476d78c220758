/** What nobody writes on purpose: every command ends, and says something that is true. */
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, runCli, type CliResult } from './run-cli.ts';

type Files = Readonly<Record<string, string>>;

/** Runs every command. @returns the rules that lint found */
function rulesIn(folder: string): string[] {
  const results = [
    ['lint', '--format', 'json'],
    ['simulate', '--event', 'merge_request', '--format', 'json'],
    ['graph', '--format', 'dot'],
    ['expand'],
  ].map((words) => ({ words, ...runCli(folder, words) }));
  for (const { words, status, errors } of results) {
    expect([words, errors]).toEqual([words, '']);
    expect(status).toBeLessThan(2);
  }
  return findings(results[0]!).map(({ rule }) => rule);
}

interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
}

function findings({ output }: CliResult): readonly Finding[] {
  return (JSON.parse(output) as { findings: Finding[] }).findings;
}

const levels = (count: number, line: (level: number) => string) =>
  Array.from({ length: count }, (_, level) => line(level)).join('');

describe('circles and depth', () => {
  const circles: Readonly<Record<string, Files>> = {
    include: { '.gitlab-ci.yml': 'include: a.yml\na: {script: x}\n', 'a.yml': 'include: .gitlab-ci.yml\n' },
    glob: { '.gitlab-ci.yml': "include: '**.yml'\na: {script: x}\n" },
    extends: { '.gitlab-ci.yml': 'a: {extends: b, script: x}\nb: {extends: [a], script: x}\n' },
    itself: { '.gitlab-ci.yml': 'a: {extends: a, script: x}\n' },
    references: {
      '.gitlab-ci.yml': 'a: {script: [!reference [b, script]]}\nb: {script: !reference [a, script]}\n',
    },
    variables: {
      '.gitlab-ci.yml': 'variables: {A: $B, B: "x${A}"}\na: {script: x, rules: [{if: $A}]}\n',
    },
    deep: {
      '.gitlab-ci.yml': `${levels(101, (i) => `.l${i}: {${i ? `extends: .l${i - 1}` : 'script: x'}}\n`)}a: {extends: .l100}\n`,
    },
  };

  test('each is found, and nothing else', () => {
    const folder = folderWith(
      Object.fromEntries(
        Object.entries(circles).flatMap(([name, files]) =>
          Object.entries(files).map(([file, text]) => [
            `${name}/${file}`,
            // What has stages is a pipeline of its own.
            file === '.gitlab-ci.yml' ? `stages: [test]\n${text}` : text,
          ]),
        ),
      ),
    );
    const found = findings(runCli(folder, ['lint', '--format', 'json']));
    expect(found.map(({ file, rule }) => `${path.dirname(file)}: ${rule}`).sort()).toEqual(
      Object.keys(circles)
        .map((name) => `${name}: pipeline/cycle`)
        .sort(),
    );
    for (const command of ['simulate', 'graph']) {
      const { output, errors } = runCli(folder, [command]);
      expect(errors).toBe('');
      for (const name of Object.keys(circles)) expect(output).toContain(`${name}/.gitlab-ci.yml`);
    }
  });

  test('100 levels of includes and of references are read', () => {
    const files: Record<string, string> = {
      '.gitlab-ci.yml': `include: l0.yml\n${levels(101, (i) => `.r${i}: {script: [${i ? `!reference [.r${i - 1}, script]` : 'make'}]}\n`)}last: {script: !reference [.r100, script], needs: [job100]}\n`,
    };
    for (let i = 0; i <= 100; i++)
      files[`l${i}.yml`] = `job${i}: {script: x}\n${i < 100 ? `include: l${i + 1}.yml\n` : ''}`;
    expect(rulesIn(folderWith(files))).toEqual([]);
  });

  test('aliases that multiply', () => {
    const names = [...'abcdefghij'];
    const text = names.map(
      (name, i) =>
        `.${name}: &${name} [${Array(9)
          .fill(i ? `*${names[i - 1]}` : 'x')
          .join()}]\n`,
    );
    expect(rulesIn(folderWith({ '.gitlab-ci.yml': `${text.join('')}job: {script: *j}\n` }))).toEqual([]);
  });
});

test('names that JavaScript knows, numbers, colons, Unicode, line ends', () => {
  const names = [
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '1',
    '2.5',
    '"a: b"',
    'größe 測試 🚀',
    '"line\\nend"',
  ];
  const text = `stages: [__proto__, constructor]
variables: {__proto__: a, constructor: b}
${names.map((name) => `${name}: {stage: constructor, script: x, needs: [first]}\n`).join('')}first: {stage: __proto__, script: x, variables: {toString: $__proto__}}
`;
  const folder = folderWith({ '.gitlab-ci.yml': text });
  expect(rulesIn(folder)).toEqual([]);
  const lines = runCli(folder, ['simulate']).output.split('\n');
  expect(lines.filter((line) => line.endsWith('after first'))).toHaveLength(names.length);
});

test('patterns that make a backtracking engine hang', () => {
  const text = `
a: {script: x, rules: [{if: '$CI_COMMIT_BRANCH =~ /^(a+)+$/'}, {if: '$CI_COMMIT_BRANCH =~ /(x+x+)+y/'}]}
b: {script: x, only: ['/^(([a-z])+.)+[A-Z]([a-z])+$/']}
c: {script: x, rules: [{changes: ['**/*a*a*a*a*a*a*a*a*a*b']}, {exists: ['${'{a,b}'.repeat(18)}']}]}
`;
  const folder = folderWith({ '.gitlab-ci.yml': text });
  expect(rulesIn(folder)).toEqual([]);
  const branch = 'a'.repeat(5000);
  expect(runCli(folder, ['simulate', '--branch', `${branch}!`, '--changed', branch]).status).toBe(1);
  expect(runCli(folder, ['simulate', '--branch', branch]).output).toContain('\n    a');
});

test('a pattern that GitLab refuses is one error, and decides nothing', () => {
  const text = "a: {script: x, rules: [{if: '$CI_COMMIT_BRANCH =~ /a(/'}]}\n";
  expect(rulesIn(folderWith({ '.gitlab-ci.yml': text }))).toEqual(['pipeline/rules-expression']);
});

test('includes that lead out of the project, to folders, and in circles of links', () => {
  const folder = folderWith({
    'project/.gitlab-ci.yml':
      'include: [gone.yml, folder.yml, ../above.yml, loop.yml, binary.yml, utf16.yml]\na: {script: x}\n',
    'above.yml': 'above: {script: x}\n',
    'project/binary.yml': Buffer.from(Array.from({ length: 600 }, (_, i) => i % 256)),
    'project/utf16.yml': Buffer.from('\ufeffjob: {script: x}\n', 'utf16le'),
  });
  const project = path.join(folder, 'project');
  mkdirSync(path.join(project, 'folder.yml'));
  symlinkSync('loop.yml', path.join(project, 'loop.yml'));
  symlinkSync('..', path.join(project, 'folder.yml/up'));
  rulesIn(project);
  const missing = findings(runCli(project, ['lint', '--format', 'json'])).map(
    ({ message }) => /`(.*?)`/.exec(message)?.[1],
  );
  expect(missing).toEqual(['gone.yml', 'folder.yml', '../above.yml']);
});
