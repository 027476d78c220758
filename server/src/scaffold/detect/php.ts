/** PHP: Laravel, Symfony and plain pages, served by Apache. */
import { VERSIONS } from '../versions.ts';
import type { FoundApplication } from './application.ts';
import { laravelEnvironment, symfonyEnvironment } from './environment/php.ts';
import { sqlite } from './cautions.ts';
import { namesDatabase } from './environment/required.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';
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
        // Part of PHP itself from 8.5 on.
        bringsOpcache: Number(version.value) >= 8.5,
        hasDatabase: folder.find('composer.json', /"(?:laravel\/framework|doctrine\/|ext-pdo)/) !== undefined,
      },
      ignored: [
        'vendor',
        'node_modules',
        ...(isLaravel ? ['storage/logs/*', 'bootstrap/cache/*.php'] : ['var']),
      ],
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
