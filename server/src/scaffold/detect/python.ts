/** Python: Flask, Django, FastAPI, and programs without a framework. */
import { VERSIONS } from '../versions.ts';
import { sqlite } from './cautions.ts';
import { namesDatabase, type RequiredVariable } from './environment/required.ts';
import { pythonEnvironment } from './environment/python.ts';
import { djangoFacts, staticEnvironment } from './django.ts';
import { importedFiles } from './environment/python-imports.ts';
import { execForm, type FoundApplication, type Recipe } from './application.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';
import { alembicMigration } from './migration.ts';
import { installValues, named, readPackages, testSteps, type Packages } from './python-packages.ts';

export function detectPython(folder: Folder): FoundApplication | undefined {
  const marker = folder.first('requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', 'manage.py');
  const sources = folder.sources(/\.py$/);
  if (!marker && !sources.some((name) => !name.includes('/'))) return undefined;
  const packages = readPackages(folder);
  const framework = readFramework(folder, packages.manifests, sources);
  const start = readStart(folder, framework?.value, packages.manifests, sources);
  if (!start) return undefined;
  const loaded = importedFiles(folder, [start.file], start.sourceRoot ?? '');
  const environment = pythonEnvironment(folder, loaded);
  const collected =
    framework?.value === 'Django' ? staticEnvironment(folder, loaded, environment) : undefined;
  const version = readVersion(folder);
  const tests = readTests(folder, framework?.value, packages.manifests);
  return {
    language: { value: 'Python', from: { path: folder.pathOf(marker ?? sources[0]!) } },
    version,
    packageManager: packages.manager,
    ...(packages.lockFile && { lockFile: packages.lockFile }),
    ...(framework && { framework }),
    entryPoint: start.entryPoint,
    ...(tests && { tests }),
    ...(framework?.value === 'Django'
      ? djangoFacts(folder, loaded, environment)
      : alembicFacts(folder, start, packages.manifests, loaded, environment)),
    ...projectName(folder),
    defaultPort: framework?.value === 'Flask' ? 5000 : 8000,
    environment,
    sources,
    recipe: (port) => {
      const made = recipe(folder, packages, start, version.value, tests?.value, port);
      if (framework?.value !== 'Django') return made;
      const values = { ...made.values, hasStatic: collected !== undefined, collected: collected ?? '' };
      return { ...made, size: 'medium', values };
    },
  };
}

function alembicFacts(
  folder: Folder,
  { entryPoint }: Start,
  manifests: readonly string[],
  loaded: readonly string[],
  environment: readonly RequiredVariable[],
): Pick<FoundApplication, 'migration' | 'cautions'> {
  const isListed = (word: string) => folder.findIn(manifests, named(`${word}(?![\\w-])`)) !== undefined;
  const hasServer = environment.some(namesDatabase);
  const migration = hasServer ? alembicMigration(folder, entryPoint.value, isListed) : undefined;
  return {
    ...(migration && { migration }),
    cautions: hasServer ? [] : sqlite(folder, loaded, /["']sqlite:\/\/\/\w/),
  };
}

function projectName(folder: Folder): { name?: Fact } {
  const name = folder.fact('pyproject.toml', /^name\s*=\s*["']([^"']+)["']/m);
  return name ? { name } : {};
}

function readFramework(
  folder: Folder,
  manifests: readonly string[],
  sources: readonly string[],
): Fact | undefined {
  if (folder.has('manage.py')) return folder.presence('manage.py', 'Django');
  for (const [name, word] of [
    ['FastAPI', 'fastapi'],
    ['Flask', 'flask'],
    ['Django', 'django'],
  ] as const) {
    const used = folder.findIn(sources, new RegExp(`^\\s*(?:from|import)\\s+${word}\\b`, 'm'));
    const listed = folder.findIn(manifests, named(`${word}(?![\\w-])`));
    if (used ?? listed) return { value: name, from: (listed ?? used)!.from };
  }
  return undefined;
}

/** What functions that make the application are called. */
const FACTORY = '(?:create|make|get|build)_app(?:lication)?';

interface Start {
  readonly entryPoint: Fact;
  readonly file: string;
  readonly command: (port: number) => readonly string[];
  /** A package that the command needs and that the project does not bring. */
  readonly server?: string;
  /** The folder that the modules are imported from, where it is not the application's own. */
  readonly sourceRoot?: string;
}

function readStart(
  folder: Folder,
  framework: string | undefined,
  manifests: readonly string[],
  sources: readonly string[],
): Start | undefined {
  const brings = (word: string) => folder.findIn(manifests, named(`${word}(?![\\w-])`)) !== undefined;
  const serve = (file: string, member: string, from: Fact['from'], server: 'gunicorn' | 'uvicorn'): Start => {
    const root = sourceRootOf(folder, file, sources);
    const module = `${moduleOf(file.slice(root === '' ? 0 : root.length + 1))}:${member}`;
    return served(module, file, root, from, server);
  };
  const served = (
    module: string,
    file: string,
    sourceRoot: string,
    from: Fact['from'],
    server: 'gunicorn' | 'uvicorn',
  ): Start => ({
    entryPoint: { value: module, ...(from && { from }) },
    file,
    ...(sourceRoot !== '' && { sourceRoot }),
    command: (port) =>
      server === 'gunicorn'
        ? ['gunicorn', '--bind', `0.0.0.0:${port}`, '--workers', '2', module]
        : ['uvicorn', module, '--host', '0.0.0.0', '--port', String(port)],
    ...(!brings(server) &&
      !(server === 'uvicorn' && brings('fastapi\\[(?:standard|all)\\]')) && {
        server: `${server}==${VERSIONS[server]}`,
      }),
  });
  if (framework === 'Django') {
    const wsgi = sources.find((name) => /(?:^|\/)wsgi(?:\/__init__)?\.py$/.test(name));
    if (wsgi !== undefined) return serve(wsgi, 'application', { path: folder.pathOf(wsgi) }, 'gunicorn');
    const asgi = sources.find((name) => /(?:^|\/)asgi(?:\/__init__)?\.py$/.test(name));
    return asgi === undefined
      ? undefined
      : serve(asgi, 'application', { path: folder.pathOf(asgi) }, 'uvicorn');
  }
  const server = framework === 'FastAPI' ? 'uvicorn' : 'gunicorn';
  if (framework === 'Flask' || framework === 'FastAPI') {
    const application = folder.findIn(
      sources,
      new RegExp(`^(\\w+)\\s*(?::\\s*\\w+\\s*)?=\\s*${framework}\\s*\\(`, 'm'),
    );
    if (application) return serve(application.name, application.groups[1]!, application.from, server);
    const factory = folder.findIn(sources, new RegExp(`^def\\s+(${FACTORY})\\s*\\(`, 'm'));
    const made = folder.findIn(sources, new RegExp(`^(\\w+)\\s*=\\s*(?:${FACTORY})\\s*\\(`, 'm'));
    if (made) return serve(made.name, made.groups[1]!, made.from, server);
    if (factory && server === 'gunicorn')
      return serve(factory.name, `${factory.groups[1]!}()`, factory.from, server);
  }
  const main =
    ['main.py', 'app.py', 'server.py', 'run.py', '__main__.py'].find((name) => sources.includes(name)) ??
    folder.findIn(sources, /^if\s+__name__\s*==\s*["']__main__["']/m)?.name;
  if (main === undefined) return undefined;
  return { entryPoint: folder.presence(main, main), file: main, command: () => ['python', main] };
}

/**
 * The folder that holds the packages: `src` of the usual layout, which is no package itself, and which nobody imports
 * from by its own name. A program in it that imports its neighbours relatively needs it as a package.
 */
function sourceRootOf(folder: Folder, file: string, sources: readonly string[]): string {
  if (!file.startsWith('src/') || folder.has('src/__init__.py')) return '';
  if (folder.findIn(sources, /^\s*(?:from|import)\s+src\b/m)) return '';
  const isDirectlyInIt = !file.slice('src/'.length).includes('/');
  return isDirectlyInIt && folder.find(file, /^\s*from\s+\./m) ? '' : 'src';
}

/** `src/shop/app.py` as Python imports it from the application's folder. */
function moduleOf(name: string): string {
  return name
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

function readVersion(folder: Folder): Fact {
  return (
    folder.fact('.python-version', /^\s*(3\.\d+)/) ??
    folder.fact('runtime.txt', /^python-(3\.\d+)/) ??
    folder.fact('Pipfile', /^python_version\s*=\s*["'](3\.\d+)/m) ??
    folder.fact('pyproject.toml', /^(?:requires-python|python)\s*=\s*["']\s*(?:==|~=|~)\s*(3\.\d+)/m) ??
    guess(VERSIONS.python)
  );
}

function readTests(
  folder: Folder,
  framework: string | undefined,
  manifests: readonly string[],
): Fact | undefined {
  const pytest = folder.findIn(
    [...manifests, 'pytest.ini', 'tox.ini'],
    /^[\s"']*(?:pytest(?![\w])|\[tool\.pytest|\[pytest\])/im,
  );
  const file = folder.anyNamed(/(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/);
  if (pytest && file !== undefined) return { value: 'pytest', from: pytest.from };
  if (framework === 'Django') {
    const tests = folder.anyNamed(/(?:^|\/)(?:tests|test_[^/]*)\.py$/);
    return tests === undefined ? undefined : folder.presence(tests, 'python manage.py test');
  }
  if (file === undefined) return undefined;
  if (folder.find(file, /^\s*(?:import unittest|from unittest)/m) && !folder.find(file, /\bpytest\b/))
    return folder.presence(file, 'python -m unittest discover');
  return folder.presence(file, 'pytest');
}

function recipe(
  folder: Folder,
  packages: Packages,
  start: Start,
  version: string,
  tests: string | undefined,
  port: number,
): Recipe {
  const steps = testSteps(folder, packages, version, tests === 'pytest');
  const sourceRoot = start.sourceRoot ?? '';
  return {
    template: 'python',
    values: {
      version,
      ...installValues(folder, packages, start.server),
      sourceRoot,
      command: execForm(start.command(port)),
      port,
    },
    ignored: ['**/__pycache__', '**/*.pyc', '.venv', 'venv', '.pytest_cache', 'tests'],
    companions: {},
    ...(tests !== undefined && {
      test: {
        image: `python:${steps.tag}`,
        install: steps.install,
        script: [steps.prefix + (tests === 'pytest' ? 'python -m pytest' : tests)],
        variables: { ...steps.variables, ...(sourceRoot !== '' && { PYTHONPATH: sourceRoot }) },
        cachePaths: ['.cache'],
        cacheKeys: [packages.lockFile?.value, ...packages.manifests, 'pyproject.toml']
          .filter((name) => name !== undefined)
          .filter((name, at, all) => folder.has(name) && all.indexOf(name) === at)
          .slice(0, 2),
      },
    }),
    user: 10001,
    isReadOnly: true,
    size: 'small',
    startSeconds: 5,
  };
}
