/** Our language server and yaml-language-server with a schema of GitLab's, side by side: the time a user waits. */
import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BenchClient } from './client.mjs';
import { median, percentile } from './figures.mjs';
import { anchorsOf, pipelineOf } from './texts.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const OURS = [process.execPath, path.join(repository, 'server/dist/cli.js'), 'lsp', '--stdio'];
/** As `client/src/extension.ts` starts it. */
const FROM_EXTENSION = [process.execPath, '--max-semi-space-size=2', ...OURS.slice(1)];
const THEIRS = [
  process.execPath,
  path.join(repository, 'node_modules/yaml-language-server/bin/yaml-language-server'),
  '--stdio',
];
const schema = pathToFileURL(path.join(repository, 'schemas/gitlab-ci.json')).href;

function theirSettings(section) {
  if (section !== 'yaml') return null;
  return {
    validate: true,
    schemas: { [schema]: ['.gitlab-ci.yml'] },
    schemaStore: { enable: false },
    customTags: ['!reference sequence'],
  };
}

const start = (which) => (which === 'ours' ? new BenchClient(OURS) : new BenchClient(THEIRS, theirSettings));

/** A folder with one pipeline, or a copy of a project. */
function workspace(source) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pipewright-bench-'));
  if (source.folder) cpSync(source.folder, folder, { recursive: true });
  else writeFileSync(path.join(folder, '.gitlab-ci.yml'), source.text);
  const file = path.join(folder, '.gitlab-ci.yml');
  return {
    root: pathToFileURL(folder).href,
    uri: pathToFileURL(file).href,
    text: readFileSync(file, 'utf8'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Theirs finds nothing in some of the files: then its first word counts. */
function isAnswer(which) {
  return (it) => which === 'theirs' || it.diagnostics.length > 0;
}

/** From the start of the process to the first diagnostics: milliseconds by the clock, and of processor time. */
async function firstDiagnostics(which, source) {
  const { root, uri, text, remove } = workspace(source);
  const client = start(which);
  try {
    const found = client.diagnostics(uri, isAnswer(which));
    await client.initialize(root);
    await client.open(uri, text);
    await found;
    return { wall: performance.now() - client.started, processor: client.processorTime };
  } finally {
    client.stop();
    remove();
  }
}

/** Milliseconds from the opening of a document, in a server that has started, to its diagnostics. */
async function opening(which, text) {
  const { root, uri, remove } = workspace({ text });
  const client = start(which);
  try {
    await client.initialize(root);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const found = client.diagnostics(uri, isAnswer(which));
    const opened = performance.now();
    // A fault at the end, so that an answer with nothing in it is none.
    await client.open(uri, `${text}faulty:\n  script: [true]\n  stgae: test\n`);
    await found;
    return performance.now() - opened;
  } finally {
    client.stop();
    remove();
  }
}

/** Milliseconds from an edit to its diagnostics, and the memory afterwards. */
async function editing(which, text, rounds) {
  const { root, uri, remove } = workspace({ text });
  const client = start(which);
  try {
    await client.initialize(root);
    const opened = client.diagnostics(uri);
    await client.open(uri, text);
    await opened;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const lines = text.split('\n');
    const middle = lines.findIndex((line, index) => index > lines.length / 2 && line.includes('npm ci'));
    const times = [];
    for (let i = 0; i < rounds; i++) {
      const end = { line: middle, character: lines[middle].length + i };
      const answered = client.diagnostics(uri, (it) => it.version === undefined || it.version >= i + 2);
      const began = performance.now();
      await client.change(uri, { start: end, end }, 'x');
      await answered;
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { times, memory: client.memory };
  } finally {
    client.stop();
    remove();
  }
}

async function repeat(count, run) {
  const values = [];
  for (let i = 0; i < count; i++) values.push(await run());
  return values;
}

/** @returns {Promise<import('./figures.mjs').Figure[]>} */
export async function serverFigures() {
  const calculator = { folder: path.join(repository, 'examples/calculator') };
  // In turn, so that a machine that slows down slows down both.
  const cold = { ours: [], theirs: [] };
  for (let i = 0; i < 5; i++)
    for (const which of ['ours', 'theirs']) cold[which].push(await firstDiagnostics(which, calculator));
  const anchors = anchorsOf(1000);
  const merged = {
    ours: await repeat(3, () => opening('ours', anchors)),
    theirs: await repeat(1, () => opening('theirs', anchors)),
  };
  const long = pipelineOf(170);
  const edits = { ours: await editing('ours', long, 60), theirs: await editing('theirs', long, 15) };
  const small = await editing('ours', pipelineOf(100), 60);
  const large = await editing('ours', pipelineOf(1000), 60);
  const own = await editingProject(OURS, calculator);
  const fromExtension = await editingProject(FROM_EXTENSION, calculator);
  return [
    ...firstFigures(cold),
    {
      name: `an edit in ${long.split('\n').length} lines, p50`,
      value: median(edits.ours.times),
      unit: 'ms',
      bar: { atMost: 16 },
    },
    { name: '  p95', value: percentile(edits.ours.times, 0.95), unit: 'ms' },
    { name: '  yaml-language-server, p50', value: median(edits.theirs.times), unit: 'ms' },
    { name: '  ratio', value: median(edits.theirs.times) / median(edits.ours.times), unit: '×' },
    {
      name: 'an edit in one of 1,000 jobs, p50',
      value: median(large.times),
      unit: 'ms',
      bar: { atMost: 50 },
    },
    {
      name: '  against one of 100 jobs',
      value: median(large.times) / median(small.times),
      unit: '×',
      bar: { atMost: 4 },
    },
    { name: '<<: *anchor in 1,000 jobs', value: median(merged.ours), unit: 'ms', bar: { atMost: 400 } },
    { name: '  yaml-language-server', value: median(merged.theirs), unit: 'ms' },
    { name: 'an edit in the calculator, p50', value: median(own.times), unit: 'ms' },
    { name: 'memory of the server, calculator', value: own.memory, unit: 'MB', bar: { atMost: 80 } },
    {
      name: '  as the extension starts it',
      value: fromExtension.memory,
      unit: 'MB',
      bar: { atMost: 80 },
    },
    { name: 'memory of the server, 1,000 jobs', value: large.memory, unit: 'MB' },
  ];
}

function firstFigures({ ours, theirs }) {
  const wall = (runs) => median(runs.map((it) => it.wall));
  const processor = (runs) => median(runs.map((it) => it.processor));
  return [
    { name: 'first diagnostics on the calculator', value: wall(ours), unit: 'ms', bar: { atMost: 150 } },
    { name: '  of processor time', value: processor(ours), unit: 'ms' },
    { name: '  yaml-language-server', value: wall(theirs), unit: 'ms' },
    { name: '  ratio', value: wall(theirs) / wall(ours), unit: '×', bar: { atLeast: 10 } },
    { name: '  ratio of processor time', value: processor(theirs) / processor(ours), unit: '×' },
  ];
}

async function editingProject(command, { folder }) {
  const { root, uri, text, remove } = workspace({ folder });
  const client = new BenchClient(command);
  try {
    await client.initialize(root);
    const opened = client.diagnostics(uri);
    await client.open(uri, text);
    await opened;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const line = text.split('\n').findIndex((it) => it.includes('echo'));
    const times = [];
    for (let i = 0; i < 60; i++) {
      const at = { line, character: text.split('\n')[line].indexOf('echo') + 5 };
      const answered = client.diagnostics(uri, (it) => it.version >= i + 2);
      const began = performance.now();
      await client.change(uri, { start: at, end: at }, 'x');
      await answered;
      times.push(performance.now() - began);
    }
    return { times, memory: client.memory };
  } finally {
    client.stop();
    remove();
  }
}
