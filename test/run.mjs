/**
 * `npm test`: everything that is tested, from a clean clone with nothing but Node 20 on it.
 *
 *   npm test                  all steps
 *   npm test -- unit web      some of them
 *
 * Ends with the line `N passed, N failed` over all that ran. A step without tests of its own counts as one.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, installPackages, installPrograms, repository } from './set-up.mjs';

const UNIT_REPORT = path.join(repository, '.cache/unit-tests.json');

/** What each step runs, and the programs that it cannot do without. */
const STEPS = {
  types: { words: ['node_modules/typescript/bin/tsc', '-b'] },
  code: { words: ['node_modules/eslint/bin/eslint.js', '.'] },
  format: {
    words: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  },
  borders: {
    words: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'server/src',
      'client/src',
    ],
  },
  unit: {
    words: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${UNIT_REPORT}`,
    ],
    count: countUnitTests,
    needs: ['envsubst', 'shellcheck'],
  },
  neovim: { words: ['test/clients/neovim.mjs'], count: countByLastLine, needs: ['nvim'] },
  differential: { words: ['test/differential/run.mjs'], count: countByLastLine, needs: ['git'] },
  node: { words: ['test/editor/run.mjs', 'node'], count: countByLastLine, needs: ['chromium'] },
  web: { words: ['test/editor/run.mjs', 'web'], count: countByLastLine, needs: ['chromium'] },
  ui: { words: ['test/editor/run.mjs', 'ui'], count: countByLastLine, needs: ['chromium'] },
};

/** Debian's packages by the program that each brings. */
const PROGRAMS = {
  envsubst: 'gettext-base',
  git: 'git',
  shellcheck: 'shellcheck',
  nvim: 'neovim',
  chromium: 'chromium',
};

/** A step that takes longer has hung, in milliseconds. */
const LIMIT = 10 * 60_000;

async function main(wanted) {
  for (const name of wanted) {
    if (!Object.hasOwn(STEPS, name))
      throw new Error(`There is no step '${name}': ${Object.keys(STEPS).join(', ')}.`);
  }
  const started = Date.now();
  installPackages();
  build();
  const steps = Object.entries(STEPS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const missing = installPrograms(programsOf(steps));
  const results = [];
  for (const [name, step] of steps) results.push({ name, ...(await runStep(name, step, missing)) });
  return summarize(results, Date.now() - started);
}

function programsOf(steps) {
  const needed = new Set(steps.flatMap(([, { needs = [] }]) => needs));
  return Object.fromEntries(Object.entries(PROGRAMS).filter(([program]) => needed.has(program)));
}

/** @returns how many passed and failed, or why nothing was run, and the milliseconds that it took */
async function runStep(name, { words, count = countByStatus, needs = [] }, missing) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const lacking = needs.filter((program) => missing.includes(program));
  if (lacking.length > 0) {
    const reason = `${lacking.join(' and ')} missing: install ${lacking.map((program) => PROGRAMS[program]).join(' ')}`;
    console.log(reason);
    // In CI nobody would see that something was left out.
    return process.env.CI ? { passed: 0, failed: 1, seconds: 0 } : { skipped: reason };
  }
  const started = Date.now();
  const { status, output } = await run(words);
  return { ...count(status, output), seconds: (Date.now() - started) / 1000 };
}

/** Runs a script, showing what it prints. @returns its exit status, 1 where a signal ended it, and its output */
function run(words) {
  rmSync(UNIT_REPORT, { force: true });
  mkdirSync(path.dirname(UNIT_REPORT), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => {
      console.log(`This has taken ${LIMIT / 60_000} minutes: ended.`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
    }, LIMIT);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? 1, output });
    });
  });
}

function countByStatus(status) {
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** By the last line `N passed, N failed`; a step that ended badly has failed whatever it printed. */
function countByLastLine(status, output) {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!match) return { passed: 0, failed: 1 };
  const [passed, failed] = match.slice(1).map(Number);
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
}

/** A test file that cannot be loaded has no tests in the report, and has failed. */
function countUnitTests(status) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(UNIT_REPORT, 'utf8'));
    return {
      passed: numPassedTests,
      failed: status === 0 ? numFailedTests : Math.max(numFailedTests, 1),
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** @returns whether nothing failed */
function summarize(results, milliseconds) {
  console.log(`\n── all ${'─'.repeat(66)}`);
  for (const { name, passed, failed, seconds, skipped } of results) {
    const counts = skipped
      ? `left out, ${skipped}`
      : `${passed} passed, ${failed} failed in ${Math.round(seconds)} s`;
    console.log(`${name.padEnd(12)} ${counts}`);
  }
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  console.log(`after ${Math.round(milliseconds / 1000)} s`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

main(process.argv.slice(2)).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
