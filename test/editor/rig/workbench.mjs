/** A Chromium with the VS Code workbench in it: opened, configured, watched for requests that leave the machine. */
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
];

export async function openBrowser(rig, { viewport = { width: 1280, height: 800 } } = {}) {
  const { chromium } = createRequire(path.join(rig, 'package.json'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: SWITCHES,
  });
  const context = await browser.newContext({ viewport, locale: 'en-US', colorScheme: 'dark' });
  const page = await context.newPage();
  const external = [];
  const console = [];
  const isLocal = ({ hostname }) =>
    hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
  await context.route(
    (url) => !isLocal(url),
    (route) => {
      external.push(route.request().url());
      return route.abort();
    },
  );
  // Icons of code-server's own front end, which the package's VS Code does not have.
  await context.route(/\/_static\/src\/browser\/media\/|\/manifest\.json$/, (route) =>
    route.fulfill({ status: 204, body: '' }),
  );
  page.on('console', (message) => console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console.push(`page error: ${error.message}`));
  return { context, page, console, external, close: () => browser.close() };
}

/** A URI in the form that the workbench's configuration has. */
export function uriData(text) {
  const url = new URL(text);
  return {
    $mid: 1,
    scheme: url.protocol.slice(0, -1),
    authority: url.host,
    path: decodeURIComponent(url.pathname),
  };
}

/**
 * Changes the workbench's embedded configuration while the page is read: a built VS Code takes development extensions
 * and test modules from nowhere else. It is done in the page, since Chromium counts a document that Playwright answers
 * itself as public, and then refuses its WebSocket to loopback.
 */
export async function configureWorkbench(context, change = {}) {
  await context.addInitScript((changes) => {
    document.addEventListener('readystatechange', () => {
      const element = document.getElementById('vscode-workbench-web-configuration');
      if (!element || element.dataset.isChanged) return;
      element.dataset.isChanged = 'yes';
      const configuration = JSON.parse(element.dataset.settings);
      for (const key of ['serviceWorker', 'updateEndpoint', 'telemetryEndpoint'])
        delete configuration.productConfiguration?.[key];
      for (const [key, value] of Object.entries(changes)) {
        const isObject = value && typeof value === 'object' && !Array.isArray(value);
        configuration[key] = isObject ? { ...configuration[key], ...value } : value;
      }
      element.dataset.settings = JSON.stringify(configuration);
    });
  }, change);
}

/** Test modules begin their lines with this: the workbench's own log comes on the same way. */
export const MARK = '@@';

/**
 * Opens the workbench, whose configuration names a test module, and waits for the module's end.
 * @param options.timeout milliseconds
 * @returns the module's exit code ('timeout', 'no-host' where it did not run to an end), and its lines
 */
export async function runTestModule(page, url, { timeout = 600_000, onLine = console.log } = {}) {
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  const lines = [];
  await page.exposeFunction('codeAutomationLog', (type, words) => {
    const text = util.format(...words);
    if (!text.startsWith(MARK)) return;
    lines.push(text.slice(MARK.length));
    onLine(lines.at(-1));
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  page.on('console', (message) => {
    if (message.text().includes('No extension host found that can launch the test runner')) end('no-host');
  });
  const timer = setTimeout(() => end('timeout'), timeout);
  await page.goto(url);
  const code = await ended;
  clearTimeout(timer);
  return { code, lines };
}
