import { describe, expect, test } from 'vitest';
import type { Application } from '../../../server/src/scaffold/detect/application.ts';
import { detectApplications } from '../../../server/src/scaffold/detect/detect.ts';
import { sourceText, type Fact } from '../../../server/src/scaffold/detect/fact.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { filesOf, projectOf, type Files } from './projects.ts';

async function detect(files: Files): Promise<readonly Application[]> {
  const project = await projectOf(files);
  return settled(project, (snapshot) => detectApplications(snapshot, 'Mein Projekt'));
}

/** Each fact as `value (place)`, or `value` alone for a guess. */
async function facts(files: Files): Promise<Record<string, string>[]> {
  const show = (fact: Fact<unknown> | undefined) => {
    if (!fact) return '-';
    const place = sourceText(fact);
    return place ? `${String(fact.value)} (${place})` : String(fact.value);
  };
  return (await detect(files)).map((it) => ({
    name: show(it.name),
    language: show(it.language),
    version: show(it.version),
    packages: `${show(it.packageManager)}, ${show(it.lockFile)}`,
    framework: show(it.framework),
    entry: show(it.entryPoint),
    port: show(it.port),
    health: show(it.health),
    tests: show(it.tests),
  }));
}

const stack = async (name: string) => (await facts(filesOf(name)))[0]!;

describe('what is said of each stack, and where it says so', () => {
  test('Flask', async () => {
    expect(await facts(filesOf('flask'))).toEqual([
      {
        name: 'mein-projekt',
        language: 'Python (requirements.txt)',
        version: '3.13',
        packages: 'pip (requirements.txt), -',
        framework: 'Flask (requirements.txt:1)',
        entry: 'app:app (app.py:3)',
        port: '5050 (app.py:22)',
        health: '/healthz (app.py:11)',
        tests: 'pytest (tests/test_app.py)',
      },
    ]);
  });

  test('Django with Poetry, its routes without a slash before and with one behind', async () => {
    expect(await stack('django')).toMatchObject({
      name: 'library (pyproject.toml:2)',
      version: '3.12 (pyproject.toml:6)',
      packages: 'poetry (poetry.lock), poetry.lock (poetry.lock)',
      framework: 'Django (manage.py)',
      entry: 'library.wsgi:application (library/wsgi.py)',
      health: '/health/ (library/urls.py:4)',
      tests: 'python manage.py test (library/tests.py)',
    });
  });

  test('FastAPI with uv, and a name that has to become a DNS label', async () => {
    expect(await stack('fastapi')).toMatchObject({
      name: 'wetter-osterreich (pyproject.toml:2)',
      packages: 'uv (uv.lock), uv.lock (uv.lock)',
      entry: 'main:api (src/main.py:3)',
      port: '8000',
      health: '/health (src/main.py:6)',
    });
  });

  test('Express, whose port a variable may change', async () => {
    expect(await stack('express')).toMatchObject({
      name: 'orders (package.json:2)',
      version: '22 (package.json:4)',
      packages: 'npm (package-lock.json), package-lock.json (package-lock.json)',
      framework: 'Express (package.json:9)',
      entry: 'src/server.js (package.json:6)',
      port: '3001 (src/server.js:6)',
      health: '/health (src/server.js:5)',
      tests: 'node --test (package.json:7)',
    });
  });

  test('Next, whose routes are files', async () => {
    expect(await stack('next')).toMatchObject({
      language: 'TypeScript (tsconfig.json)',
      packages: 'pnpm (pnpm-lock.yaml), pnpm-lock.yaml (pnpm-lock.yaml)',
      framework: 'Next (package.json:6)',
      port: '3000',
      health: '/api/health (app/api/health/route.ts)',
      tests: '-',
    });
  });

  test('a front end that becomes static files', async () => {
    expect(await stack('vite')).toMatchObject({
      packages: 'yarn (yarn.lock), yarn.lock (yarn.lock)',
      framework: 'Vite (package.json:5)',
      entry: 'dist',
      port: '8080',
      tests: 'vitest run (package.json:4)',
    });
  });

  test('Go, its program below cmd', async () => {
    expect(await stack('go')).toMatchObject({
      name: 'clock (go.mod:1)',
      version: '1.24 (go.mod:3)',
      framework: 'chi (go.mod:4)',
      entry: './cmd/clock (cmd/clock/main.go:1)',
      port: '8090 (cmd/clock/main.go:16)',
      health: '/livez (cmd/clock/main.go:12)',
      tests: 'go test ./... (cmd/clock/main_test.go)',
    });
  });

  test('Spring Boot with Maven: the artifact is not the parent', async () => {
    expect(await stack('maven')).toMatchObject({
      name: 'greeter (pom.xml:7)',
      version: '21 (pom.xml:12)',
      framework: 'Spring Boot (pom.xml:4)',
      port: '8085 (src/main/resources/application.properties:1)',
      health: '/actuator/health (pom.xml:21)',
      tests: 'mvn test (src/test/java/com/example/GreeterTest.java)',
    });
  });

  test('Kotlin with Gradle', async () => {
    expect(await stack('gradle')).toMatchObject({
      name: 'ledger (settings.gradle.kts:1)',
      language: 'Kotlin (build.gradle.kts)',
      version: '17 (build.gradle.kts:6)',
      health: '/status (src/main/kotlin/Main.kt:6)',
    });
  });

  test('.NET: the program of a solution, and its tests', async () => {
    expect(await facts(filesOf('dotnet'))).toEqual([
      expect.objectContaining({
        name: 'parcels (Parcels/Parcels.csproj)',
        version: '8.0 (Parcels/Parcels.csproj:3)',
        framework: 'ASP.NET Core (Parcels/Parcels.csproj:1)',
        entry: 'Parcels.dll (Parcels/Parcels.csproj)',
        health: '/healthz (Parcels/Program.cs:2)',
        tests: 'dotnet test (Parcels.Tests/Parcels.Tests.csproj)',
      }),
    ]);
  });

  test('PHP', async () => {
    expect(await stack('php')).toMatchObject({
      name: 'guestbook (composer.json:2)',
      version: '8.3 (composer.json:3)',
      framework: 'Slim (composer.json:3)',
      health: '/ping (public/index.php:6)',
      tests: 'vendor/bin/phpunit (composer.json:4)',
    });
  });

  test('Ruby', async () => {
    expect(await stack('ruby')).toMatchObject({
      version: '3.4 (Gemfile:2)',
      framework: 'Sinatra (Gemfile:4)',
      entry: 'config.ru (config.ru)',
      port: '4000 (app.rb:4)',
      health: '/healthz (app.rb:5)',
      tests: 'bundle exec rspec (Gemfile:9)',
    });
  });

  test('Rust', async () => {
    expect(await stack('rust')).toMatchObject({
      name: 'echo-chamber (Cargo.toml:2)',
      version: '1.89',
      framework: 'axum (Cargo.toml:8)',
      port: '7070 (src/main.rs:6)',
      tests: 'cargo test --locked (src/main.rs:12)',
    });
  });

  test('a site without a build', async () => {
    expect(await stack('static')).toMatchObject({ language: 'static site (index.html)', port: '8080' });
  });

  test('a Dockerfile alone says the port', async () => {
    expect(await stack('with-dockerfile')).toMatchObject({
      port: '6100 (Dockerfile:4)',
      health: 'undefined',
    });
  });
});

describe('where applications lie', () => {
  test('several services of one repository, each in its folder', async () => {
    const found = await detect(filesOf('several'));
    expect(found.map(({ folder, name, framework }) => [folder, name.value, framework?.value])).toEqual([
      ['services/api', 'api', 'FastAPI'],
      ['services/web', 'web', 'Vite'],
    ]);
  });

  test('the pages of a server are part of it, what has an image of its own is not', async () => {
    const flask = filesOf('flask');
    const pages = { 'pages/package.json': filesOf('vite')['package.json']! };
    expect(await detect({ ...flask, ...pages })).toHaveLength(1);
    const worker = { 'worker/Dockerfile': 'FROM debian:12\n' };
    expect((await detect({ ...flask, ...worker })).map(({ folder }) => folder)).toEqual(['', 'worker']);
  });

  test('two of one name get different ones', async () => {
    const { 'package.json': json } = filesOf('express');
    const files = { 'a/package.json': json!, 'b/package.json': json! };
    expect((await detect(files)).map(({ name }) => name.value)).toEqual(['orders', 'orders-b']);
  });

  test('nothing in an empty folder, in documentation, or in what cannot be read', async () => {
    expect(await detect({})).toEqual([]);
    expect(await detect({ 'README.md': '# Nothing', 'docs/index.html': '<p>' })).toEqual([]);
    expect(await detect({ 'package.json': '{ "name": ' })).toEqual([]);
    expect(await detect({ 'package.json': '{ "scripts": null, "dependencies": [] }' })).toEqual([]);
  });
});
