/** Starts the VS Code server, which has the Node extension host and serves the workbench, on loopback. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serverNode } from './install.mjs';

/** Nothing that asks, updates, moves or reaches out. */
export const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.editor.enablePreview': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'window.confirmBeforeClose': 'never',
  'window.commandCenter': false,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
};

/** A folder for this run, removed when the process ends. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `pipewright-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A copy of a fixture that a test may change. */
export function workspaceOf(fixture) {
  const folder = temporaryFolder('workspace');
  cpSync(fixture, folder, { recursive: true });
  return folder;
}

/**
 * @param options.extensions folder of installed extensions; none by default
 * @param options.port 0 for any free one
 */
export async function startServer(rig, { extensions, settings = {}, port = 0 } = {}) {
  const data = temporaryFolder('server');
  for (const place of ['Machine', 'User']) {
    const folder = path.join(data, 'data', place);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  }
  const words = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
  ];
  const quiet = [
    '--telemetry-level',
    'off',
    '--disable-telemetry',
    '--disable-experiments',
    '--disable-workspace-trust',
    '--disable-update-check',
  ];
  const folders = [
    '--server-data-dir',
    data,
    '--extensions-dir',
    extensions ?? path.join(data, 'extensions'),
  ];
  const child = spawn(
    serverNode(rig),
    [path.join(rig, 'vscode/out/server-main.js'), ...words, ...quiet, ...folders],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: what the server has started ends with it.
      detached: true,
      // An empty gallery; without this, code-server would ask open-vsx.org.
      env: { ...process.env, EXTENSIONS_GALLERY: '{}', VSCODE_DISABLE_AI: '1' },
    },
  );
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.on('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  let log = '';
  const listeningPort = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start:\n${log}`)), 60_000);
    const read = (chunk) => {
      log += chunk;
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`The VS Code server ended with ${code}:\n${log}`)));
  });
  return {
    origin: `http://127.0.0.1:${listeningPort}`,
    /** The URI of a file on the server's machine, as the workbench writes it. */
    remote: (file) => `vscode-remote://127.0.0.1:${listeningPort}${file}`,
    log: () => log,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 3000))]);
      end();
    },
  };
}
