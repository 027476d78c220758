import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const PIPELINE = 'build:\n  script:\n    - echo "🚀 done: $X"\n';

describe('the JSON form, which others script against', () => {
  test('has exactly these fields', () => {
    const folder = folderWith({ 'ä b/.gitlab-ci.yml': PIPELINE });
    const { status, output } = runCli(folder, ['lint', '--format', 'json']);
    const report = JSON.parse(output) as { summary: { durationMs: number } };
    expect(status).toBe(1);
    expect(report).toEqual({
      version: 1,
      findings: [
        {
          file: 'ä b/.gitlab-ci.yml',
          line: 3,
          column: 7,
          endLine: 3,
          endColumn: 25,
          rule: 'yaml/script-colon',
          severity: 'error',
          message: expect.stringContaining('YAML reads this line as a mapping') as string,
          url: expect.stringMatching(/^https:.*yaml\/script-colon$/) as string,
          fixes: [
            {
              title: 'Quote the line',
              edits: [
                {
                  file: 'ä b/.gitlab-ci.yml',
                  line: 3,
                  column: 7,
                  endLine: 3,
                  endColumn: 25,
                  newText: '\'echo "🚀 done: $X"\'',
                },
              ],
            },
            expect.objectContaining({ title: 'Turn the line into a block scalar' }) as object,
          ],
          related: [],
        },
      ],
      summary: {
        files: 1,
        errors: 1,
        warnings: 0,
        infos: 0,
        hints: 0,
        durationMs: report.summary.durationMs,
      },
    });
  });

  test('is sorted by file and position', () => {
    const folder = folderWith({
      'b/.gitlab-ci.yml': PIPELINE + PIPELINE.replace('build', 'test'),
      'a/.gitlab-ci.yml': PIPELINE,
    });
    const { findings } = JSON.parse(runCli(folder, ['lint', '--format', 'json']).output) as {
      findings: { file: string; line: number }[];
    };
    expect(findings.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'a/.gitlab-ci.yml:3',
      'b/.gitlab-ci.yml:3',
      'b/.gitlab-ci.yml:6',
    ]);
  });
});

describe('the exit status', () => {
  const folder = () => folderWith({ '.gitlab-ci.yml': 'build:\n  image: node\n  script: make\n' });

  test('is 0 where nothing reaches --fail-on, and 1 where something does', () => {
    expect(runCli(folder(), ['lint']).status).toBe(0);
    expect(runCli(folder(), ['lint', '--fail-on', 'info']).status).toBe(1);
  });

  test.each([[['lint', '--format', 'xml']], [['lint', 'nowhere']], [['lint', '--what']], [['lind']]])(
    'is 2 for %j',
    (words) => {
      expect(runCli(folder(), words).status).toBe(2);
    },
  );
});

test('standard input is a pipeline', () => {
  const { status, output } = runCli(folderWith({}), ['lint', '-'], PIPELINE);
  expect(status).toBe(1);
  expect(output).toContain('.gitlab-ci.yml:3:7: error:');
});

test('the text form shows the line, a caret under what is meant, and the fix, without colour in a pipe', () => {
  const { output } = runCli(folderWith({ '.gitlab-ci.yml': PIPELINE }), ['lint']);
  expect(output.split('\n').slice(1, 4)).toEqual([
    '  3 |     - echo "🚀 done: $X"',
    `    |       ${'^'.repeat(18)}`,
    '  fix: Quote the line',
  ]);
  expect(output).not.toContain('\x1b');
});

test('SARIF: rules, places in UTF-16 units, fixes', () => {
  const { output } = runCli(folderWith({ 'ä b/.gitlab-ci.yml': PIPELINE }), ['lint', '--format', 'sarif']);
  const { runs, version } = JSON.parse(output) as {
    version: string;
    runs: {
      columnKind: string;
      tool: { driver: { rules: { id: string }[] } };
      results: Record<string, unknown>[];
    }[];
  };
  expect(version).toBe('2.1.0');
  expect(runs[0]!.columnKind).toBe('utf16CodeUnits');
  expect(runs[0]!.tool.driver.rules.map(({ id }) => id)).toEqual(['yaml/script-colon']);
  const region = { startLine: 3, startColumn: 7, endLine: 3, endColumn: 25 };
  const artifactLocation = { uri: '%C3%A4%20b/.gitlab-ci.yml' };
  expect(runs[0]!.results[0]).toMatchObject({
    ruleId: 'yaml/script-colon',
    ruleIndex: 0,
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation, region } }],
    fixes: [
      {
        description: { text: 'Quote the line' },
        artifactChanges: [
          {
            artifactLocation,
            replacements: [{ deletedRegion: region, insertedContent: { text: '\'echo "🚀 done: $X"\'' } }],
          },
        ],
      },
      {},
    ],
  });
});

test('Code Quality: a fingerprint that lines above do not change, and each its own', () => {
  const fingerprints = (text: string) => {
    const { output } = runCli(folderWith({ '.gitlab-ci.yml': text }), ['lint', '--format', 'codequality']);
    return (JSON.parse(output) as { fingerprint: string; severity: string }[]).map((it) => it.fingerprint);
  };
  const twice = PIPELINE + PIPELINE.replace('build', 'test');
  const [first, second] = fingerprints(twice);
  expect(first).not.toBe(second);
  expect(fingerprints(`# new\n\n${twice}`)).toEqual([first, second]);
});

test('JUnit: written into a file, with everything escaped', () => {
  const folder = folderWith({ '.gitlab-ci.yml': 'build:\n  script:\n    - echo "<a&b>: \u0007"\n' });
  const { output } = runCli(folder, ['lint', '--format', 'junit', '--output', 'report.xml']);
  expect(output).toBe('');
  const report = readFileSync(path.join(folder, 'report.xml'), 'utf8');
  expect(report).toContain(
    '<failure type="error" message="YAML reads this line as a mapping with the key `echo &quot;&lt;a&amp;b&gt;`',
  );
  // eslint-disable-next-line no-control-regex
  expect(report).not.toMatch(/[\u0000-\u0008]/);
});

test('JUnit: a project without findings is a test that passed', () => {
  const folder = folderWith({ '.gitlab-ci.yml': 'build:\n  script: make\n' });
  expect(runCli(folder, ['lint', '--format', 'junit']).output).toContain('tests="1" failures="0"');
});

test("simulates the project's own pipeline alone: of others nobody knows what starts them", () => {
  const text =
    'stages: [build, deploy]\nbuild: {stage: build, script: make, only: [main]}\ndeploy: {stage: deploy, script: make, needs: [build]}\n';
  const folder = folderWith({ 'a/.gitlab-ci.yml': text, 'b/service.gitlab-ci.yml': text });
  const found = (file: string) =>
    runCli(folder, ['lint', file, '--format', 'json']).output.includes('needs-missing-in-pipeline');
  expect(found('a/.gitlab-ci.yml')).toBe(true);
  expect(found('b/service.gitlab-ci.yml')).toBe(false);
});
