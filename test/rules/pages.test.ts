import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadAllRules } from '../../server/src/rules/load.ts';
import { findingsOf, fixRule } from './lint-files.ts';
import { readExamples } from './page.ts';

const folder = fileURLToPath(new URL('../../docs/rules/', import.meta.url));
const rules = await loadAllRules();
const pages = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((entry) =>
    readdirSync(path.join(folder, entry.name)).map((file) => `${entry.name}/${file.replace(/\.md$/, '')}`),
  );

test('every rule has a page, and every page a rule', () => {
  expect(pages.sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(rules)('$id', ({ id }) => {
  const page = readFileSync(path.join(folder, `${id}.md`), 'utf8');
  const examples = readExamples(page);

  test('its page is named after it and has examples of both kinds', () => {
    expect(page.startsWith(`# ${id}\n`)).toBe(true);
    expect(examples.map(({ isFailing }) => isFailing)).toEqual(expect.arrayContaining([true, false]));
  });

  test.each(examples.filter(({ isFailing }) => isFailing))('finds: $title', async ({ files, fixed }) => {
    const findings = await findingsOf(id, files);
    expect(findings.length).toBeGreaterThan(0);
    const mended = await fixRule(id, files);
    for (const [file, text] of Object.entries(fixed)) expect(mended[file]).toBe(text);
    if (Object.keys(fixed).length > 0) expect(await findingsOf(id, mended)).toEqual([]);
  });

  test.each(examples.filter(({ isFailing }) => !isFailing))('is silent: $title', async ({ files }) => {
    expect((await findingsOf(id, files)).map(({ finding }) => finding.message)).toEqual([]);
  });
});
