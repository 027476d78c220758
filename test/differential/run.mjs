/**
 * Compares what Pipewright makes of pipelines with what gitlab-ci-local, written by others, makes of them: each job after
 * extends, defaults, references and includes, and which jobs a pipeline has for an event. Every difference stands in
 * known-differences.mjs with GitLab's word on it, or is a fault.
 *
 *   node test/differential/run.mjs [PIPELINE…]
 *
 * The command line has to be built. Ends with the line `N passed, N failed`.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CASES, PROJECTS } from './cases.mjs';
import { factsOfList, factsOfPipeline, factsOfSimulation } from './comparable.mjs';
import { EVENTS } from './events.mjs';
import { installGitlabCiLocal, obstacle } from './install.mjs';
import { KNOWN_DIFFERENCES } from './known-differences.mjs';

const here = fileURLToPath(new URL('./', import.meta.url));
const pipewright = path.join(here, '../../server/dist/cli.js');

/** One program run, in milliseconds. */
const LIMIT = 60_000;

/** @returns standard output and the exit status */
function run([program, ...words], folder, env = {}) {
  return new Promise((resolve) => {
    execFile(
      program,
      words,
      { cwd: folder, env: { ...process.env, ...env }, timeout: LIMIT, maxBuffer: 1 << 24 },
      (error, output, errors) => resolve({ output, errors, status: error ? (error.code ?? 1) : 0 }),
    );
  });
}

/**
 * A copy of the pipeline as a repository of its own, with `changed` files changed since the default branch.
 * @param project one of the projects that a pipeline is generated for with `answers`, instead of one that lies here
 */
async function checkOut({ name, project, answers = [], changed = [] }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pipewright-differential-'));
  const source = project === undefined ? path.join(here, 'pipelines', name) : path.join(PROJECTS, project);
  cpSync(source, folder, { recursive: true });
  if (project !== undefined)
    await run([process.execPath, pipewright, 'generate', '--yes', ...answers], folder);
  const git = (...words) =>
    run(['git', '-c', 'user.name=test', '-c', 'user.email=test@localhost', ...words], folder);
  await git('init', '-q', '-b', 'main');
  await git('add', '-A', '--force');
  await git('commit', '-q', '-m', 'pipeline');
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  for (const file of changed) appendFileSync(path.join(folder, file), '\n');
  return folder;
}

class Comparison {
  constructor(gitlabCiLocal) {
    this.gitlabCiLocal = gitlabCiLocal;
    this.differences = [];
    this.compared = 0;
  }

  async pipeline(it) {
    const { name, events = [], changed = [], variables = {}, theirFile = '.gitlab-ci.yml' } = it;
    const folder = await checkOut(it);
    const theirs = (...words) =>
      run([...this.gitlabCiLocal, '--json-schema-validation=false', '--file', theirFile, ...words], folder, {
        NO_COLOR: '1',
      });
    const ours = (...words) => run([process.execPath, pipewright, ...words], folder);
    try {
      if (theirFile === '.gitlab-ci.yml') {
        const [their, our] = await Promise.all([theirs('--preview'), ours('expand')]);
        this.compare(`${name}`, parts(their, our, factsOfPipeline, factsOfPipeline));
      }
      for (const event of events) {
        const { ours: words, set, unset = [] } = EVENTS[event];
        const [their, our] = await Promise.all([
          theirs(
            '--list-json',
            ...Object.entries({ ...set, GITLAB_CI: 'true', ...variables }).flatMap(([key, value]) => [
              '--variable',
              `${key}=${value}`,
            ]),
            ...unset.flatMap((key) => ['--unset-variable', key]),
          ),
          ours(
            'simulate',
            ...words,
            ...Object.entries(variables).flatMap(([key, value]) => ['--var', `${key}=${value}`]),
            ...(changed.length > 0 ? changed : ['nothing']).flatMap((file) => ['--changed', file]),
            '--format',
            'json',
          ),
        ]);
        this.compare(`${name}, ${event}`, parts(their, our, factsOfList, factsOfSimulation));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  compare(place, { theirs, ours }) {
    this.compared++;
    const refusal = theirs.get('refused') ?? ours.get('refused');
    if (refusal !== undefined) {
      const [their, our] = [theirs.get('refused'), ours.get('refused')];
      this.differences.push({ place, fact: 'refused', their, our });
      return;
    }
    for (const fact of new Set([...theirs.keys(), ...ours.keys()])) {
      const [their, our] = [theirs.get(fact), ours.get(fact)];
      if (their !== our) this.differences.push({ place, fact, their, our });
    }
  }
}

/** What one of them refuses is a fact too. */
function parts(their, our, readTheirs, readOurs) {
  const read = ({ output, errors }, reader, isRefused) => {
    if (isRefused) return new Map([['refused', errors.trim()]]);
    // Warnings stand before the document.
    return reader(output.slice(Math.max(0, output.search(/^(?:---|\[)$/m))));
  };
  return {
    theirs: read(their, readTheirs, their.status !== 0),
    ours: read(our, readOurs, our.status > 1 || our.output === ''),
  };
}

/** Whether a row of the table says it: by place and fact, and by what each side says where the row tells. */
function isKnown(row, { place, fact, their, our }) {
  const says = (key, value) =>
    !Object.hasOwn(row, key) ||
    (row[key] === undefined ? value === undefined : matches(row[key], value ?? ''));
  return matches(row.place, place) && matches(row.fact, fact) && says('their', their) && says('our', our);
}

function matches(pattern, text) {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(text);
}

function report(differences, isPartial) {
  const used = new Set();
  let failed = 0;
  for (const difference of differences) {
    const rows = KNOWN_DIFFERENCES.filter((row) => isKnown(row, difference));
    for (const row of rows) used.add(row);
    if (rows.length > 0) continue;
    failed++;
    const { place, fact, their, our } = difference;
    console.log(`\n${place}: ${fact}`);
    console.log(`  gitlab-ci-local: ${their ?? '(nothing)'}\n  pipewright:      ${our ?? '(nothing)'}`);
  }
  for (const row of isPartial ? [] : KNOWN_DIFFERENCES.filter((it) => !used.has(it))) {
    failed++;
    console.log(`\nNo longer a difference, so take it out of the table: ${row.place}: ${row.fact}`);
  }
  return failed;
}

async function main(wanted) {
  const reason = obstacle();
  if (reason !== undefined) {
    console.log(`Left out: ${reason}.\n0 passed, 0 failed`);
    return true;
  }
  const comparison = new Comparison(installGitlabCiLocal());
  const cases = CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const queue = [...cases];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await comparison.pipeline(next);
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker));
  const failed = report(comparison.differences, wanted.length > 0);
  console.log(`\n${Math.max(0, comparison.compared - failed)} passed, ${failed} failed`);
  return failed === 0;
}

process.exit((await main(process.argv.slice(2))) ? 0 : 1);
