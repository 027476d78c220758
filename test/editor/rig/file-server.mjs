/**
 * Serves folders on loopback, and everything else from the VS Code server: workbench and extensions have to share an
 * origin, or the workbench's content security policy refuses them. Answers the questions of @vscode/test-web's file
 * system extension for one folder, whose files are thereby a virtual workspace.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';

const TYPES = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.html': 'text/html',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** Where the file system extension looks for its workspace. */
const MOUNT = '/static/mount';

/**
 * @param routes paths to folders, or to functions of request and response
 * @param options.workspace folder of the virtual workspace
 * @param options.server origin of the VS Code server
 */
export function serveFiles(routes, { workspace, server }) {
  const table = { ...routes, [MOUNT]: workspace };
  const listener = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const address = decodeURIComponent(url.pathname);
    const route = Object.keys(table)
      .filter((key) => address === key || address.startsWith(`${key}/`))
      .sort((a, b) => b.length - a.length)[0];
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cache-Control', 'no-store');
    if (route === undefined) return forward(request, response, server);
    if (typeof table[route] === 'function') return table[route](request, response);
    return answer(
      response,
      table[route],
      path.join(table[route], address.slice(route.length)),
      url.searchParams,
    );
  });
  listener.on('upgrade', (request, socket, head) => forwardSocket(request, socket, head, server));
  return new Promise((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const close = () =>
        new Promise((done) => {
          listener.closeAllConnections();
          listener.close(done);
        });
      resolve({ origin: `http://127.0.0.1:${listener.address().port}`, close });
    });
  });
}

function answer(response, root, file, query) {
  const isInside = file === root || file.startsWith(root + path.sep) || file === `${root}/`;
  const json = (value) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(value));
  };
  try {
    if (!isInside) throw Object.assign(new Error('outside'), { code: 'ENOENT' });
    if (query.has('stat')) {
      const status = statSync(file);
      return json({ type: kindOf(status), ctime: status.ctimeMs, mtime: status.mtimeMs, size: status.size });
    }
    if (query.has('readdir'))
      return json(
        readdirSync(file, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          type: kindOf(entry),
        })),
      );
    const bytes = readFileSync(file);
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    return response.end(bytes);
  } catch (error) {
    if (query.size > 0) return json({ error: error.code });
    response.statusCode = 404;
    return response.end();
  }
}

/** VS Code's FileType. */
function kindOf(entry) {
  return entry.isSymbolicLink() ? 64 : entry.isDirectory() ? 2 : entry.isFile() ? 1 : 0;
}

function forward(request, response, server) {
  const onward = http.request(
    server + request.url,
    { method: request.method, headers: request.headers },
    (answered) => {
      response.writeHead(answered.statusCode, answered.headers);
      answered.pipe(response);
    },
  );
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}

function forwardSocket(request, socket, head, server) {
  const { port, hostname } = new URL(server);
  const onward = net.connect(Number(port), hostname, () => {
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  });
  for (const [one, other] of [
    [onward, socket],
    [socket, onward],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
