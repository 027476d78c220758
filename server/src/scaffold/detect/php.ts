/** PHP: Laravel, Symfony and plain pages, served by Apache. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication, Recipe } from './application.ts';
import { laravelEnvironment, symfonyEnvironment } from './environment/php.ts';
import { sqlite } from './cautions.ts';
import { namesDatabase } from './environment/required.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';
import { phpExtensions } from './php/extensions.ts';
import { doctrineMigration, laravelMigration } from './migration.ts';

export function detectPhp(folder: Folder): FoundApplication | undefined {
  const hasComposer = folder.has('composer.json');
  const index = folder.first('public/index.php', 'web/index.php', 'index.php');
  if (index === undefined) return undefined;
  const framework = readFramework(folder);
  const version = folder.fact('composer.json', /"php"\s*:\s*"[\^~>=\s]*(8\.\d)/) ?? guess(VERSIONS.php);
  const phpunit = folder.find('composer.json', /"(?:phpunit\/phpunit|pestphp\/pest)"\s*:/);
  const name = folder.fact('composer.json', /"name"\s*:\s*"(?:[^"/]*\/)?([^"]+)"/);
  const hasLock = folder.has('composer.lock');
  const root = index.includes('/') ? `/${index.slice(0, index.indexOf('/'))}` : '';
  const isLaravel = framework?.value === 'Laravel';
  const tests = phpunit && (isLaravel ? 'php artisan test' : 'vendor/bin/phpunit');
  const isSymfony = framework?.value === 'Symfony';
  const environment = isLaravel ? laravelEnvironment(folder) : isSymfony ? symfonyEnvironment(folder) : [];
  const extensions = phpExtensions(folder, version.value);
  const up = folder.fact('bootstrap/app.php', /\bhealth\s*:\s*["'](\/[\w/-]*)["']/);
  const hasServer = environment.some(namesDatabase);
  const migrationOf = isLaravel ? laravelMigration : isSymfony ? doctrineMigration : undefined;
  const migration = hasServer ? migrationOf?.(folder) : undefined;
  return {
    language: folder.presence(index, 'PHP'),
    version,
    ...(hasComposer && { packageManager: folder.presence('composer.json', 'Composer') }),
    ...(hasLock && { lockFile: folder.presence('composer.lock', 'composer.lock') }),
    ...(framework && { framework }),
    entryPoint: folder.presence(index, index),
    ...(tests && { tests: { value: tests, from: phpunit.from } }),
    ...(name && !(isLaravel && name.value === 'laravel') && { name }),
    ...(up && { health: up }),
    port: { value: 8080 },
    defaultPort: 8080,
    environment,
    ...(migration && { migration }),
    cautions: isLaravel && !hasServer ? sqlite(folder, ['.env.example'], /^DB_CONNECTION=sqlite\b/m) : [],
    sources: folder.names.filter((it) => /^(?:public|web|routes|src|app)?\/?[^/]+\.php$/.test(it)),
    recipe: () => ({
      template: 'php',
      values: {
        version: version.value,
        composer: VERSIONS.composer,
        hasComposer,
        files: hasLock ? 'composer.json composer.lock' : 'composer.json',
        root,
        hasExtensions: extensions.names.length > 0,
        extensions: extensions.names.join(' '),
        hasPackages: extensions.packages.length > 0,
        packages: extensions.packages.join(' '),
        isSymfony,
        hasAssetMapper: folder.find('composer.json', /"symfony\/asset-mapper"\s*:/) !== undefined,
        // Without packages for development, Symfony's other environments do not start.
        environment: isSymfony ? 'APP_ENV=prod' : isLaravel ? 'LOG_CHANNEL=stderr' : '',
        writable: isLaravel ? 'storage bootstrap/cache' : isSymfony ? 'var' : '',
        ...assetValues(folder),
      },
      ignored: [
        'vendor',
        'node_modules',
        ...(isLaravel ? ['storage/logs/*', 'bootstrap/cache/*.php'] : ['var']),
      ],
      // Symfony does not start without its .env, which holds defaults.
      readsEnv: isSymfony,
      companions: {},
      ...(tests && {
        test: {
          image: `composer:${VERSIONS.composer}`,
          install: [
            'composer install --no-interaction --prefer-dist',
            ...(isLaravel ? ['cp .env.example .env', 'php artisan key:generate'] : []),
          ],
          script: [tests],
          variables: { COMPOSER_CACHE_DIR: '$CI_PROJECT_DIR/.composer' },
          cachePaths: ['.composer'],
          cacheKeys: [hasLock ? 'composer.lock' : 'composer.json'],
        },
      }),
      user: 33,
      isReadOnly: false,
      size: 'small',
      startSeconds: 3,
    }),
  };
}

/** Pages whose scripts and styles are built by Vite into public/build, as Laravel has them. */
function assetValues(folder: Folder): Recipe['values'] {
  const build = folder.find('package.json', /"build"\s*:\s*"[^"]*\bvite\b/);
  const isLaravel = folder.find('package.json', /"laravel-vite-plugin"\s*:/);
  const hasLock = folder.has('package-lock.json');
  return {
    hasAssets: build !== undefined && isLaravel !== undefined,
    node: VERSIONS.node,
    assetFiles: hasLock ? 'package.json package-lock.json' : 'package.json',
    installAssets: hasLock ? 'npm ci' : 'npm install',
  };
}

function readFramework(folder: Folder): Fact | undefined {
  for (const [name, value] of [
    ['laravel/framework', 'Laravel'],
    ['symfony/framework-bundle', 'Symfony'],
    ['slim/slim', 'Slim'],
  ] as const) {
    const match = folder.find('composer.json', new RegExp(`"${name.replace('/', '\\/')}"\\s*:`));
    if (match) return { value, from: match.from };
  }
  return undefined;
}
