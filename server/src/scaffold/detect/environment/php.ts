/** What Laravel and Symfony read from the environment. */
import type { Folder } from '../folder.ts';
import { RANDOM_TEXT, distinct, namedBy, variableOf, type RequiredVariable } from './required.ts';

export function laravelEnvironment(folder: Folder): readonly RequiredVariable[] {
  const laravel = folder.find('composer.json', /"laravel\/framework"\s*:/);
  const server = folder.find('.env.example', /^DB_CONNECTION=(?!sqlite\b)\w/m);
  return distinct([
    ...variableOf('APP_KEY', laravel, 'made by `php artisan key:generate --show`'),
    ...(server ? namedBy(folder, ['.env.example'], [/^(DB_\w+)=/gm]) : []),
  ]);
}

/** What the configuration of Symfony's bundles names, whatever the file .env says for development. */
export function symfonyEnvironment(folder: Folder): readonly RequiredVariable[] {
  const named = (file: string) =>
    namedBy(folder, [file], [/^\s*[^#\n]*%env\((?:\w+:)*(APP_SECRET|DATABASE_URL|\w+_DSN)\)%/gm]);
  return distinct([
    ...named('config/packages/framework.yaml').map((it) =>
      it.name === 'APP_SECRET' ? { ...it, purpose: RANDOM_TEXT } : it,
    ),
    ...named('config/packages/doctrine.yaml'),
  ]);
}
