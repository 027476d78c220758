/** Databases that are brought up to date, static files that are collected, and what cannot run in a cluster as it is. */
import { describe, expect, test } from 'vitest';
import { lintFiles } from '../../rules/lint-files.ts';
import { planOf } from './plans.ts';
import type { Files } from './projects.ts';

const SETTINGS = [
  'import os',
  'import dj_database_url',
  'SECRET_KEY = os.environ["SECRET_KEY"]',
  'ALLOWED_HOSTS = ["*"]',
  'INSTALLED_APPS = ["django.contrib.staticfiles"]',
  'MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware"]',
  'DATABASES = {"default": dj_database_url.config()}',
  'STATIC_ROOT = "/app/static"',
  '',
].join('\n');

const django: Files = {
  'manage.py': '',
  'requirements.txt': 'django\n',
  'shop/wsgi.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = 1\n',
  'shop/settings.py': SETTINGS,
  'orders/migrations/0001_initial.py': '',
};

describe('migrations', () => {
  test.each<[string, Files, string]>([
    ['Django', django, '["python", "manage.py", "migrate", "--noinput"]'],
    [
      'Flask-Migrate',
      {
        'requirements.txt': 'flask\nflask-migrate\n',
        'app.py':
          'import os\nfrom flask import Flask\napp = Flask(__name__)\nURL = os.environ["DATABASE_URL"]\n',
        'migrations/env.py': '',
      },
      '["flask", "--app", "app:app", "db", "upgrade"]',
    ],
    [
      'Alembic',
      {
        'requirements.txt': 'fastapi\nalembic\n',
        'main.py':
          'import os\nfrom fastapi import FastAPI\napp = FastAPI()\nURL = os.environ["DATABASE_URL"]\n',
        'alembic.ini': '',
      },
      '["alembic", "upgrade", "head"]',
    ],
    [
      'Prisma',
      {
        'package.json':
          '{"dependencies": {"express": "5", "prisma": "6"}, "scripts": {"start": "node server.js"}}',
        'server.js': 'app.listen(3000)\n',
        'prisma/schema.prisma': 'datasource db {\n  url = env("DATABASE_URL")\n}\n',
        'prisma/migrations/1_init/migration.sql': '',
      },
      '["node_modules/.bin/prisma", "migrate", "deploy"]',
    ],
    [
      'Rails',
      { Gemfile: "gem 'rails'\ngem 'pg'\n", 'config.ru': '', 'db/migrate/20260101_shops.rb': '' },
      '["bundle", "exec", "rails", "db:migrate"]',
    ],
    [
      'Laravel',
      {
        'composer.json': '{"require": {"laravel/framework": "^12"}}',
        'public/index.php': '',
        '.env.example': 'DB_CONNECTION=pgsql\nDB_HOST=db\n',
        'database/migrations/0001_users.php': '',
      },
      '["php", "artisan", "migrate", "--force"]',
    ],
  ])('of %s are run by a Job before the new version starts', async (_, files, command) => {
    const plan = await planOf(files);
    const after = Object.fromEntries(plan.files.map((it) => [it.path, it.after]));
    expect(after['k8s/shop-migrate.yaml']).toContain(`command: ${command}\n`);
    const pipeline = after['.gitlab-ci.yml']!;
    const places = [
      'kubectl delete job/shop-migrate --namespace "$NAMESPACE" --ignore-not-found',
      '< k8s/shop-migrate.yaml',
      "'jsonpath={.status.succeeded}'",
      '< k8s/shop.yaml',
      'rollout status',
    ].map((text) => pipeline.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const { findings } = await lintFiles({ ...files, ...after });
    expect(findings.map(({ finding }) => finding.message)).toEqual([]);
    expect((await planOf({ ...files, ...after })).files).toEqual([]);
  });

  test('are left to whoever does not want them, and said', async () => {
    const { files, remarks } = await planOf(django, { migrate: 'no' });
    expect(files.map(({ path }) => path)).not.toContain('k8s/shop-migrate.yaml');
    expect(remarks.join('\n')).toContain(
      'run `python manage.py migrate --noinput` before each new version (orders/migrations/0001_initial.py)',
    );
  });

  test('are said where an image that is there may not hold what they take', async () => {
    const { files, remarks } = await planOf({ ...django, Dockerfile: 'FROM python:3.13-slim\nUSER 1000\n' });
    expect(files.map(({ path }) => path)).not.toContain('k8s/shop-migrate.yaml');
    expect(remarks.join('\n')).toContain('run `python manage.py migrate --noinput`');
  });

  test('of a Job that is there already run anew with each deployment', async () => {
    const job =
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: seed, namespace: shop}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: seed, image: "${IMAGE}"}]\n';
    const { files } = await planOf({
      ...django,
      'k8s/a.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers: [{name: shop, image: "${IMAGE}"}]\n',
      'k8s/seed.yaml': job,
    });
    const pipeline = files.find(({ path }) => path === '.gitlab-ci.yml')!.after;
    expect(pipeline.indexOf('kubectl delete job/seed')).toBeGreaterThan(0);
    expect(pipeline.indexOf('k8s/seed.yaml')).toBeLessThan(pipeline.indexOf('k8s/a.yaml'));
  });
});

describe("Django's static files", () => {
  const dockerfile = async (settings: string) => {
    const { files } = await planOf({ ...django, 'shop/settings.py': settings });
    return files.find(({ path }) => path === 'Dockerfile')!.after;
  };

  test('are collected where a folder is set for them, with settings that are not the real ones', async () => {
    expect(await dockerfile(SETTINGS)).toContain(
      'RUN SECRET_KEY=unused DATABASE_URL=sqlite:///unused python manage.py collectstatic --noinput\nUSER 10001',
    );
    expect(await dockerfile(SETTINGS.replace('STATIC_ROOT', 'STATIC_URL'))).not.toContain('collectstatic');
  });
});

describe("what an application's own files should not say", () => {
  test.each<[string, Files, string]>([
    [
      'a key that is written out',
      { ...django, 'shop/settings.py': 'SECRET_KEY = "django-insecure-x"\nALLOWED_HOSTS = ["*"]\n' },
      'shop/settings.py:1: SECRET_KEY is written out',
    ],
    [
      'names that leave nobody',
      { ...django, 'shop/settings.py': 'DEBUG = True\nALLOWED_HOSTS = []\n' },
      'shop/settings.py:2: ALLOWED_HOSTS is empty',
    ],
    [
      'debugging in production',
      { ...django, 'shop/settings.py': 'DEBUG = True\n' },
      'shop/settings.py:1: DEBUG is on',
    ],
    [
      'a database in a file',
      {
        ...django,
        'shop/settings.py': 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}\n',
      },
      'shop/settings.py:1: the data is kept in SQLite',
    ],
    [
      'static files that nobody serves',
      { ...django, 'shop/settings.py': SETTINGS.replace(/MIDDLEWARE.*/, '') },
      'shop/settings.py:5: Django serves no static files in production',
    ],
  ])('is said: %s', async (_, files, expected) => {
    expect((await planOf(files)).remarks.join('\n')).toContain(expected);
  });

  test('is nothing where all is well', async () => {
    const { remarks } = await planOf(django);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain('deploy token');
  });
});
