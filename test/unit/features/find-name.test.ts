import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { occurrencesIn } from '../../../server/src/features/find-name.ts';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';
import { textOf } from '../../../server/src/text/span.ts';
import { readExamples } from '../../rules/page.ts';

const folder = fileURLToPath(new URL('../../../docs/rules/', import.meta.url));
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => readExamples(readFileSync(path.join(folder, name), 'utf8')));

it.each(examples)(
  'finds every name where it is written, whether the last line ends or not: $title',
  async ({ files }) => {
    for (const end of ['\n', '']) {
      const texts = Object.entries(files).map(([file, text]) => [file, text.trimEnd() + end] as const);
      const project = new Project(new MemoryFileSystem(texts));
      await project.load();
      const names = project.snapshot().pipelines.flatMap((it) => it.files.flatMap(occurrencesIn));
      expect(names.map(({ at }) => textOf(at))).toEqual(names.map(({ name }) => name));
    }
  },
);
