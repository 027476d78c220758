/** A chain of includes, and what the rules that follow the delivery add to a keystroke. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { core } from './core.mjs';
import { median } from './figures.mjs';

const calculator = fileURLToPath(new URL('../../examples/calculator/', import.meta.url));
const INCLUDES = 200;
const EDITS = 100;

/** @returns {Promise<import('./figures.mjs').Figure[]>} */
export async function projectFigures() {
  const modules = await core();
  const all = await modules.loadAllRules();
  const first = await modules.loadRules(modules.FIRST_FAMILIES);
  const start = performance.now();
  const { project, engine } = await opened(modules, all, chainOf(INCLUDES));
  engine.lint(project.snapshot());
  const chain = performance.now() - start;
  const files = Object.fromEntries(
    readdirSync(calculator, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(path.join(calculator, name), 'utf8')]),
  );
  // In turn, so that a machine that slows down slows down both.
  const full = await opened(modules, all, files);
  const short = await opened(modules, first, files);
  const times = { full: [], short: [] };
  for (let edit = 0; edit < EDITS; edit++) {
    times.full.push(keystroke(full, files, edit));
    times.short.push(keystroke(short, files, edit));
  }
  const warm = (list) => median(list.slice(EDITS / 2));
  return [
    {
      name: `a chain of ${INCLUDES} includes: open, all rules`,
      value: chain,
      unit: 'ms',
      bar: { atMost: 1000 },
    },
    {
      name: 'keystroke in the calculator: what the later rules add',
      value: warm(times.full) - warm(times.short),
      unit: 'ms',
      bar: { atMost: 5 },
    },
  ];
}

async function opened({ MemoryFileSystem, Project, RuleEngine }, rules, files) {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  const engine = new RuleEngine(rules, ({ rule, error }) => {
    throw new Error(rule, { cause: error });
  });
  engine.lint(project.snapshot());
  return { project, engine };
}

function keystroke({ project, engine }, files, edit) {
  const name = '.gitlab-ci.yml';
  const text = files[name].replace('echo', `echo ${'x'.repeat(edit + 1)}`);
  const before = performance.now();
  project.setOpen(name, text);
  engine.lint(project.snapshot());
  return performance.now() - before;
}

/** Each file includes the next one and has a job of its own. */
function chainOf(count) {
  const files = { '.gitlab-ci.yml': 'include: ci/part-0.yml\nstages: [test]\n' };
  for (let i = 0; i < count; i++) {
    const include = i + 1 < count ? `include: ci/part-${i + 1}.yml\n` : '';
    files[`ci/part-${i}.yml`] = `${include}job-${i}:\n  stage: test\n  script:\n    - npm test\n`;
  }
  return files;
}
