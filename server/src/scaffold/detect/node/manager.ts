/** npm, yarn, pnpm and bun: which one a project uses, and how the image and the tests install with it. */
import { VERSIONS } from '../../versions.ts';
import type { Recipe } from '../application.ts';
import { guess, type Fact } from '../fact.ts';
import type { Folder } from '../folder.ts';
import type { Package } from './package.ts';

export type Manager = 'npm' | 'yarn' | 'pnpm' | 'bun';

export interface Packages {
  readonly manager: Fact<Manager>;
  readonly lockFile?: Fact;
}

export function readManager(folder: Folder, { json }: Package): Packages {
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

/** Values of the templates for the steps that install and build. */
export function managerValues(
  folder: Folder,
  it: Package,
  packages: Packages,
  version: string,
): Recipe['values'] {
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

/** What the recipes of all Node applications have in common. */
export function commonRecipe(
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
