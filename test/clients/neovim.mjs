/** The server in a real, headless Neovim: what other editors than VS Code see of it. The project has to be built. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repository } from '../set-up.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pipewright-neovim-'));
try {
  const project = path.join(folder, 'calculator');
  cpSync(path.join(repository, 'examples/calculator'), project, { recursive: true });
  const pipeline = readFileSync(path.join(project, '.gitlab-ci.yml'), 'utf8').split('\n');
  const fault = pipeline.findIndex((line) => /^\s*- echo "[^"]*: /.test(line)) + 1;
  const script = path.join(folder, 'tests.lua');
  const tests = readFileSync(new URL('./neovim.lua', import.meta.url), 'utf8');
  writeFileSync(script, `local FAULT_LINE = ${fault}\n${tests}`);
  const server = [process.execPath, path.join(repository, 'server/dist/cli.js'), 'lsp', '--stdio'];
  const { status, error, stderr } = spawnSync(
    'nvim',
    ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`],
    {
      cwd: project,
      env: { ...process.env, HOME: folder, PIPEWRIGHT_SERVER: JSON.stringify(server) },
      encoding: 'utf8',
      // Neovim's print goes to standard error when it is headless.
      stdio: ['ignore', 'inherit', 'pipe'],
      timeout: 120_000,
    },
  );
  if (error) throw error;
  console.log(stderr.replaceAll('\r', ''));
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
