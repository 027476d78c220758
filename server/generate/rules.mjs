/**
 * The index of rules, by family and loaded late, and their pages: one file per rule is all that adding one takes.
 * A file below `server/src/rules/<family>/` that does not export `rule` is a part of others. One that exports
 * `isLoadedLate` as well needs more than the first diagnostics may wait for: it makes a module of its own.
 */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const rulesFolder = path.join(repository, 'server/src/rules');
const pagesFolder = path.join(repository, 'docs/rules');
const output = path.join(rulesFolder, 'generated');
const NOTE = '// Written by server/generate/rules.mjs: do not edit.\n';

export async function generate() {
  await mkdir(output, { recursive: true });
  const families = [];
  for (const family of await foldersOf(rulesFolder)) {
    if (family === 'generated') continue;
    const rules = await rulesOf(family);
    for (const [module, isLate] of [
      [family, false],
      [`${family}-late`, true],
    ]) {
      const names = rules.filter((rule) => rule.isLate === isLate).map(({ name }) => name);
      if (names.length === 0) continue;
      families.push(module);
      await writeIfChanged(`${module}.ts`, familyModule(family, names));
    }
  }
  await writeIfChanged('index.ts', indexModule(families));
  const pages = await readPages();
  await writeIfChanged('pages.ts', pagesModule(pages));
  // For completion, which needs no more of them.
  const names = pages.map(({ rule }) => `  ${JSON.stringify(rule)},\n`);
  const summaries = pages.map(
    ({ rule, text }) => `  ${JSON.stringify(rule)}: ${JSON.stringify(summaryOf(text))},\n`,
  );
  await writeIfChanged(
    'summaries.ts',
    `${NOTE}/** Level and summary of each rule, as Markdown. */\nexport const summaries: Readonly<Record<string, string>> = {\n${summaries.join('')}};\n`,
  );
  await writeIfChanged(
    'names.ts',
    `${NOTE}export const ruleNames: readonly string[] = [\n${names.join('')}];\n`,
  );
  await removeOthers([...families, 'index', 'pages', 'summaries', 'names'].map((name) => `${name}.ts`));
}

/** Modules of families that are no more, from another state of the files: they name rules that are not there. */
async function removeOthers(written) {
  for (const name of await readdir(output))
    if (!written.includes(name)) await rm(path.join(output, name), { recursive: true });
}

async function foldersOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function rulesOf(family) {
  const rules = [];
  for (const file of (await readdir(path.join(rulesFolder, family))).sort()) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(path.join(rulesFolder, family, file), 'utf8');
    if (/^export const rule\b/m.test(text))
      rules.push({
        name: file.slice(0, -'.ts'.length),
        isLate: /^export const isLoadedLate = true;/m.test(text),
      });
  }
  return rules;
}

/** The paragraph below the page's title. */
function summaryOf(page) {
  return (
    page
      .split(/\r?\n\s*\r?\n/)[1]
      ?.replace(/\s+/g, ' ')
      .trim() ?? ''
  );
}

function familyModule(family, names) {
  const imports = names.map(
    (name, index) => `import { rule as rule${index} } from '../${family}/${name}.ts';\n`,
  );
  const rules = names.map((_, index) => `  rule${index},\n`);
  return `${NOTE}import type { Rule } from '../rule.ts';\n${imports.join('')}\nexport const rules: readonly Rule[] = [\n${rules.join('')}];\n`;
}

function indexModule(families) {
  const loaders = families.map((family) => `  ${JSON.stringify(family)}: () => import('./${family}.ts'),\n`);
  return (
    `${NOTE}import type { Rule } from '../rule.ts';\n\n` +
    `export const families: Readonly<Record<string, () => Promise<{ readonly rules: readonly Rule[] }>>> = {\n${loaders.join('')}};\n`
  );
}

async function readPages() {
  const pages = [];
  for (const family of await foldersOf(pagesFolder)) {
    for (const file of (await readdir(path.join(pagesFolder, family))).sort()) {
      if (!file.endsWith('.md')) continue;
      const text = await readFile(path.join(pagesFolder, family, file), 'utf8');
      pages.push({ rule: `${family}/${file.slice(0, -'.md'.length)}`, text });
    }
  }
  return pages;
}

function pagesModule(pages) {
  const lines = pages.map(({ rule, text }) => `  ${JSON.stringify(rule)}: ${JSON.stringify(text)},\n`);
  return `${NOTE}export const pages: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`;
}

/** An unchanged file keeps its time stamp, so that watchers and incremental compilers have nothing to do. */
async function writeIfChanged(name, text) {
  const file = path.join(output, name);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
