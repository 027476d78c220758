/**
 * Nothing that somebody types may throw, hang, point outside of the text or be remembered from before. Texts are the
 * example project and the examples of all pages, cut off and changed anywhere.
 *
 *   FUZZ_SEED=7 FUZZ_RUNS=5000 npx vitest run test/rules/robust.test.ts
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryFileSystem } from '../../server/src/project/file-system.ts';
import { Project } from '../../server/src/project/project.ts';
import { RuleEngine } from '../../server/src/rules/engine.ts';
import { locateFix } from '../../server/src/rules/fix-all.ts';
import { loadAllRules } from '../../server/src/rules/load.ts';
import type { Snapshot } from '../../server/src/project/snapshot.ts';
import { readExamples } from './page.ts';
import type { Files } from './lint-files.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const options = {
  seed: Number(process.env['FUZZ_SEED'] ?? 20),
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 150),
};
const rules = await loadAllRules();
const projects: readonly Files[] = [calculator(), ...pageExamples()];

function calculator(): Files {
  const folder = path.join(repository, 'examples/calculator');
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

function pageExamples(): Files[] {
  const folder = path.join(repository, 'docs/rules');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => readExamples(readFileSync(path.join(folder, name), 'utf8')))
    .map(({ files }) => files);
}

/** What people and accidents put into texts. */
const junk = fc.constantFrom(
  '',
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  ':',
  ': ',
  '- ',
  '#',
  ' #',
  '"',
  "'",
  '|',
  '>',
  '>-',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a',
  '*a',
  '<<: *a',
  '!reference [a, b]',
  '!x',
  '---',
  '...',
  '%',
  '@',
  '`',
  '$',
  '${',
  '${A',
  '${A:-b}',
  '$(',
  ')',
  '\\',
  '\u{1F680}',
  '\u00e9',
  '\ufeff',
  '\0',
  '\u2028',
  '\ud800',
  '__proto__',
  'constructor',
  '? ',
  '~',
  'null',
  '0',
  'script:',
);

interface Change {
  readonly file: number;
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  file: fc.nat(20),
  from: fc.nat(4000),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  text: fc.oneof(
    junk,
    fc.array(junk, { maxLength: 4 }).map((parts) => parts.join('')),
  ),
});

/** @returns the file's path and its new text */
function changed(files: Files, { file, from, length, text }: Change): [string, string] {
  const paths = Object.keys(files);
  const name = paths[file % paths.length]!;
  const before = files[name]!;
  const start = from % (before.length + 1);
  return [name, before.slice(0, start) + text + before.slice(start + length)];
}

function newEngine(): RuleEngine {
  return new RuleEngine(rules, ({ rule, error }) => {
    throw new Error(`${rule} failed`, { cause: error });
  });
}

async function linted(project: Project, engine = newEngine()): Promise<string[]> {
  let found = engine.lint(project.snapshot());
  while (project.isUnsettled) {
    await project.settle();
    found = engine.lint(project.snapshot());
  }
  const snapshot = project.snapshot();
  return [...found]
    .flatMap(([file, list]) =>
      list.map(({ finding, location }) => {
        const { text } = snapshot.text(file)!;
        expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
        expectInside(location.range, text.length);
        for (const fix of finding.fixes ?? []) expectFixInside(snapshot, fix);
        for (const { at } of finding.related ?? []) expectInside(at, at.segment.text.length);
        return `${file} ${location.range.start}-${location.range.end} ${finding.severity} ${finding.rule} ${finding.message}`;
      }),
    )
    .sort();
}

function expectInside(
  { start, end }: { readonly start: number; readonly end: number },
  length: number,
): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(start).toBeLessThanOrEqual(end);
  expect(end).toBeLessThanOrEqual(length);
}

function expectFixInside(snapshot: Snapshot, fix: Parameters<typeof locateFix>[1]): void {
  for (const edit of locateFix(snapshot, fix)?.edits ?? [])
    expectInside(edit.range, snapshot.text(edit.path)!.text.length);
}

async function lintAnew(files: Files): Promise<string[]> {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  return linted(project);
}

test('texts that were changed anywhere', async () => {
  const run = fc.asyncProperty(
    fc.nat(projects.length - 1),
    fc.array(change, { minLength: 1, maxLength: 4 }),
    async (which, changes) => {
      let files = projects[which]!;
      for (const it of changes) {
        const [name, text] = changed(files, it);
        files = { ...files, [name]: text };
      }
      await lintAnew(files);
    },
  );
  await fc.assert(run, options);
}, 600_000);

test('every file cut off anywhere, as while it is being typed', async () => {
  const run = fc.asyncProperty(
    fc.nat(projects.length - 1),
    fc.nat(20),
    fc.nat(4000),
    async (which, file, end) => {
      const files = projects[which]!;
      const name = Object.keys(files)[file % Object.keys(files).length]!;
      await lintAnew({ ...files, [name]: files[name]!.slice(0, end % (files[name]!.length + 1)) });
    },
  );
  await fc.assert(run, options);
}, 600_000);

test('an edit gives what reading everything anew gives', async () => {
  const run = fc.asyncProperty(
    fc.nat(projects.length - 1),
    fc.array(change, { minLength: 1, maxLength: 5 }),
    async (which, changes) => {
      let files = projects[which]!;
      const project = new Project(new MemoryFileSystem(files));
      const engine = newEngine();
      await project.load();
      await linted(project, engine);
      for (const it of changes) {
        const [name, text] = changed(files, it);
        files = { ...files, [name]: text };
        project.setOpen(name, text);
        const anew = new Project(new MemoryFileSystem(files));
        await anew.load();
        for (const [path, open] of Object.entries(files)) anew.setOpen(path, open);
        expect(await linted(project, engine)).toEqual(await linted(anew));
      }
    },
  );
  await fc.assert(run, options);
}, 600_000);
