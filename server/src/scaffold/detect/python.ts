/** Python: Flask, Django, FastAPI, and programs without a framework. */
import { VERSIONS } from '../versions.ts';
import { execForm, type FoundApplication, type Recipe } from './application.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

type Manager = 'pip' | 'poetry' | 'pipenv' | 'uv';

export function detectPython(folder: Folder): FoundApplication | undefined {
  const marker = folder.first('requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', 'manage.py');
  const sources = folder.sources(/\.py$/);
  if (!marker && !sources.some((name) => !name.includes('/'))) return undefined;
  const packages = readManager(folder);
  const framework = readFramework(folder, packages.manifests, sources);
  const start = readStart(folder, framework?.value, packages.manifests, sources);
  if (!start) return undefined;
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
    ...projectName(folder),
    defaultPort: framework?.value === 'Flask' ? 5000 : 8000,
    sources,
    recipe: (port) => recipe(folder, packages, start, version.value, tests?.value, port),
  };
}

function projectName(folder: Folder): { name?: Fact } {
  const name = folder.fact('pyproject.toml', /^name\s*=\s*["']([^"']+)["']/m);
  return name ? { name } : {};
}

interface Packages {
  readonly manager: Fact<Manager>;
  readonly lockFile?: Fact;
  /** The files that name the dependencies. */
  readonly manifests: readonly string[];
}

function readManager(folder: Folder): Packages {
  const manifests = [
    'requirements.txt',
    'pyproject.toml',
    'Pipfile',
    'requirements-dev.txt',
    'requirements/base.txt',
    'setup.py',
  ].filter((name) => folder.has(name));
  const locked = (lock: string, value: Manager): Packages => ({
    manager: folder.presence(lock, value),
    lockFile: folder.presence(lock, lock),
    manifests,
  });
  if (folder.has('uv.lock') && folder.has('pyproject.toml')) return locked('uv.lock', 'uv');
  if (folder.has('poetry.lock') && folder.has('pyproject.toml')) return locked('poetry.lock', 'poetry');
  if (folder.has('Pipfile.lock') && folder.has('Pipfile')) return locked('Pipfile.lock', 'pipenv');
  if (folder.has('requirements.txt'))
    return { manager: folder.presence('requirements.txt', 'pip'), manifests };
  return { manager: manifests[0] ? folder.presence(manifests[0], 'pip') : guess('pip'), manifests };
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
    const named = folder.findIn(manifests, new RegExp(`^[\\s"']*${word}(?![\\w-])`, 'im'));
    if (used ?? named) return { value: name, from: (named ?? used)!.from };
  }
  return undefined;
}

interface Start {
  readonly entryPoint: Fact;
  readonly command: (port: number) => readonly string[];
  /** A package that the command needs and that the project does not bring. */
  readonly server?: string;
}

function readStart(
  folder: Folder,
  framework: string | undefined,
  manifests: readonly string[],
  sources: readonly string[],
): Start | undefined {
  const brings = (word: string) =>
    folder.findIn(manifests, new RegExp(`^[\\s"']*${word}(?![\\w-])`, 'im')) !== undefined;
  const serve = (module: string, from: Fact['from'], server: 'gunicorn' | 'uvicorn'): Start => ({
    entryPoint: { value: module, ...(from && { from }) },
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
    const wsgi = sources.find((name) => /(?:^|\/)wsgi\.py$/.test(name));
    return wsgi === undefined
      ? undefined
      : serve(`${moduleOf(wsgi)}:application`, { path: folder.pathOf(wsgi) }, 'gunicorn');
  }
  const server = framework === 'FastAPI' ? 'uvicorn' : 'gunicorn';
  if (framework === 'Flask' || framework === 'FastAPI') {
    const application = folder.findIn(
      sources,
      new RegExp(`^(\\w+)\\s*(?::\\s*\\w+\\s*)?=\\s*${framework}\\s*\\(`, 'm'),
    );
    if (application)
      return serve(`${moduleOf(application.name)}:${application.groups[1]!}`, application.from, server);
    const factory = folder.findIn(sources, /^def\s+(create_app|make_app)\s*\(/m);
    const made = folder.findIn(sources, /^(\w+)\s*=\s*(?:create_app|make_app)\s*\(/m);
    if (made) return serve(`${moduleOf(made.name)}:${made.groups[1]!}`, made.from, server);
    if (factory && server === 'gunicorn')
      return serve(`${moduleOf(factory.name)}:${factory.groups[1]!}()`, factory.from, server);
  }
  const main =
    ['main.py', 'app.py', 'server.py', 'run.py', '__main__.py'].find((name) => sources.includes(name)) ??
    folder.findIn(sources, /^if\s+__name__\s*==\s*["']__main__["']/m)?.name;
  if (main === undefined) return undefined;
  return { entryPoint: folder.presence(main, main), command: () => ['python', main] };
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
  { manager, manifests }: Packages,
  start: Start,
  version: string,
  tests: string | undefined,
  port: number,
): Recipe {
  const hasRequirements = folder.has('requirements.txt');
  const hasDependencies =
    manager.value !== 'pip' || hasRequirements || folder.has('pyproject.toml') || start.server !== undefined;
  const bringsPytest = folder.findIn(manifests, /^[\s"']*pytest(?!\w)/im) !== undefined;
  const pytest = tests === 'pytest' && !bringsPytest ? [`pytest==${VERSIONS.pytest}`] : [];
  const install: Record<Manager, readonly string[]> = {
    pip: hasRequirements
      ? [
          [
            'pip install -r requirements.txt',
            ...(folder.has('requirements-dev.txt') ? ['-r requirements-dev.txt'] : []),
            ...pytest,
          ].join(' '),
        ]
      : [
          [
            ...(folder.has('pyproject.toml') ? ['pip install .'] : pytest.length > 0 ? ['pip install'] : []),
            ...pytest,
          ].join(' '),
        ].filter(Boolean),
    poetry: [
      `pip install poetry==${VERSIONS.poetry}`,
      'poetry config virtualenvs.create false',
      'poetry install --no-interaction --no-root',
      ...pytest.map((it) => `pip install ${it}`),
    ],
    pipenv: [
      `pip install pipenv==${VERSIONS.pipenv}`,
      'pipenv install --dev --deploy --system',
      ...pytest.map((it) => `pip install ${it}`),
    ],
    uv: [
      `pip install uv==${VERSIONS.uv}`,
      'uv export --frozen --no-emit-project --format requirements-txt --output-file /tmp/requirements.txt',
      ['pip install -r /tmp/requirements.txt', ...pytest].join(' '),
    ],
  };
  return {
    template: 'python',
    values: {
      version,
      isPip: manager.value === 'pip' && hasRequirements,
      isPyproject: manager.value === 'pip' && !hasRequirements && folder.has('pyproject.toml'),
      isPoetry: manager.value === 'poetry',
      isPipenv: manager.value === 'pipenv',
      isUv: manager.value === 'uv',
      hasDependencies,
      onlyServer:
        hasDependencies && manager.value === 'pip' && !hasRequirements && !folder.has('pyproject.toml'),
      server: start.server ?? '',
      hasServer: start.server !== undefined,
      poetry: VERSIONS.poetry,
      pipenv: VERSIONS.pipenv,
      uv: VERSIONS.uv,
      command: execForm(start.command(port)),
      port,
    },
    ignored: ['**/__pycache__', '**/*.pyc', '.venv', 'venv', '.pytest_cache', 'tests'],
    companions: {},
    ...(tests !== undefined && {
      test: {
        image: `python:${version}-slim`,
        install: install[manager.value],
        script: [tests === 'pytest' ? 'python -m pytest' : tests],
        variables: { PIP_CACHE_DIR: '$CI_PROJECT_DIR/.cache/pip' },
        cachePaths: ['.cache/pip'],
        cacheKeys: ['uv.lock', 'poetry.lock', 'Pipfile.lock', 'requirements.txt', 'pyproject.toml']
          .filter((name) => folder.has(name))
          .slice(0, 2),
      },
    }),
    user: 10001,
    size: 'small',
    startSeconds: 5,
  };
}
