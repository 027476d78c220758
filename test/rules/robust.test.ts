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
import { joinedProject } from './joined-project.ts';
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

/** Steps that leave most of a file readable: what they change is what other files and jobs hang on. */
type Step =
  | { readonly kind: 'characters'; readonly change: Change }
  | {
      readonly kind: 'lines';
      readonly file: number;
      readonly from: number;
      readonly to: number;
      readonly what: LineStep;
    }
  | { readonly kind: 'name'; readonly file: number; readonly from: number; readonly to: number }
  | { readonly kind: 'file'; readonly file: number };
type LineStep = 'remove' | 'double' | 'move' | 'move-block' | 'double-block';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('characters' as const), change }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('lines' as const),
      file: fc.nat(20),
      from: fc.nat(200),
      to: fc.nat(200),
      what: fc.constantFrom<LineStep[]>('remove', 'double', 'move', 'move-block', 'double-block'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('name' as const),
      file: fc.nat(20),
      from: fc.nat(1000),
      to: fc.nat(5000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('file' as const), file: fc.nat(20) }) },
);

function stepped(files: Files, it: Step): NewState {
  if (it.kind === 'characters') return changed(files, it.change);
  // The pipeline is what most hangs on: it is chosen as often as all others together.
  const names = Object.keys(joinedProject);
  const name = it.file % 2 === 0 ? names[0]! : names[it.file % names.length]!;
  const text = files[name];
  if (text === undefined) return [name, joinedProject[name]!];
  if (it.kind === 'file') return [name, undefined];
  if (it.kind === 'lines') return [name, withLines(text.split('\n'), it).join('\n')];
  // One word becomes another one that stands anywhere in the project.
  const words = [...text.matchAll(/[\w.-]+/g)];
  const all = Object.values(files)
    .join('\n')
    .match(/[\w.-]+/g) ?? [''];
  const word = words[it.from % Math.max(1, words.length)];
  if (!word) return [name, text];
  const end = word.index + word[0].length;
  return [name, text.slice(0, word.index) + all[it.to % all.length]! + text.slice(end)];
}

function withLines(lines: readonly string[], it: Step & { kind: 'lines' }): string[] {
  const from = it.from % lines.length;
  const isBlock = it.what.endsWith('block');
  const depth = lines[from]!.search(/\S|$/);
  let end = from + 1;
  while (isBlock && end < lines.length && lines[end]!.search(/\S|$/) > depth) end++;
  const block = lines.slice(from, end);
  const rest = it.what.startsWith('double') ? [...lines] : lines.toSpliced(from, end - from);
  return it.what === 'remove' ? rest : rest.toSpliced(it.to % (rest.length + 1), 0, ...block);
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
        const related = (finding.related ?? []).map(({ at }) => {
          const place = snapshot.locate(at);
          return place ? ` ${place.path} ${place.range.start}-${place.range.end}` : ' nowhere';
        });
        return `${file} ${location.range.start}-${location.range.end} ${finding.severity} ${finding.rule} ${finding.message}${related.join('')}`;
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
    (which, changes) =>
      expectSameAsAnew(
        projects[which]!,
        changes.map((it) => (files: Files) => changed(files, it)),
      ),
  );
  await fc.assert(run, options);
}, 600_000);

test('files that hang on each other, changed by lines and names, removed and brought back', async () => {
  const run = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) =>
    expectSameAsAnew(
      joinedProject,
      steps.map((it) => (files: Files) => stepped(files, it)),
    ),
  );
  // Each step reads a whole project anew.
  await fc.assert(run, { ...options, numRuns: Math.ceil(options.numRuns / 6) });
}, 600_000);

/** A path and its new text; undefined where the file is gone. */
type NewState = readonly [path: string, text: string | undefined];

/** What is found after each of the edits is what a project that never saw another state finds. */
async function expectSameAsAnew(start: Files, edits: readonly ((files: Files) => NewState)[]): Promise<void> {
  let files = start;
  const disk = new MemoryFileSystem(files);
  const project = new Project(disk);
  const engine = newEngine();
  await project.load();
  await linted(project, engine);
  for (const edit of edits) {
    const [name, text] = edit(files);
    if (text === undefined) {
      files = Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
      disk.files.delete(name);
      await project.setClosed(name);
    } else {
      files = { ...files, [name]: text };
      project.setOpen(name, text);
    }
    const anew = new Project(new MemoryFileSystem(files));
    await anew.load();
    expect(await linted(project, engine)).toEqual(await linted(anew));
  }
}
