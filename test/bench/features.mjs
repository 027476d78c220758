/** How long a user waits for completion and hover on a pipeline of 2,000 lines, in a server of its own. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BenchClient } from './client.mjs';
import { percentile } from './figures.mjs';
import { pipelineOf } from './texts.mjs';

const server = fileURLToPath(new URL('../../server/dist/cli.js', import.meta.url));
const JOBS = 167; // of twelve lines each
const ROUNDS = 60;

/** @returns {Promise<import('./figures.mjs').Figure[]>} */
export async function featureFigures() {
  const root = await mkdtemp(path.join(tmpdir(), 'pipewright-bench-'));
  const file = path.join(root, '.gitlab-ci.yml');
  const uri = pathToFileURL(file).href;
  const text = pipelineOf(JOBS);
  await writeFile(file, text);
  const client = new BenchClient([process.execPath, server, 'lsp', '--stdio']);
  try {
    await client.initialize(pathToFileURL(root).href);
    await client.open(uri, text);
    await client.diagnostics(uri);
    const lines = text.split('\n');
    const hovers = await measure(async (round) => {
      const line = lines.indexOf(`job-${(round * 7) % JOBS}:`) + 8;
      await client.request('textDocument/hover', {
        textDocument: { uri },
        position: { line, character: lines[line].indexOf('$REGISTRY') + 3 },
      });
    });
    const completions = await measure(async (round) => {
      const line = lines.indexOf(`job-${(round * 7) % JOBS}:`) + 3;
      await client.request('textDocument/completion', {
        textDocument: { uri },
        position: { line, character: lines[line].indexOf('[') + 1 },
      });
    });
    const bar = { atMost: 20 };
    return [
      { name: 'hover of a variable, 2,000 lines, p95', value: percentile(hovers, 0.95), unit: 'ms', bar },
      { name: 'completion of jobs, 2,000 lines, p95', value: percentile(completions, 0.95), unit: 'ms', bar },
    ];
  } finally {
    client.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** Milliseconds of each round, after some that warm up. */
async function measure(run) {
  const times = [];
  for (let round = 0; round < ROUNDS + 10; round++) {
    const start = performance.now();
    await run(round);
    if (round >= 10) times.push(performance.now() - start);
  }
  return times;
}
