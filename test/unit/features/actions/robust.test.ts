/** Half-typed files: no action and no completion throws, and every edit lies in the text and leaves YAML behind. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../property-seed.ts';
import { actionsAt } from '../../../../server/src/features/actions/all.ts';
import { withoutSlots } from '../../../../server/src/features/tab-stops.ts';
import { completionsAt } from '../../../../server/src/features/completion.ts';
import { MemoryFileSystem } from '../../../../server/src/project/file-system.ts';
import { Project } from '../../../../server/src/project/project.ts';
import type { Snapshot } from '../../../../server/src/project/snapshot.ts';
import { applyEdits } from '../../../../server/src/text/edit.ts';
import { SourceText } from '../../../../server/src/text/source-text.ts';
import { YamlFile } from '../../../../server/src/yaml/yaml-file.ts';

const NAMES = ['.gitlab-ci.yml', 'calculator.yaml', 'app.py', 'requirements.txt', 'Dockerfile'];
const calculator = Object.fromEntries(
  NAMES.map((name) => [
    name,
    readFileSync(fileURLToPath(new URL(`../../../../examples/calculator/${name}`, import.meta.url)), 'utf8'),
  ]),
);

const junk = fc.constantFrom(
  ...['', '\t', '\n', '\r\n', ':', '- ', '#', '"', "'", '|', '{', '}', '[', ']', '&a', '*a', '<<: *a'],
  ...['!reference [a, b]', '---', '${', '$(', '\\', '\u{1F680}', '\ufeff', '__proto__:', '‹a›', '\uE000x'],
);

test('any cursor and selection in files that are cut off or changed anywhere', async () => {
  const run = fc.asyncProperty(
    fc.constantFrom('.gitlab-ci.yml', 'calculator.yaml'),
    fc.nat(3000),
    fc.oneof(fc.constant(0), fc.nat(80), fc.constant(100_000)),
    junk,
    fc.nat(3000),
    fc.oneof(fc.constant(0), fc.nat(40)),
    async (path, place, length, text, offset, selected) => {
      const before = calculator[path]!;
      const from = place % before.length;
      const changed = before.slice(0, from) + text + before.slice(from + length);
      const project = new Project(new MemoryFileSystem({ ...calculator, [path]: changed }));
      await project.load();
      const start = Math.min(offset, changed.length);
      const end = Math.min(start + selected, changed.length);
      for (let round = 0; round < 3; round++) {
        look(project.snapshot(), path, start, end);
        await project.settle();
      }
    },
  );
  await fc.assert(run, { numRuns: Number(process.env['FUZZ_RUNS'] ?? 40) });
}, 300_000);

function look(snapshot: Snapshot, path: string, start: number, end: number): void {
  completionsAt(snapshot, path, start);
  const actions = actionsAt(snapshot, {
    path,
    range: { start, end },
    projectName: 'calculator',
    isForFile: true,
    fixed: new Set(),
  });
  for (const { title, edits, newFiles } of actions) {
    expect(title).not.toMatch(/undefined|\[object|NaN/);
    expect(edits.length + newFiles.length).toBeGreaterThan(0);
    for (const file of new Set(edits.map((edit) => edit.path))) {
      const { text } = snapshot.text(file)!;
      const own = edits.filter((edit) => edit.path === file);
      const after = applyEdits(
        text,
        own.map((edit) => ({ ...edit, newText: withoutSlots(edit.newText) })),
      );
      expect(problems(after), title).toBeLessThanOrEqual(problems(text));
    }
  }
}

function problems(text: string): number {
  const { documents } = YamlFile.parse(new SourceText('any.yml', text));
  return documents.reduce((sum, document) => sum + document.problems.length, 0);
}
