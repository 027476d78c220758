/** What is written for projects that a Dockerfile by the book would not build or not start. */
import { describe, expect, test } from 'vitest';
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { isRefusal, makePlan } from '../../../server/src/scaffold/plan.ts';
import { readSituation } from '../../../server/src/scaffold/situation.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { planOf } from './plans.ts';
import { filesOf, projectOf, type Files } from './projects.ts';

async function generated(files: Files, answers: PartialAnswers = {}): Promise<Files> {
  const project = await projectOf(files);
  const situation = await settled(project, (snapshot) => readSituation(snapshot, 'shop'));
  const plan = await makePlan(situation, answers);
  if (isRefusal(plan)) throw new Error(plan.refusal);
  return Object.fromEntries(plan.files.map(({ path, after }) => [path, after]));
}

async function dockerfileOf(files: Files): Promise<string> {
  return (await generated(files))['Dockerfile']!;
}

/** The lines of the test job's scripts. */
async function testsOf(files: Files): Promise<string[]> {
  const pipeline = (await generated(files))['.gitlab-ci.yml']!;
  const job = /\ntest:\n([\s\S]*?)\n\nbuild:/.exec(pipeline)?.[1] ?? '';
  return [...job.matchAll(/^ {4}- (.*)$/gm)].map(([, line]) => line!);
}

const APP = 'from fastapi import FastAPI\napp = FastAPI()\n';
const TEST = { 'tests/test_app.py': 'def test(): pass\n' };

describe('Python', () => {
  test('copies the requirements that others refer to', async () => {
    const dockerfile = await dockerfileOf({
      'app.py': APP,
      'requirements.txt': '-r requirements/base.txt\n-c constraints.txt\n',
      'requirements/base.txt': 'fastapi\nuvicorn\n',
      'constraints.txt': '',
    });
    expect(dockerfile).toContain(
      'COPY requirements.txt constraints.txt ./\nCOPY requirements ./requirements\nRUN pip install --no-cache-dir -r requirements.txt\n',
    );
  });

  test('installs requirements that lie in a folder', async () => {
    const files = { 'app.py': APP, 'requirements/base.txt': 'fastapi\nuvicorn\n', ...TEST };
    expect(await dockerfileOf(files)).toContain(
      'COPY requirements ./requirements\nRUN pip install --no-cache-dir -r requirements/base.txt\n',
    );
    expect((await testsOf(files))[0]).toBe('pip install -r requirements/base.txt pytest==8.4.1');
  });

  test('installs the project with its requirements where they name it', async () => {
    const dockerfile = await dockerfileOf({
      'app.py': APP,
      'setup.py': '',
      'requirements.txt': '-e .\nfastapi\nuvicorn\n',
    });
    expect(dockerfile).toContain('COPY . ./\nRUN pip install --no-cache-dir -r requirements.txt\n');
    expect(dockerfile).not.toContain('dependencies first');
  });

  test('installs what pyproject.toml lists, without the sources, and pytest with the extra that it is in', async () => {
    const files = {
      'src/shop/__init__.py': '',
      'src/shop/main.py': 'from shop.db import open_database\n' + APP,
      'pyproject.toml':
        '[project]\nname = "shop"\ndependencies = ["fastapi", "uvicorn"]\n[project.optional-dependencies]\ntest = ["pytest", "httpx"]\n',
      ...TEST,
    };
    const dockerfile = await dockerfileOf(files);
    expect(dockerfile).toContain('COPY pyproject.toml ./\nRUN uv pip install --no-cache -r pyproject.toml\n');
    // `from shop.db import …` finds what is in src.
    expect(dockerfile).toContain('PYTHONPATH=/app/src\n');
    expect(dockerfile).toContain('CMD ["uvicorn", "shop.main:app", ');
    expect(await testsOf(files)).toEqual(
      expect.arrayContaining(['uv pip install --system -r pyproject.toml --extra test', 'python -m pytest']),
    );
  });

  test.each([
    ['[dependency-groups]\ndev = ["pytest"]\n', ['uv sync --frozen', 'uv run --no-sync python -m pytest']],
    [
      '[dependency-groups]\ntest = ["pytest"]\n',
      ['uv sync --frozen --group test', 'uv run --no-sync python -m pytest'],
    ],
    ['', ['uv sync --frozen', 'uv pip install pytest==8.4.1', 'uv run --no-sync python -m pytest']],
  ])('tests by uv with %j', async (groups, lines) => {
    const pyproject = `[project]\nname = "shop"\ndependencies = ["fastapi"]\n${groups}`;
    const files = { 'app.py': APP, 'pyproject.toml': pyproject, 'uv.lock': '', ...TEST };
    expect((await testsOf(files)).slice(-lines.length)).toEqual(lines);
  });

  test('keeps `src` as a package where it is imported as one', async () => {
    const files = { 'src/main.py': `from src.db import x\n${APP}`, 'requirements.txt': 'fastapi\nuvicorn\n' };
    expect(await dockerfileOf(files)).toContain('"src.main:app"');
    const relative = { ...files, 'src/main.py': `from .db import x\n${APP}` };
    expect(await dockerfileOf(relative)).toContain('"src.main:app"');
  });

  test('compiles what has to be compiled, and brings the library that it needs then', async () => {
    const dockerfile = await dockerfileOf({
      'app.py': APP,
      'requirements.txt': 'fastapi\nuvicorn\npsycopg2==2.9.10\n',
    });
    expect(dockerfile).toContain('FROM python:3.13 AS build\n');
    expect(dockerfile).toContain('--no-install-recommends libpq5 ');
    const binary = await dockerfileOf({
      'app.py': APP,
      'requirements.txt': 'fastapi\nuvicorn\npsycopg2-binary==2.9.10\n',
    });
    expect(binary).toContain('FROM python:3.13-slim AS build\n');
    expect(binary).not.toContain('apt-get');
  });

  test('asks Django for its health by a name that it answers to, or only whether its port is open', async () => {
    const manifest = async (hosts: string) =>
      (
        await generated({
          ...filesOf('django'),
          'library/settings.py': `ALLOWED_HOSTS = ${hosts}\nROOT_URLCONF = "library.urls"\n`,
        })
      )['k8s/library.yaml']!;
    const named = await manifest('["books.example.com", "localhost"]');
    expect(named).toContain(
      'httpHeaders:\n                - name: Host\n                  value: books.example.com\n',
    );
    const unknown = await manifest('os.environ["HOSTS"].split(",")');
    expect(unknown).toContain('readinessProbe:\n            tcpSocket:\n              port: http\n');
    expect(await manifest('["*"]')).toContain(
      'httpGet:\n              path: /health/\n              port: http\n            period',
    );
  });

  test('that seems to listen on nothing is not asked whether it does', async () => {
    const files = await generated({ 'main.py': 'print("tick")\n', 'requirements.txt': 'requests\n' });
    expect(files['k8s/shop.yaml']).not.toContain('Probe');
  });
});

describe('Node', () => {
  const express = filesOf('express');
  const withPackage = (change: object): Files => ({
    ...express,
    'package.json': JSON.stringify({ ...(JSON.parse(express['package.json']!) as object), ...change }),
  });

  test('does not run `prepare` without the packages for development', async () => {
    const files = withPackage({ scripts: { start: 'node src/server.js', prepare: 'husky' } });
    expect(await dockerfileOf(files)).toContain(
      'RUN npm pkg delete scripts.prepare && npm ci --omit=dev && mkdir',
    );
  });

  test('starts without nodemon, and with bun where bun is meant', async () => {
    const start = async (script: string, more: Files = {}) =>
      dockerfileOf({ ...withPackage({ scripts: { start: script } }), ...more });
    expect(await start('nodemon src/server.js')).toContain('CMD ["node", "src/server.js"]');
    const bun = await start('bun src/server.js', { 'bun.lock': '' });
    expect(bun.slice(bun.lastIndexOf('FROM'))).toMatch(/RUN npm install --global bun@1\.\d+\.\d+\n/);
  });

  test('copies what yarn itself is, and lets it write node_modules', async () => {
    const dockerfile = await dockerfileOf({
      ...withPackage({}),
      'yarn.lock': '',
      '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.9.2.cjs\n',
      '.yarn/releases/yarn-4.9.2.cjs': '',
    });
    expect(dockerfile).toContain('COPY .yarn/releases ./.yarn/releases\n');
    expect(dockerfile).toContain('ENV YARN_NODE_LINKER=node-modules\n');
  });

  test('generates the client of Prisma', async () => {
    const dockerfile = await dockerfileOf({
      ...withPackage({ devDependencies: { prisma: '6.0.0' } }),
      'prisma/schema.prisma': '',
    });
    expect(dockerfile).toContain('COPY prisma ./prisma\nRUN npm ci\n');
    expect(dockerfile).toContain('RUN npx prisma generate\n');
  });

  test('keeps the .env files that a front end is built with, not those of one machine', async () => {
    const ignored = async (stack: string) => (await generated(filesOf(stack)))['.dockerignore']!;
    expect(await ignored('vite')).toMatch(/^\*\*\/\.env\.local$/m);
    expect(await ignored('vite')).not.toMatch(/^\S*\.env(?:\.\*)?$/m);
    expect(await ignored('express')).toMatch(/^\*\*\/\.env$/m);
  });

  test('has no test job for tests that take a browser', async () => {
    expect(
      await testsOf(withPackage({ scripts: { start: 'node src/server.js', test: 'cypress run' } })),
    ).toEqual([]);
  });
});

describe('Java', () => {
  const MAIN = 'package com.example;\npublic class Main {\n  public static void main(String[] a) {}\n}\n';
  const pom = (inside: string) => `<project><artifactId>shop</artifactId>${inside}</project>`;

  test('a plain program of Maven is started by its class, with its libraries', async () => {
    const dockerfile = await dockerfileOf({
      'pom.xml': pom(''),
      'src/main/java/com/example/Main.java': MAIN,
    });
    expect(dockerfile).toContain('dependency:copy-dependencies');
    expect(dockerfile).toContain('"-cp", "classes:lib/*", "com.example.Main"]');
  });

  test('of several parts, the one with the program is built with all that it is made of', async () => {
    const files = {
      'pom.xml': pom('<modules><module>core</module><module>web</module></modules>'),
      'core/pom.xml': pom(''),
      'core/src/main/java/com/example/Core.java': 'package com.example;\nclass Core {}\n',
      'web/pom.xml': pom('<artifactId>spring-boot-starter-web</artifactId>'),
      'web/src/main/java/com/example/Main.java': `@SpringBootApplication\n${MAIN}`,
    };
    const dockerfile = await dockerfileOf(files);
    expect(dockerfile).toContain(
      'COPY . ./\nRUN mvn --batch-mode --projects web --also-make package -DskipTests\n',
    );
    expect(dockerfile).toContain('COPY --from=build /src/web/target/*.jar ./app.jar');
  });

  test('Quarkus needs no class of its own', async () => {
    const dockerfile = await dockerfileOf({
      'pom.xml': pom('<groupId>io.quarkus.platform</groupId>'),
      'src/main/java/Hello.java': 'class Hello {}\n',
    });
    expect(dockerfile).toContain('target/quarkus-app ./');
  });

  test('what `gradle init` makes: the program in a folder, versions in a catalogue', async () => {
    const files = {
      'settings.gradle.kts': 'rootProject.name = "shop"\ninclude("app")\n',
      'gradle/libs.versions.toml': '',
      'app/build.gradle.kts': 'plugins { application }\n',
      'app/src/main/java/com/example/Main.java': MAIN,
    };
    const all = await generated(files);
    expect(Object.keys(all)).toContain('Dockerfile');
    expect(all['Dockerfile']).toContain('COPY . ./\nRUN gradle --no-daemon :app:installDist\n');
    expect(all['Dockerfile']).toContain('COPY --from=build /src/app/build/install/app ./');
  });

  test('Gradle has its catalogue before it is first called', async () => {
    const dockerfile = await dockerfileOf({ ...filesOf('gradle'), 'gradle/libs.versions.toml': '' });
    expect(dockerfile).toContain('settings.gradle.kts ./\nCOPY gradle ./gradle\nRUN gradle');
  });
});

describe('Rust', () => {
  const rust = filesOf('rust');

  test('is built and run with the same C library, by no older compiler than the project takes', async () => {
    const files = { ...rust, 'Cargo.toml': rust['Cargo.toml']!.replace('1.88', '1.95') };
    expect(await dockerfileOf(files)).toMatch(/^FROM rust:1\.95-(\w+) AS[\s\S]*\nFROM debian:\1-slim\n/);
  });

  test('has no empty program built for it where it has several parts', async () => {
    const files = { ...rust, 'Cargo.toml': `${rust['Cargo.toml']}[workspace]\nmembers = ["core"]\n` };
    expect(await dockerfileOf(files)).not.toContain('fn main');
  });

  test('Rocket can be reached from outside of its container', async () => {
    const files = { ...rust, 'Cargo.toml': rust['Cargo.toml']!.replace('axum', 'rocket') };
    expect(await dockerfileOf(files)).toContain('ROCKET_ADDRESS=0.0.0.0 ROCKET_PORT=7070');
  });
});

test('.NET before 8 is told its port by an older name', async () => {
  const dotnet = filesOf('dotnet');
  const project = dotnet['Parcels/Parcels.csproj']!;
  const files = { ...dotnet, 'Parcels/Parcels.csproj': project.replace('net8.0', 'net6.0') };
  expect(await dockerfileOf(files)).toContain('ENV ASPNETCORE_URLS=http://+:8080');
});

test('PHP 8.5 has its opcode cache', async () => {
  const composer = '{ "name": "a/b", "require": { "php": "^8.5", "ext-pdo": "*" } }';
  const dockerfile = await dockerfileOf({ 'public/index.php': '<?php', 'composer.json': composer });
  expect(dockerfile).toContain('RUN docker-php-ext-install pdo_mysql\n');
});

describe('PHP', () => {
  const symfony: Files = {
    'composer.json': '{"require": {"symfony/framework-bundle": "^7", "doctrine/orm": "^3", "ext-intl": "*"}}',
    'public/index.php': '<?php',
    '.env': 'DATABASE_URL="postgresql://app@127.0.0.1/app"\n',
  };

  test('gets the extensions that it names, and that of its database, with what they are built of', async () => {
    expect(await dockerfileOf(symfony)).toContain(
      'install --yes --no-install-recommends libpq-dev libicu-dev \\\n    && rm -rf /var/lib/apt/lists/*\nRUN docker-php-ext-install pdo_pgsql intl opcache\n',
    );
  });

  test('of Symfony runs as in production, with the .env that it reads, and writes to `var` alone', async () => {
    const files = await generated(symfony);
    expect(files['Dockerfile']).toContain('ENV APP_ENV=prod\n');
    expect(files['Dockerfile']).toContain('RUN mkdir -p var && chown -R 33:33 var\n');
    expect(files['.dockerignore']).not.toMatch(/^\*\*\/\.env$/m);
  });

  test('of Laravel builds its scripts and styles, and answers where it says', async () => {
    const files = await generated({
      'composer.json': '{"require": {"laravel/framework": "^12"}}',
      'public/index.php': '<?php',
      'package.json': '{"scripts": {"build": "vite build"}, "devDependencies": {"laravel-vite-plugin": "2"}}',
      'package-lock.json': '{}',
      'bootstrap/app.php': "->withRouting(health: '/up')",
    });
    expect(files['Dockerfile']).toContain(
      'COPY --from=assets /app/public/build /var/www/html/public/build\n',
    );
    expect(files['Dockerfile']).toContain('RUN mkdir -p storage bootstrap/cache');
    expect(files['k8s/shop.yaml']).toContain('path: /up\n');
  });
});

describe('Rails', () => {
  const rails: Files = {
    Gemfile: "gem 'rails'\ngem 'mysql2'\n",
    'Gemfile.lock': 'RUBY VERSION\n   ruby 3.2.2p53\n',
    'config.ru': '',
    'app/assets/app.css': '',
    'package.json': '{"scripts": {"build": "esbuild"}}',
    'yarn.lock': '',
    'config/initializers/mail.rb': 'KEY = ENV.fetch("MAIL_KEY")\n',
    'config/routes.rb': 'get "up" => "rails/health#show"\n',
    'config/environments/production.rb': '  config.force_ssl = true\n',
  };

  test('is built with what its gems and its assets take', async () => {
    const dockerfile = await dockerfileOf(rails);
    expect(dockerfile).toContain('FROM ruby:3.2-slim AS build\n');
    expect(dockerfile).toContain('default-libmysqlclient-dev nodejs npm \\\n');
    expect(dockerfile).toContain('RUN npm install --global yarn@');
    expect(dockerfile).toContain(
      'RUN SECRET_KEY_BASE_DUMMY=1 SECRET_KEY_BASE=unused MAIL_KEY=unused RAILS_ENV=production bundle exec rails assets:precompile\n',
    );
    expect(dockerfile).toContain('install --yes --no-install-recommends libmariadb3 \\\n');
  });

  test('is asked as its proxy asks, where it sends all others on to HTTPS', async () => {
    const headers =
      'httpHeaders:\n                - name: X-Forwarded-Proto\n                  value: https\n';
    expect((await generated(rails))['k8s/shop.yaml']).toContain(headers);
    const assuming = {
      'config/environments/production.rb': 'config.force_ssl = true\nconfig.assume_ssl = true\n',
    };
    expect((await generated({ ...rails, ...assuming }))['k8s/shop.yaml']).not.toContain(headers);
  });
});

test('Node ends when it is told to, by itself or by an init process', async () => {
  const server = (text: string): Files => ({
    'package.json': '{"dependencies": {"express": "5"}, "scripts": {"start": "node server.js"}}',
    'server.js': `app.listen(3000)\n${text}`,
  });
  expect(await dockerfileOf(server(''))).toContain(
    'ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["node", "server.js"]\n',
  );
  expect(await dockerfileOf(server("process.on('SIGTERM', stop)\n"))).not.toContain('tini');
});

test('Next is built without the environment that it checks, where that can be left out', async () => {
  const next = (check: string): Files => ({
    'package.json': '{"dependencies": {"next": "16"}, "scripts": {"build": "next build"}}',
    'env.mjs': `export const env = createEnv({\n  server: { API_KEY: z.string() },\n${check}})\n`,
  });
  expect(await dockerfileOf(next('  skipValidation: !!process.env.SKIP_CHECK,\n'))).toContain(
    'RUN SKIP_CHECK=1 npm run build && rm -rf .next/cache\n',
  );
  const { remarks } = await planOf(next(''));
  expect(remarks.join('\n')).toContain('env.mjs:1: the environment is checked while the image is built');
});

test('Django without WSGI is served by ASGI', async () => {
  const files = { 'manage.py': '', 'shop/asgi.py': 'application = 1\n', 'requirements.txt': 'django\n' };
  expect(await dockerfileOf(files)).toContain('CMD ["uvicorn", "shop.asgi:application"');
});
