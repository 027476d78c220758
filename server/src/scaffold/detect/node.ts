/** Node: servers such as Express, Next, and front ends that become static files. */
import { VERSIONS } from '../versions.ts';
import { execForm, type FoundApplication, type Recipe } from './application.ts';
import { guess, type Fact } from './fact.ts';
import { objectIn, readJson, type Folder } from './folder.ts';

type Manager = 'npm' | 'yarn' | 'pnpm' | 'bun';

/** Front ends by the package that builds them, with the folder that the build writes. */
const FRONT_ENDS: readonly (readonly [dependency: string, name: string, output: string])[] = [
  ['@angular/core', 'Angular', ''],
  ['react-scripts', 'Create React App', 'build'],
  ['@vue/cli-service', 'Vue CLI', 'dist'],
  ['gatsby', 'Gatsby', 'public'],
  ['@docusaurus/core', 'Docusaurus', 'build'],
  ['astro', 'Astro', 'dist'],
  ['parcel', 'Parcel', 'dist'],
  ['vite', 'Vite', 'dist'],
];

/** Servers by the package that they are made of, with the port that they take by themselves. */
const SERVERS: readonly (readonly [dependency: string, name: string, port: number])[] = [
  ['next', 'Next', 3000],
  ['nuxt', 'Nuxt', 3000],
  ['@nestjs/core', 'Nest', 3000],
  ['express', 'Express', 3000],
  ['fastify', 'Fastify', 3000],
  ['koa', 'Koa', 3000],
  ['@hapi/hapi', 'hapi', 3000],
  ['hono', 'Hono', 3000],
];

interface Package {
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, unknown>>;
  readonly all: Readonly<Record<string, unknown>>;
  readonly json: Readonly<Record<string, unknown>>;
}

export function detectNode(folder: Folder): FoundApplication | undefined {
  const json = readJson(folder.text('package.json'));
  if (!json) return undefined;
  const dependencies = objectIn(json, 'dependencies');
  const it: Package = {
    json,
    scripts: objectIn(json, 'scripts'),
    dependencies,
    all: { ...objectIn(json, 'devDependencies'), ...dependencies },
  };
  const manager = readManager(folder, it);
  const version = readVersion(folder);
  const sources = folder.sources(/\.[cm]?[jt]sx?$/);
  const server = SERVERS.find(([name]) => Object.hasOwn(it.dependencies, name));
  const frontEnd = FRONT_ENDS.find(([name]) => Object.hasOwn(it.all, name));
  const tests = readTests(folder, it);
  const base = {
    version,
    packageManager: manager.manager,
    ...(manager.lockFile && { lockFile: manager.lockFile }),
    ...(tests && { tests }),
    ...packageName(folder),
    sources,
  };
  const language = folder.has('tsconfig.json')
    ? folder.presence('tsconfig.json', 'TypeScript')
    : folder.presence('package.json', 'JavaScript');
  if (frontEnd && !server && typeof it.scripts['build'] === 'string') {
    const output = outputOf(folder, frontEnd);
    return {
      ...base,
      language,
      framework: dependencyFact(folder, frontEnd[0], frontEnd[1]),
      entryPoint: output,
      defaultPort: 8080,
      sources: [],
      port: { value: 8080 },
      health: { value: '/' },
      recipe: () => ({
        ...common(folder, it, manager, version.value, tests),
        template: 'node-static',
        values: {
          ...managerValues(folder, it, manager, version.value),
          output: output.value,
          nginx: VERSIONS.nginx,
        },
        companions: { 'nginx.conf': 'nginx' },
        user: 101,
        startSeconds: 2,
      }),
    };
  }
  const start = readStart(folder, it, server?.[1]);
  if (!start) return undefined;
  return {
    ...base,
    language,
    ...(server && { framework: dependencyFact(folder, server[0], server[1]) }),
    entryPoint: start.entryPoint,
    ...(isPaged(server?.[1]) && { health: routeFile(folder) ?? guess('/') }),
    defaultPort: server?.[2] ?? 3000,
    recipe: (port) => ({
      ...common(folder, it, manager, version.value, tests),
      template: server?.[1] === 'Next' ? 'node-next' : 'node',
      values: {
        ...managerValues(folder, it, manager, version.value),
        command: execForm(start.command),
        port,
        isStandalone: isStandalone(folder),
        hasPublic: folder.names.some((name) => name.startsWith('public/')),
        configuration: folder.first('next.config.js', 'next.config.mjs', 'next.config.ts') ?? '',
        isTypedConfiguration: folder.has('next.config.ts'),
        // What the start script runs with.
        needsManager: manager.manager.value === 'bun' && start.command.join(' ').startsWith('npm run'),
      },
      companions: {},
      user: 1000,
      ...(isPaged(server?.[1]) && { size: 'medium' as const }),
      startSeconds: 5,
    }),
  };
}

/** Frameworks whose routes are files. */
function isPaged(name: string | undefined): boolean {
  return name === 'Next' || name === 'Nuxt';
}

/** The route that a file such as `app/api/health/route.ts` answers. */
function routeFile(folder: Folder): Fact | undefined {
  const expression =
    /^(?:src\/)?(?:app\/((?:[\w-]+\/)*(?:healthz?|livez|status|ping))\/route|pages\/(api\/(?:healthz?|livez|status|ping))|server\/((?:api|routes)\/(?:healthz?|livez|status|ping))(?:\.get)?)\.[jt]sx?$/;
  for (const name of folder.names) {
    const match = expression.exec(name);
    const route = match?.[1] ?? match?.[2] ?? match?.[3]?.replace(/^routes\//, '');
    if (route !== undefined) return folder.presence(name, `/${route}`);
  }
  return undefined;
}

function packageName(folder: Folder): { name?: Fact } {
  const name = folder.fact('package.json', /"name"\s*:\s*"(?:@[^"/]*\/)?([^"]+)"/);
  return name ? { name } : {};
}

function dependencyFact(folder: Folder, dependency: string, value: string): Fact {
  const written = new RegExp(`"${dependency.replace(/[/@]/g, '\\$&')}"\\s*:`);
  const match = folder.find('package.json', written);
  return { value, ...(match && { from: match.from }) };
}

interface Packages {
  readonly manager: Fact<Manager>;
  readonly lockFile?: Fact;
}

function readManager(folder: Folder, { json }: Package): Packages {
  for (const [lock, value] of [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
    ['package-lock.json', 'npm'],
    ['npm-shrinkwrap.json', 'npm'],
  ] as const)
    if (folder.has(lock))
      return { manager: folder.presence(lock, value), lockFile: folder.presence(lock, lock) };
  const declared =
    typeof json['packageManager'] === 'string' ? /^(npm|yarn|pnpm|bun)@/.exec(json['packageManager']) : null;
  return {
    manager: declared
      ? { value: declared[1] as Manager, from: { path: folder.pathOf('package.json') } }
      : guess('npm'),
  };
}

function readVersion(folder: Folder): Fact {
  return (
    folder.fact('.nvmrc', /^\s*v?(\d+)/) ??
    folder.fact('.node-version', /^\s*v?(\d+)/) ??
    folder.fact('package.json', /"engines"\s*:\s*\{[^}]*"node"\s*:\s*"[\^~>=\sv]*(\d{2})/) ??
    guess(VERSIONS.node)
  );
}

function readTests(folder: Folder, { scripts }: Package): Fact | undefined {
  const script = scripts['test'];
  if (typeof script !== 'string' || /no test specified|^\s*$/.test(script)) return undefined;
  // They take a browser, which the image of Node has not.
  if (/\b(?:ng test|karma|cypress|playwright|wdio|testcafe)\b/.test(script)) return undefined;
  return folder.fact('package.json', /"test"\s*:\s*"((?:[^"\\]|\\.)*)"/);
}

interface Start {
  readonly entryPoint: Fact;
  readonly command: readonly string[];
}

function readStart(
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

function isStandalone(folder: Folder): boolean {
  return (
    folder.find(
      folder.first('next.config.js', 'next.config.mjs', 'next.config.ts'),
      /\boutput\s*:\s*["']standalone["']/,
    ) !== undefined
  );
}

/** The folder that a front end's build writes. */
function outputOf(folder: Folder, [dependency, , output]: (typeof FRONT_ENDS)[number]): Fact {
  if (dependency === '@angular/core') {
    const path = folder.find('angular.json', /"outputPath"\s*:\s*(?:\{\s*"base"\s*:\s*)?"([^"]+)"/);
    const project = folder.find('angular.json', /"projects"\s*:\s*\{\s*"([^"]+)"/);
    const base = path?.groups[1] ?? `dist/${project?.groups[1] ?? 'app'}`;
    const hasBrowserFolder =
      folder.find('angular.json', /@angular(?:-devkit)?\/(?:build|build-angular):application/) !== undefined;
    const from = (path ?? project)?.from;
    return { value: hasBrowserFolder ? `${base}/browser` : base, ...(from && { from }) };
  }
  return (
    folder.fact(
      folder.first('vite.config.ts', 'vite.config.js', 'vite.config.mjs'),
      /\boutDir\s*:\s*["']\.?\/?([\w./-]+)["']/,
    ) ?? guess(output)
  );
}

const INSTALL: Readonly<
  Record<Manager, { readonly locked: string; readonly loose: string; readonly production: string }>
> = {
  npm: { locked: 'npm ci', loose: 'npm install', production: '--omit=dev' },
  yarn: { locked: 'yarn install --frozen-lockfile', loose: 'yarn install', production: '--production' },
  pnpm: { locked: 'pnpm install --frozen-lockfile', loose: 'pnpm install', production: '--prod' },
  bun: { locked: 'bun install --frozen-lockfile', loose: 'bun install', production: '--production' },
};

function installOf(
  { scripts }: Package,
  { manager, lockFile }: Packages,
  isBerry: boolean,
): { all: string; production: string } {
  // What `prepare` calls (husky, say) is most often a package for development, and missing then.
  const bare = typeof scripts['prepare'] === 'string' ? 'npm pkg delete scripts.prepare && ' : '';
  if (isBerry)
    return { all: 'yarn install --immutable', production: `${bare}yarn workspaces focus --all --production` };
  const { locked, loose, production } = INSTALL[manager.value];
  const all = lockFile ? locked : loose;
  return { all, production: `${bare}${all} ${production}` };
}

/** Yarn from version 2 on has other options. */
function isBerry(folder: Folder): boolean {
  return folder.has('.yarnrc.yml');
}

/** How the package manager gets into the image; nothing for npm and classic yarn, which are there. */
function setupOf(folder: Folder, { json }: Package, manager: Manager): string {
  if (manager === 'npm' || (manager === 'yarn' && !isBerry(folder))) return '';
  // Node has no corepack from version 25 on.
  if (manager === 'yarn') return `npm install --global corepack@${VERSIONS.corepack} && corepack enable`;
  const declared =
    typeof json['packageManager'] === 'string'
      ? /^(?:pnpm|bun)@(\d+\.\d+\.\d+)/.exec(json['packageManager'])?.[1]
      : undefined;
  return `npm install --global ${manager}@${declared ?? VERSIONS[manager]}`;
}

/** Folders that the package manager reads before anything is installed, as COPY takes them. */
function managerFolders(folder: Folder, hasPrisma: boolean): readonly string[] {
  return [
    ...(folder.names.some((name) => name.startsWith('.yarn/releases/'))
      ? ['.yarn/releases ./.yarn/releases']
      : []),
    ...(folder.names.some((name) => name.startsWith('patches/')) ? ['patches ./patches'] : []),
    // The client is generated from it when it is installed.
    ...(hasPrisma ? ['prisma ./prisma'] : []),
  ];
}

function managerValues(folder: Folder, it: Package, packages: Packages, version: string): Recipe['values'] {
  const manager = packages.manager.value;
  const install = installOf(it, packages, manager === 'yarn' && isBerry(folder));
  const hasBuild = typeof it.scripts['build'] === 'string';
  const hasPrisma = Object.hasOwn(it.all, 'prisma') && folder.has('prisma/schema.prisma');
  const files = [
    'package.json',
    packages.lockFile?.value ?? '',
    ...['.npmrc', '.yarnrc.yml', 'pnpm-workspace.yaml'].filter((name) => folder.has(name)),
  ].filter(Boolean);
  return {
    version,
    files: files.join(' '),
    folders: managerFolders(folder, hasPrisma),
    hasPrisma,
    isBerry: manager === 'yarn' && isBerry(folder),
    setup: setupOf(folder, it, manager),
    hasSetup: setupOf(folder, it, manager) !== '',
    installAll: install.all,
    installProduction: install.production,
    hasBuild,
    build: `${manager} run build`,
  };
}

function common(
  folder: Folder,
  it: Package,
  packages: Packages,
  version: string,
  tests: Fact | undefined,
): Pick<Recipe, 'ignored' | 'size'> & { test?: Recipe['test'] } {
  const manager = packages.manager.value;
  const setup = setupOf(folder, it, manager);
  const install = installOf(it, packages, manager === 'yarn' && isBerry(folder));
  return {
    ignored: ['node_modules', '.next', 'coverage', 'npm-debug.log*'],
    size: 'small',
    ...(tests && {
      test: {
        image: `node:${version}-alpine`,
        install: [...(setup ? [setup] : []), install.all],
        script: [manager === 'npm' ? 'npm test' : `${manager} run test`],
        ...(manager === 'npm' && { variables: { NPM_CONFIG_CACHE: '$CI_PROJECT_DIR/.npm' } }),
        cachePaths: manager === 'npm' ? ['.npm'] : ['node_modules'],
        cacheKeys: [packages.lockFile?.value ?? 'package.json'],
      },
    }),
  };
}
