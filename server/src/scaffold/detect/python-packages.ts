/** What a Python project depends on, and how its image and its tests install that. */
import { VERSIONS } from '../versions.ts';
import { guess, type Fact } from './fact.ts';
import type { Folder } from './folder.ts';

export type Manager = 'pip' | 'poetry' | 'pipenv' | 'uv';

export interface Packages {
  readonly manager: Fact<Manager>;
  readonly lockFile?: Fact;
  /** The files that name the dependencies. */
  readonly manifests: readonly string[];
  readonly requirements?: Requirements;
  /** Whether pyproject.toml lists the dependencies, so that they can be installed without the sources. */
  readonly isListed: boolean;
}

/** A requirements file with all that it refers to. */
export interface Requirements {
  readonly main: string;
  readonly files: readonly string[];
  /** Whether it installs folders of the project itself. */
  readonly namesProject: boolean;
}

const MANIFESTS = ['pyproject.toml', 'Pipfile', 'setup.py', 'setup.cfg'];
const REQUIREMENTS = [
  'requirements.txt',
  'requirements/production.txt',
  'requirements/prod.txt',
  'requirements/base.txt',
];
const TEST_REQUIREMENTS = [
  'requirements-dev.txt',
  'requirements-test.txt',
  'requirements_dev.txt',
  'dev-requirements.txt',
  'test-requirements.txt',
  'requirements/dev.txt',
  'requirements/development.txt',
  'requirements/test.txt',
  'requirements/local.txt',
];

/** Packages that are compiled on the spot, and the Debian packages that they need at run time. */
const COMPILED: readonly (readonly [name: string, library: string])[] = [
  ['psycopg2(?![\\w-])', 'libpq5'],
  ['psycopg\\[c\\b', 'libpq5'],
  ['mysqlclient(?![\\w-])', 'libmariadb3'],
  ['uwsgi(?![\\w-])', ''],
  ['python-ldap(?![\\w-])', 'libldap2'],
  ['pycurl(?![\\w-])', 'libcurl4'],
];

/** Where a manifest names a package: at the start of a line, or in quotes. */
export function named(word: string): RegExp {
  return new RegExp(`(?:^\\s*|["'])${word}`, 'im');
}

export function readPackages(folder: Folder): Packages {
  const file = folder.first(...REQUIREMENTS);
  const requirements = file === undefined ? undefined : readRequirements(folder, file);
  const manifests = [...(requirements?.files ?? []), ...MANIFESTS.filter((name) => folder.has(name))];
  const project = folder.find('pyproject.toml', /^\[project\]/m);
  const isDynamic = folder.find('pyproject.toml', /^dynamic\s*=\s*\[[^\]]*["']dependencies["']/m);
  const rest = {
    manifests,
    ...(requirements && { requirements }),
    isListed: project !== undefined && isDynamic === undefined,
  };
  const locked = (lock: string, value: Manager): Packages => ({
    manager: folder.presence(lock, value),
    lockFile: folder.presence(lock, lock),
    ...rest,
  });
  if (folder.has('uv.lock') && folder.has('pyproject.toml')) return locked('uv.lock', 'uv');
  if (folder.has('poetry.lock') && folder.has('pyproject.toml')) return locked('poetry.lock', 'poetry');
  if (folder.has('Pipfile.lock') && folder.has('Pipfile')) return locked('Pipfile.lock', 'pipenv');
  const named = manifests[0];
  return { manager: named === undefined ? guess('pip') : folder.presence(named, 'pip'), ...rest };
}

function readRequirements(folder: Folder, main: string): Requirements {
  const files = [main];
  let namesProject = false;
  for (const file of files) {
    for (const line of (folder.text(file) ?? '').split(/\r?\n/)) {
      if (/^\s*(?:(?:-e|--editable)[\s=]+)?\.{1,2}(?:[/[\s]|$)/.test(line)) namesProject = true;
      const other = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*([^\s#]+)/.exec(line)?.[1];
      if (other === undefined) continue;
      const path = besides(file, other);
      if (folder.has(path) && !files.includes(path)) files.push(path);
    }
  }
  return { main, files, namesProject };
}

/** A path that a file writes relative to itself. */
function besides(file: string, other: string): string {
  const parts: string[] = file.split('/').slice(0, -1);
  for (const part of other.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Values of the template for the steps that install. */
export function installValues(
  folder: Folder,
  packages: Packages,
  server: string | undefined,
): Readonly<Record<string, string | boolean | readonly string[]>> {
  const { manager, requirements, isListed } = packages;
  const isPip = manager.value === 'pip';
  const isWhole =
    isPip &&
    (requirements
      ? requirements.namesProject
      : !isListed && (folder.has('pyproject.toml') || folder.has('setup.py')));
  const isListedOnly = isPip && !requirements && isListed;
  const compiled = COMPILED.filter(([name]) => folder.findIn(packages.manifests, named(name)) !== undefined);
  const bareClient = folder.findIn(packages.manifests, named('psycopg(?!\\[binary|[\\w-])'));
  const libraries = new Set([
    ...compiled.map(([, library]) => library).filter(Boolean),
    ...(bareClient ? ['libpq5'] : []),
  ]);
  const hasOwnStep = !isPip || requirements !== undefined || isListedOnly;
  return {
    isCompiled: compiled.length > 0,
    libraries: [...libraries].join(' '),
    isRequirements: isPip && requirements !== undefined && !isWhole,
    requirements: requirements?.main ?? '',
    copies: requirements ? copiesOf(requirements.files) : [],
    isListed: isListedOnly,
    isWhole,
    whole: requirements ? `-r ${requirements.main}` : '.',
    isPoetry: manager.value === 'poetry',
    isPipenv: manager.value === 'pipenv',
    isUv: manager.value === 'uv',
    usesUv: manager.value === 'uv' || isListedOnly,
    onlyServer: isPip && !hasOwnStep && !isWhole && server !== undefined,
    isLayered: !isWhole && (hasOwnStep || server !== undefined),
    server: server ?? '',
    hasServer: server !== undefined,
    poetry: VERSIONS.poetry,
    pipenv: VERSIONS.pipenv,
    uv: VERSIONS.uv,
  };
}

/** What COPY says for files, those of a folder with the folder. */
function copiesOf(files: readonly string[]): readonly string[] {
  const inRoot = files.filter((file) => !file.includes('/'));
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!));
  return [
    ...(inRoot.length > 0 ? [`${inRoot.join(' ')} ./`] : []),
    ...[...folders].map((name) => `${name} ./${name}`),
  ];
}

interface TestSteps {
  readonly install: readonly string[];
  /** What comes before each command. */
  readonly prefix: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The image's name without `python:`. */
  readonly tag: string;
}

/** How the test job installs what the application and its tests need. */
export function testSteps(
  folder: Folder,
  packages: Packages,
  version: string,
  usesPytest: boolean,
): TestSteps {
  const manager = packages.manager.value;
  const { isCompiled, usesUv } = installValues(folder, packages, undefined);
  const known = usesPytest ? placeOfPytest(folder) : undefined;
  const option = known?.option ?? '';
  const extra = known?.kind === 'extra' ? known.name : undefined;
  const testFiles = TEST_REQUIREMENTS.filter((name) => folder.has(name));
  const inRequirements = [...(packages.requirements?.files ?? []), ...testFiles];
  const isBrought =
    manager === 'pip' && packages.requirements
      ? folder.findIn(inRequirements, named('pytest(?!\\w)')) !== undefined
      : manager === 'pipenv'
        ? folder.find('Pipfile', named('pytest(?!\\w)')) !== undefined
        : known !== undefined;
  const pytest = usesPytest && !isBrought ? `pytest==${VERSIONS.pytest}` : '';
  const words = (...parts: readonly string[]) => parts.filter(Boolean).join(' ');
  const alone = (command: string) => (pytest === '' ? [] : [`${command} ${pytest}`]);
  const install: Readonly<Record<Manager, readonly string[]>> = {
    pip: packages.requirements
      ? [words('pip install', ...[packages.requirements.main, ...testFiles].map((it) => `-r ${it}`), pytest)]
      : usesUv
        ? [
            `pip install uv==${VERSIONS.uv}`,
            words('uv pip install --system -r pyproject.toml', option, pytest),
          ]
        : folder.has('pyproject.toml') || folder.has('setup.py')
          ? [words('pip install', extra === undefined ? '.' : `'.[${extra}]'`, pytest)]
          : alone('pip install'),
    poetry: [
      `pip install poetry==${VERSIONS.poetry}`,
      words('poetry install --no-interaction --no-root', extra === undefined ? '' : `--extras ${extra}`),
      ...alone('poetry run pip install'),
    ],
    pipenv: [
      `pip install pipenv==${VERSIONS.pipenv}`,
      'pipenv sync --dev',
      ...alone('pipenv run pip install'),
    ],
    uv: [`pip install uv==${VERSIONS.uv}`, words('uv sync --frozen', option), ...alone('uv pip install')],
  };
  const prefix: Readonly<Record<Manager, string>> = {
    pip: '',
    poetry: 'poetry run ',
    pipenv: 'pipenv run ',
    uv: 'uv run --no-sync ',
  };
  return {
    install: install[manager],
    prefix: prefix[manager],
    variables: {
      PIP_CACHE_DIR: '$CI_PROJECT_DIR/.cache/pip',
      ...(usesUv === true && { UV_CACHE_DIR: '$CI_PROJECT_DIR/.cache/uv' }),
      ...(manager === 'poetry' && { POETRY_CACHE_DIR: '$CI_PROJECT_DIR/.cache/poetry' }),
      ...(manager === 'pipenv' && { PIPENV_CACHE_DIR: '$CI_PROJECT_DIR/.cache/pipenv' }),
    },
    tag: isCompiled === true ? version : `${version}-slim`,
  };
}

/** The extra or group of pyproject.toml that pytest is in; what is always installed has no option. */
function placeOfPytest(
  folder: Folder,
):
  | { readonly kind: 'always' | 'extra' | 'group'; readonly name: string; readonly option: string }
  | undefined {
  let section = '';
  let key = '';
  for (const line of (folder.text('pyproject.toml') ?? '').split(/\r?\n/)) {
    section = /^\s*\[([^[\]]+)\]\s*$/.exec(line)?.[1]?.trim() ?? section;
    key = /^\s*["']?([\w-]+)["']?\s*=\s*\[/.exec(line)?.[1] ?? key;
    if (!named('pytest(?!\\w)').test(line) || section.startsWith('tool.pytest')) continue;
    if (section === 'project.optional-dependencies')
      return { kind: 'extra', name: key, option: `--extra ${key}` };
    if (section === 'dependency-groups')
      return {
        kind: 'group',
        name: key,
        // uv installs the group of this name by itself.
        option: key === 'dev' && folder.has('uv.lock') ? '' : `--group ${key}`,
      };
    return { kind: 'always', name: '', option: '' };
  }
  return undefined;
}
