/** How a Node server is started, and which path tells that it is well. */
import type { Fact } from '../fact.ts';
import type { Folder } from '../folder.ts';
import type { Package } from './package.ts';

export interface Start {
  readonly entryPoint: Fact;
  readonly command: readonly string[];
}

export function readStart(
  folder: Folder,
  { scripts, json }: Package,
  server: string | undefined,
): Start | undefined {
  if (server === 'Next')
    return {
      entryPoint: folder.presence('package.json', 'next start'),
      command: isStandalone(folder) ? ['node', 'server.js'] : ['node_modules/.bin/next', 'start'],
    };
  if (server === 'Nuxt')
    return {
      entryPoint: folder.presence('package.json', '.output/server/index.mjs'),
      command: ['node', '.output/server/index.mjs'],
    };
  const production = typeof scripts['start:prod'] === 'string' ? 'start:prod' : 'start';
  const script = scripts[production];
  if (typeof script === 'string') {
    const from = folder.find('package.json', new RegExp(`"${production}"\\s*:`))?.from;
    // Only a plain call of node can do without a shell and a package manager.
    // nodemon is for development, and left out of the image.
    const plain = /^(?:NODE_ENV=\w+\s+)?(?:node|nodemon)\s+((?:[\w./-]+)(?:\s+[\w./=-]+)*)$/.exec(
      script.trim(),
    );
    const words = plain ? ['node', ...plain[1]!.split(/\s+/)] : ['npm', 'run', production];
    return {
      entryPoint: { value: plain?.[1] ?? `npm run ${production}`, ...(from && { from }) },
      command: words,
    };
  }
  const main =
    typeof json['main'] === 'string' &&
    folder.has(json['main']) &&
    (server !== undefined || json['private'] === true)
      ? json['main']
      : folder.first('server.js', 'app.js', 'index.js', 'src/server.js', 'src/app.js', 'src/index.js');
  if (main === undefined || (server === undefined && !folder.find(main, /\.listen\s*\(/))) return undefined;
  return { entryPoint: folder.presence(main, main), command: ['node', main] };
}

export function isStandalone(folder: Folder): boolean {
  return (
    folder.find(
      folder.first('next.config.js', 'next.config.mjs', 'next.config.ts'),
      /\boutput\s*:\s*["']standalone["']/,
    ) !== undefined
  );
}

/** Frameworks whose routes are files. */
export function isPaged(name: string | undefined): boolean {
  return name === 'Next' || name === 'Nuxt';
}

/** The route that a file such as `app/api/health/route.ts` answers. */
export function routeFile(folder: Folder): Fact | undefined {
  const expression =
    /^(?:src\/)?(?:app\/((?:[\w-]+\/)*(?:healthz?|livez|status|ping))\/route|pages\/(api\/(?:healthz?|livez|status|ping))|server\/((?:api|routes)\/(?:healthz?|livez|status|ping))(?:\.get)?)\.[jt]sx?$/;
  for (const name of folder.names) {
    const match = expression.exec(name);
    const route = match?.[1] ?? match?.[2] ?? match?.[3]?.replace(/^routes\//, '');
    if (route !== undefined) return folder.presence(name, `/${route}`);
  }
  return undefined;
}
