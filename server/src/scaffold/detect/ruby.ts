/** Ruby: Rails, Sinatra and other Rack applications. */
import { VERSIONS } from '../versions.ts';
import { execForm, type FoundApplication } from './application.ts';
import { railsEnvironment, rubyEnvironment, sessionSecret } from './environment/ruby.ts';
import { namesDatabase, type RequiredVariable } from './environment/required.ts';
import { guess, type Fact } from './fact.ts';
import { sqlite } from './cautions.ts';
import type { Folder } from './folder.ts';
import { railsMigration } from './migration.ts';

export function detectRuby(folder: Folder): FoundApplication | undefined {
  if (!folder.has('Gemfile')) return undefined;
  const gem = (name: string) => folder.find('Gemfile', new RegExp(`^\\s*gem\\s+["']${name}["']`, 'm'));
  const rails = gem('rails');
  const sinatra = gem('sinatra');
  const sources = folder.sources(/\.(?:rb|ru)$/);
  const main = folder.first('config.ru', 'app.rb', 'main.rb', 'server.rb');
  if (main === undefined) return undefined;
  const version =
    folder.fact('.ruby-version', /^\s*(?:ruby-)?(\d+\.\d+)/) ??
    folder.fact('Gemfile', /^\s*ruby\s+["'](?:~>\s*)?(\d+\.\d+)/m) ??
    folder.fact('Gemfile.lock', /^RUBY VERSION\s+ruby (\d+\.\d+)/m) ??
    guess(VERSIONS.ruby);
  const framework: Fact | undefined = rails
    ? { value: 'Rails', from: rails.from }
    : sinatra && { value: 'Sinatra', from: sinatra.from };
  const rspec = gem('rspec') ?? gem('rspec-rails');
  const minitest = folder.anyNamed(/^test\/.*_test\.rb$/);
  const tests: Fact | undefined = rspec
    ? { value: 'bundle exec rspec', from: rspec.from }
    : minitest === undefined
      ? undefined
      : folder.presence(minitest, rails ? 'bin/rails test' : 'bundle exec rake test');
  const hasLock = folder.has('Gemfile.lock');
  const up = folder.find('config/routes.rb', /["']?up["']?\s*=>\s*["']rails\/health#show/);
  const command = (port: number) =>
    rails
      ? ['bundle', 'exec', 'rails', 'server', '--binding', '0.0.0.0', '--port', String(port)]
      : main === 'config.ru'
        ? [
            'bundle',
            'exec',
            ...(gem('puma')
              ? ['puma', '--bind', `tcp://0.0.0.0:${port}`]
              : ['rackup', '--host', '0.0.0.0', '--port', String(port)]),
          ]
        : ['bundle', 'exec', 'ruby', main, '-o', '0.0.0.0', '-p', String(port)];
  const environment = rails
    ? railsEnvironment(folder, gem)
    : [...rubyEnvironment(folder, main), ...sessionSecret(folder, sources)];
  const hasServer = environment.some(namesDatabase);
  const migration = rails && hasServer ? railsMigration(folder) : undefined;
  // What a gem such as jsbundling-rails calls when the assets are put together.
  const hasScripts = rails !== undefined && folder.find('package.json', /"build(?::css)?"\s*:/) !== undefined;
  const libraries = [...(gem('pg') ? ['libpq5'] : []), ...(gem('mysql2') ? ['libmariadb3'] : [])];
  return {
    language: folder.presence('Gemfile', 'Ruby'),
    version,
    packageManager: folder.presence('Gemfile', 'Bundler'),
    ...(hasLock && { lockFile: folder.presence('Gemfile.lock', 'Gemfile.lock') }),
    ...(framework && { framework }),
    entryPoint: folder.presence(main, main),
    ...(tests && { tests }),
    ...(up && { health: { value: '/up', from: up.from } }),
    defaultPort: rails ? 3000 : main === 'config.ru' ? 9292 : 4567,
    environment,
    ...(migration && { migration }),
    ...(rails && forwardsScheme(folder) && { isSecureOnly: true }),
    cautions: rails && !hasServer ? sqlite(folder, ['config/database.yml'], /^\s*adapter:\s*sqlite3/m) : [],
    sources,
    recipe: (port) => ({
      template: 'ruby',
      values: {
        version: version.value,
        files: hasLock ? 'Gemfile Gemfile.lock' : 'Gemfile',
        hasLock,
        isRails: rails !== undefined,
        hasAssets: rails !== undefined && folder.names.some((name) => name.startsWith('app/assets/')),
        usesPostgres: gem('pg') !== undefined,
        usesMysql: gem('mysql2') !== undefined,
        hasLibraries: libraries.length > 0,
        libraries: libraries.join(' '),
        hasScripts,
        usesYarn: hasScripts && folder.has('yarn.lock'),
        yarn: VERSIONS.yarn,
        assetEnvironment: assetEnvironment(environment),
        servesFiles:
          folder.find('config/environments/production.rb', /RAILS_SERVE_STATIC_FILES/) !== undefined,
        port,
        command: execForm(command(port)),
      },
      ignored: ['log/*', 'tmp/*', 'vendor/bundle', '.bundle', 'config/master.key'],
      companions: {},
      ...(tests && {
        test: {
          image: `ruby:${version.value}`,
          install: ['bundle config set --local path vendor/bundle', 'bundle install'],
          script: [tests.value],
          cachePaths: ['vendor/bundle'],
          cacheKeys: [hasLock ? 'Gemfile.lock' : 'Gemfile'],
        },
      }),
      user: 10001,
      isReadOnly: false,
      size: 'medium',
      startSeconds: 10,
    }),
  };
}

/** What Rails takes to load for its assets, as the shell writes it before a command. */
function assetEnvironment(environment: readonly RequiredVariable[]): string {
  const others = environment.filter(
    ({ name }) => !['SECRET_KEY_BASE', 'RAILS_MASTER_KEY', 'DATABASE_URL'].includes(name),
  );
  // The first one from Rails 7.1 on, the second one before.
  const keys = 'SECRET_KEY_BASE_DUMMY=1 SECRET_KEY_BASE=unused ';
  return keys + others.map(({ name }) => `${name}=unused `).join('');
}

/** Whether plain HTTP is sent on to HTTPS, unless the proxy says that it was HTTPS. */
function forwardsScheme(folder: Folder): boolean {
  const says = (setting: string) =>
    folder.find(
      'config/environments/production.rb',
      new RegExp(`^\\s*config\\.${setting}\\s*=\\s*true`, 'm'),
    );
  return says('force_ssl') !== undefined && says('assume_ssl') === undefined;
}
