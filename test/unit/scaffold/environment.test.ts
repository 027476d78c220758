/** What programs are known to need of their environment, and what is written for it. */
import { describe, expect, test } from 'vitest';
import { detectApplications } from '../../../server/src/scaffold/detect/detect.ts';
import { sourceText } from '../../../server/src/scaffold/detect/fact.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { lintFiles } from '../../rules/lint-files.ts';
import { planOf } from './plans.ts';
import { filesOf, projectOf, type Files } from './projects.ts';

/** `NAME (path:line)` of each. */
async function needs(files: Files): Promise<string[]> {
  const project = await projectOf(files);
  const applications = await settled(project, (snapshot) => detectApplications(snapshot, 'shop'));
  return applications.flatMap(({ environment }) =>
    environment.map(({ name, from }) => `${name} (${sourceText({ value: name, from })!})`),
  );
}

const flask = { 'requirements.txt': 'flask\n' };
const APP = 'from flask import Flask\napp = Flask(__name__)\n';
const express = {
  'package.json': '{"dependencies": {"express": "5"}, "scripts": {"start": "node server.js"}}',
};
const LISTEN = 'app.listen(3000)\n';
const spring = {
  'pom.xml':
    '<project><artifactId>shop</artifactId><dependency>spring-boot-starter-web</dependency></project>',
  'src/main/java/Shop.java': '@SpringBootApplication class Shop {}',
};

describe('what a program cannot start without', () => {
  test.each<[string, Files, string[]]>([
    [
      'what Flask reads when it is imported',
      {
        ...flask,
        'app.py': `import os\nfrom settings import KEY\n${APP}TOKEN = os.environ["TOKEN"]\n`,
        'settings.py': 'import os\nKEY = os.environ["API_KEY"]\nNAME = os.environ.get("NAME")\n',
      },
      ['TOKEN (app.py:5)', 'API_KEY (settings.py:2)'],
    ],
    [
      "Flask's key, though it has a default that everybody can read, and a database that is a file in the container",
      {
        ...flask,
        'app.py': `import config\n${APP}app.config.from_object("config.Config")\n`,
        'config.py': [
          'import os',
          'class Config:',
          "    SECRET_KEY = os.environ.get('SECRET_KEY') or 'you-will-never-guess'",
          "    SQLALCHEMY_DATABASE_URI = os.environ.get('DATABASE_URL', '').replace('x', 'y') or \\",
          "        'sqlite:///' + os.path.join(basedir, 'app.db')",
        ].join('\n'),
      },
      ['SECRET_KEY (config.py:3)', 'DATABASE_URL (config.py:4)'],
    ],
    [
      'what Django takes by its helpers, from the settings that wsgi.py names',
      {
        'manage.py': '',
        'shop/wsgi.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")',
        'shop/settings/production.py': 'from .base import *\nSECRET_KEY = config("SECRET_KEY")\n',
        'shop/settings/base.py':
          'DATABASES = {\n    "default": env.db(),\n    "other": {"PASSWORD": os.environ["DB_PASSWORD"]},\n}\nDEBUG = config("DEBUG", default=False)\n',
        'shop/settings/dev.py': 'KEY = os.environ["DEV_KEY"]\n',
      },
      [
        'SECRET_KEY (shop/settings/production.py:2)',
        'DB_PASSWORD (shop/settings/base.py:3)',
        'DATABASE_URL (shop/settings/base.py:2)',
      ],
    ],
    [
      "fields without a default of pydantic's settings",
      {
        'requirements.txt': 'fastapi\n',
        'main.py': 'from fastapi import FastAPI\nfrom core import settings\napp = FastAPI()\n',
        'core.py':
          'class Settings(BaseSettings):\n    database_url: PostgresDsn\n    name: str = "shop"\n    mail: str | None\n    model_config = SettingsConfigDict(env_prefix="SHOP_")\n',
      },
      ['SHOP_DATABASE_URL (core.py:2)'],
    ],
    [
      'what Node connects to, signs with, and checks',
      {
        ...express,
        'server.js': [
          "if (!process.env.MAIL_KEY) throw new Error('MAIL_KEY is missing');",
          'mongoose.connect(process.env.MONGO_URI);',
          "const token = jwt.sign({ id }, process.env.JWT_SECRET || 'secret');",
          "const region = process.env.REGION || 'eu';",
          LISTEN,
        ].join('\n'),
      },
      ['MAIL_KEY (server.js:1)', 'MONGO_URI (server.js:2)', 'JWT_SECRET (server.js:3)'],
    ],
    [
      "Prisma's database",
      {
        ...express,
        'server.js': LISTEN,
        'prisma/schema.prisma':
          'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
      },
      ['DATABASE_URL (prisma/schema.prisma:3)'],
    ],
    [
      "Rails' key and its database",
      {
        Gemfile: "gem 'rails'\ngem 'pg'\n",
        'config.ru': '',
        'config/database.yml':
          'production:\n  adapter: postgresql\n  password: <%= ENV["SHOP_PASSWORD"] %>\n',
      },
      ['SECRET_KEY_BASE (Gemfile:1)', 'DATABASE_URL (Gemfile:2)'],
    ],
    [
      "the key to Rails' credentials, and the database as its configuration names it",
      {
        Gemfile: "gem 'rails'\ngem 'pg'\n",
        'config.ru': '',
        'config/credentials.yml.enc': 'x',
        'config/database.yml':
          'default: &default\n  host: <%= ENV.fetch("DB_HOST") %>\n  pool: <%= ENV.fetch("POOL") { 5 } %>\ndevelopment:\n  host: <%= ENV["DEV_HOST"] %>\n',
      },
      ['RAILS_MASTER_KEY (config/credentials.yml.enc)', 'DB_HOST (config/database.yml:2)'],
    ],
    [
      "Laravel's key and its database",
      {
        'composer.json': '{"require": {"laravel/framework": "^12"}}',
        'public/index.php': '',
        '.env.example': 'APP_NAME=Shop\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\n# DB_PORT=3306\n',
      },
      ['APP_KEY (composer.json:1)', 'DB_CONNECTION (.env.example:2)', 'DB_HOST (.env.example:3)'],
    ],
    [
      'placeholders of Spring without a default, but not those of other profiles',
      {
        ...spring,
        'src/main/resources/application.yml':
          'spring:\n  datasource:\n    password: ${DB_PASSWORD}\n    username: ${DB_USER:shop}\n---\nspring.config.activate.on-profile: dev\nkey: ${DEV_KEY}\n',
        'src/main/resources/application-test.properties': 'key=${TEST_KEY}\n',
      },
      ['DB_PASSWORD (src/main/resources/application.yml:3)'],
    ],
    [
      'a database that Spring looks for on the same machine',
      {
        ...spring,
        'src/main/resources/application.properties':
          '# ${OLD}\nspring.datasource.url=jdbc:postgresql://localhost:5432/shop\n',
      },
      ['URL', 'USERNAME', 'PASSWORD'].map(
        (name) => `SPRING_DATASOURCE_${name} (src/main/resources/application.properties:2)`,
      ),
    ],
    [
      'what Go ends without',
      {
        'go.mod': 'module shop\n',
        'main.go':
          'package main\nfunc main() {\n\tkey := os.Getenv("API_KEY")\n\tif key == "" {\n\t\tlog.Fatal("no key")\n\t}\n\tname := os.Getenv("NAME")\n}\ntype config struct {\n\tURL string `env:"DATABASE_URL,required"`\n}\n',
      },
      ['API_KEY (main.go:3)', 'DATABASE_URL (main.go:10)'],
    ],
    [
      'what Rust expects',
      {
        'Cargo.toml': '[package]\nname = "shop"\n',
        'src/main.rs':
          'fn main() {\n  let url = std::env::var("DATABASE_URL").expect("a database");\n  let name = env::var("NAME").unwrap_or("x".into());\n}\n',
      },
      ['DATABASE_URL (src/main.rs:2)'],
    ],
    [
      'connections of .NET that its settings do not give',
      {
        'Shop.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web" />',
        'Program.cs':
          'var a = builder.Configuration.GetConnectionString("Shop");\nvar b = builder.Configuration.GetConnectionString("Log");\n',
        'appsettings.json':
          '{"ConnectionStrings": {"Shop": "Server=localhost", "Log": "Server=log.example.com"}}',
      },
      ['ConnectionStrings__Shop (Program.cs:1)'],
    ],
  ])('is %s', async (_, files, expected) => {
    expect(await needs(files)).toEqual(expected);
  });

  test.each<[string, Files]>([
    [
      'is asked for in a function that may never run',
      { ...flask, 'app.py': `${APP}def pay():\n    return os.environ["STRIPE_KEY"]\n` },
    ],
    [
      'is asked for under a condition',
      { ...flask, 'app.py': `${APP}if not app.debug:\n    KEY = os.environ["KEY"]\n` },
    ],
    [
      'is set by the program itself',
      { ...flask, 'app.py': `${APP}os.environ["TZ_NAME"] = "UTC"\n# os.environ["OLD"]\n` },
    ],
    [
      'is asked for by a script that nobody imports',
      { ...flask, 'app.py': APP, 'seed.py': 'KEY = os.environ["KEY"]\n' },
    ],
    [
      'has a default',
      { ...express, 'server.js': `mongoose.connect(process.env.MONGO_URI || 'mongodb://db');\n${LISTEN}` },
    ],
    [
      'is asked for in a handler',
      {
        ...express,
        'server.js': `app.get('/', () => {\n  if (!process.env.KEY) throw new Error();\n});\n${LISTEN}`,
      },
    ],
    [
      'has a value in the Dockerfile',
      {
        ...flask,
        'app.py': `${APP}KEY = os.environ["KEY"]\n`,
        Dockerfile: 'FROM python:3.13-slim\nENV KEY=1\n',
      },
    ],
  ])('is nothing that %s', async (_, files) => {
    expect(await needs(files)).toEqual([]);
  });
});

describe('a program that needs a key and a database', () => {
  const shop: Files = {
    ...flask,
    'app.py': `import os\n${APP}KEY = os.environ["SECRET_KEY"]\nDATABASE = os.environ["DATABASE_URL"]\napp.run(port=int(os.environ["PORT"]))\n`,
    'tests/test_app.py': 'import pytest\n',
  };

  test('gets both from a Secret that the deploy job makes of CI/CD variables', async () => {
    const plan = await planOf(shop);
    const text = (path: string) => plan.files.find((it) => it.path === path)!.after;
    expect(text('k8s/shop.yaml')).toContain(
      [
        '          env:',
        '            - name: PORT',
        '              value: "5000"',
        '            - name: SECRET_KEY',
        '              valueFrom:',
        '                secretKeyRef:',
        '                  name: shop-environment',
        '                  key: SECRET_KEY',
      ].join('\n'),
    );
    expect(text('.gitlab-ci.yml')).toContain('--from-literal "DATABASE_URL=$DATABASE_URL" \\\n');
    expect(text('.gitlab-ci.yml')).toContain('    SECRET_KEY: only-for-tests\n');
    expect(plan.settings.filter(({ isMasked }) => isMasked)).toMatchObject([
      { name: 'SECRET_KEY', environments: ['production'] },
      { name: 'DATABASE_URL', description: 'needed by shop (app.py:5)' },
    ]);
    expect(plan.remarks.join('\n')).toContain('The tests of shop run without a database.');
    const after = Object.fromEntries(plan.files.map((it) => [it.path, it.after]));
    const { findings } = await lintFiles({ ...shop, ...after });
    expect(findings.map(({ finding }) => finding.message)).toEqual([]);
  });

  test('is told what its own manifest does not give it', async () => {
    const plan = await planOf({
      ...shop,
      'deploy.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers:\n        - name: shop\n          image: ${IMAGE}\n          env: [{name: SECRET_KEY, value: x}]\n',
    });
    expect(plan.remarks).toContain(
      'shop needs DATABASE_URL (app.py:5), which deploy.yaml does not give it: add it there, from a Secret.',
    );
  });

  test('has a value of its own in each environment', async () => {
    const { settings } = await planOf(filesOf('django'), { environments: 'staging-production' });
    expect(settings.find(({ name }) => name === 'SECRET_KEY')!.environments).toEqual([
      'staging',
      'production',
    ]);
  });
});
