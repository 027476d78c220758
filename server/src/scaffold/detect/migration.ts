/** The command that brings an application's database up to date, where the project has migrations. */
import type { Fact } from './fact.ts';
import type { Folder } from './folder.ts';

export type Migration = Fact<readonly string[]>;

/** The first file below a folder of migrations. */
function anyIn(folder: Folder, expression: RegExp): string | undefined {
  return folder.names.find((name) => expression.test(name));
}

function migration(
  folder: Folder,
  file: string | undefined,
  command: readonly string[],
): Migration | undefined {
  return file === undefined ? undefined : folder.presence(file, command);
}

export function djangoMigration(folder: Folder): Migration | undefined {
  const file = anyIn(folder, /(?:^|\/)migrations\/0001_\w+\.py$/);
  return migration(folder, file, ['python', 'manage.py', 'migrate', '--noinput']);
}

/**
 * Flask-Migrate, or Alembic by itself.
 * @param module what Flask is started with: `app:app`
 * @param isListed whether the project depends on a package
 */
export function alembicMigration(
  folder: Folder,
  module: string,
  isListed: (name: string) => boolean,
): Migration | undefined {
  if (isListed('flask-migrate') && folder.has('migrations/env.py'))
    return migration(folder, 'migrations/env.py', ['flask', '--app', module, 'db', 'upgrade']);
  if (!isListed('alembic')) return undefined;
  return migration(folder, folder.first('alembic.ini'), ['alembic', 'upgrade', 'head']);
}

export function prismaMigration(folder: Folder): Migration | undefined {
  const file = anyIn(folder, /^prisma\/migrations\/.*\/migration\.sql$/);
  return migration(folder, file, ['node_modules/.bin/prisma', 'migrate', 'deploy']);
}

export function railsMigration(folder: Folder): Migration | undefined {
  const file = anyIn(folder, /^db\/migrate\/\d+_\w+\.rb$/);
  return migration(folder, file, ['bundle', 'exec', 'rails', 'db:migrate']);
}

export function laravelMigration(folder: Folder): Migration | undefined {
  const file = anyIn(folder, /^database\/migrations\/\w+\.php$/);
  return migration(folder, file, ['php', 'artisan', 'migrate', '--force']);
}

export function doctrineMigration(folder: Folder): Migration | undefined {
  if (!folder.find('composer.json', /"doctrine\/doctrine-migrations-bundle"\s*:/)) return undefined;
  const file = anyIn(folder, /^migrations\/(?:\w+\/)*Version\w+\.php$/);
  const command = [
    'php',
    'bin/console',
    'doctrine:migrations:migrate',
    '--no-interaction',
    '--allow-no-migration',
  ];
  return migration(folder, file, command);
}
