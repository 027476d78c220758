/** Node: servers such as Express, Next, and front ends that become static files. */
import { execForm, type FoundApplication, type Recipe } from './application.ts';
import { checkedAtBuild, nodeEnvironment } from './environment/node.ts';
import { guess } from './fact.ts';
import type { Folder } from './folder.ts';
import { prismaMigration } from './migration.ts';
import { frontEndOf, outputOf } from './node/front-end.ts';
import { commonRecipe, managerValues, readManager } from './node/manager.ts';
import { dependencyFact, packageName, readPackage, readTests, readVersion } from './node/package.ts';
import { isPaged, isStandalone, readStart, routeFile, type Start } from './node/start.ts';
import { VERSIONS } from '../versions.ts';

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

export function detectNode(folder: Folder): FoundApplication | undefined {
  const it = readPackage(folder);
  if (!it) return undefined;
  const packages = readManager(folder, it);
  const version = readVersion(folder);
  const tests = readTests(folder, it);
  const name = packageName(folder);
  const base = {
    language: folder.has('tsconfig.json')
      ? folder.presence('tsconfig.json', 'TypeScript')
      : folder.presence('package.json', 'JavaScript'),
    version,
    packageManager: packages.manager,
    ...(packages.lockFile && { lockFile: packages.lockFile }),
    ...(tests && { tests }),
    ...(name && { name }),
  };
  const common = commonRecipe(folder, it, packages, version.value, tests);
  const values = managerValues(folder, it, packages, version.value);
  const server = SERVERS.find(([dependency]) => Object.hasOwn(it.dependencies, dependency));
  const frontEnd = server ? undefined : frontEndOf(it);
  if (frontEnd) {
    const output = outputOf(folder, frontEnd);
    return {
      ...base,
      framework: dependencyFact(folder, frontEnd.dependency, frontEnd.name),
      entryPoint: output,
      defaultPort: 8080,
      sources: [],
      port: { value: 8080 },
      health: { value: '/' },
      recipe: () => ({
        ...common,
        template: 'node-static',
        values: {
          ...values,
          output: output.value,
          nginx: VERSIONS.nginx,
        },
        // The build takes its settings from them.
        readsEnv: true,
        companions: { 'nginx.conf': 'nginx' },
        user: 101,
        isReadOnly: true,
        startSeconds: 2,
      }),
    };
  }
  const [dependency, framework, port] = server ?? [];
  const start = readStart(folder, it, framework);
  if (!start) return undefined;
  const sources = folder.sources(/\.[cm]?[jt]sx?$/);
  const environment = nodeEnvironment(folder, sources);
  const check = checkedAtBuild(folder, sources);
  const listensForEnd = folder.findIn(sources, /\bSIGTERM\b/) !== undefined;
  // Next's image is left without Prisma's own program.
  const migration = framework === 'Next' ? undefined : prismaMigration(folder);
  return {
    ...base,
    ...(dependency !== undefined && { framework: dependencyFact(folder, dependency, framework!) }),
    entryPoint: start.entryPoint,
    ...(isPaged(framework) && { health: routeFile(folder) ?? guess('/') }),
    defaultPort: port ?? 3000,
    environment,
    ...(check.caution !== undefined && { cautions: [check.caution] }),
    ...(migration && { migration }),
    sources,
    recipe: (settled) => ({
      ...common,
      template: framework === 'Next' ? 'node-next' : 'node',
      values: {
        ...values,
        ...(check.switch !== undefined && { build: `${check.switch}=1 ${String(values['build'])}` }),
        ...serverValues(folder, start, packages.manager.value, settled, listensForEnd),
      },
      readsEnv: framework === 'Next',
      companions: {},
      user: 1000,
      // Next keeps pages, Prisma its engines, and what a script does is not known.
      isReadOnly: framework !== 'Next' && values['hasPrisma'] !== true && start.command[0] === 'node',
      ...(isPaged(framework) && { size: 'medium' as const }),
      startSeconds: 5,
    }),
  };
}

function serverValues(
  folder: Folder,
  { command }: Start,
  manager: string,
  port: number,
  listensForEnd: boolean,
): Recipe['values'] {
  return {
    command: execForm(command),
    port,
    isStandalone: isStandalone(folder),
    // The first process of a container is not ended by SIGTERM, unless it listens for that.
    hasInit: !listensForEnd,
    hasPublic: folder.names.some((name) => name.startsWith('public/')),
    configuration: folder.first('next.config.js', 'next.config.mjs', 'next.config.ts') ?? '',
    isTypedConfiguration: folder.has('next.config.ts'),
    // What the start script runs with.
    needsManager: manager === 'bun' && command.join(' ').startsWith('npm run'),
  };
}
