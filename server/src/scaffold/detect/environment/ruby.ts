/** What Ruby programs, and Rails itself, read from the environment when they start. */
import type { Folder, Match } from '../folder.ts';
import { RANDOM_TEXT, distinct, namedBy, variableOf, type RequiredVariable } from './required.ts';

/** Raises an error where the variable is missing. */
const FETCH = /\bENV\.fetch\(\s*["'](\w+)["']\s*\)(?!\s*(?:\{|do\b))/g;

/** @param main the file that the program starts with */
export function rubyEnvironment(folder: Folder, main: string): readonly RequiredVariable[] {
  const configuration = folder.names.filter((name) =>
    /^config\/(?:(?:initializers\/)?[\w-]+|environments\/production)\.rb$/.test(name),
  );
  return distinct(namedBy(folder, [...new Set([main, 'app.rb', ...configuration])], [FETCH]));
}

/** @param gem where the Gemfile names a gem */
export function railsEnvironment(
  folder: Folder,
  gem: (name: string) => Match | undefined,
): readonly RequiredVariable[] {
  const credentials = ['config/credentials.yml.enc', 'config/credentials/production.yml.enc'].find((name) =>
    folder.has(name),
  );
  const key: readonly RequiredVariable[] =
    credentials === undefined
      ? variableOf('SECRET_KEY_BASE', gem('rails'), 'made by `bin/rails secret`')
      : [
          {
            name: 'RAILS_MASTER_KEY',
            from: { path: folder.pathOf(credentials) },
            purpose: 'the content of the key file that belongs to it, config/master.key most often',
          },
        ];
  return distinct([...key, ...database(folder, gem), ...rubyEnvironment(folder, 'config/application.rb')]);
}

/** A database on another machine: as config/database.yml names it, or by the variable that Rails itself reads. */
function database(folder: Folder, gem: (name: string) => Match | undefined): readonly RequiredVariable[] {
  const client = gem('pg') ?? gem('mysql2') ?? gem('trilogy');
  if (!client) return [];
  const own = folder
    .findAll('config/database.yml', /^(?:default|production):.*\n(?:(?:[ \t#].*)?\n)*/gm)
    .flatMap(({ groups, from }) =>
      groups[0].split('\n').flatMap((line, index): readonly RequiredVariable[] => {
        const name =
          /^\s*(?:url|host|username|password|database)\s*:.*\bENV(?:\[|\.fetch\()\s*["'](\w+)["']\s*[\])]\s*%>/.exec(
            line,
          )?.[1];
        return name === undefined ? [] : [{ name, from: { path: from.path, line: from.line! + index } }];
      }),
    );
  const isWhole = own.some(({ name }) => /HOST|URL/.test(name));
  return isWhole ? own : variableOf('DATABASE_URL', client, 'counts before config/database.yml');
}

/** The key of Sinatra's sessions, where it has a default that everybody can read or none. */
export function sessionSecret(folder: Folder, sources: readonly string[]): readonly RequiredVariable[] {
  const match = folder.findIn(sources, /\bsession_secret\b[^\n]*\bENV(?:\[|\.fetch\()\s*["'](\w+)["']/);
  return variableOf(match?.groups[1], match, RANDOM_TEXT);
}
