import { describe, expect, test } from 'vitest';
import {
  isDatabaseSecret,
  isSecretValue,
  secretsInScript,
} from '../../../server/src/gitlab/secret-literal.ts';
import { findSecretShapes } from '../../../server/src/gitlab/secret-shape.ts';
import { isSecretName } from '../../../server/src/gitlab/secret-name.ts';

describe('names of secrets', () => {
  test.each(['DEPLOY_TOKEN', 'DB_PASSWORD', 'API_KEY', 'SSH_PRIVATE_KEY', 'DB_PWD', 'AWS_SECRET_ACCESS_KEY'])(
    '%s is one',
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );

  test.each([
    'PWD',
    'OLDPWD',
    'SECRET_NAME',
    'TOKEN_URL',
    'PASSWORD_FILE',
    'AWS_ACCESS_KEY_ID',
    'SSH_PUBLIC_KEY',
    'CACHE_KEY',
    'MONKEY',
  ])('%s is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('values', () => {
  test.each([
    ['API_TOKEN', 'f4a9c2e17b6d8035', true],
    ['API_TOKEN', '$OTHER', false],
    ['API_TOKEN', 'regcred-production1', false],
    ['API_TOKEN', '/run/secrets/token01', false],
    ['COLOUR', 'f4a9c2e17b6d8035', false],
    ['POSTGRES_PASSWORD', 'f4a9c2e17b6d8035', false],
    ['REGISTRY_PASSWORD', 'Harbour12345', true],
    ['REGISTRY_TOKEN', 'Harbour12345', false],
    ['REGISTRY_PASSWORD', 'release-2024', false],
  ])('%s: %s', (name, value, expected) => {
    expect(isSecretValue(name, value)).toBe(expected);
  });

  test.each([
    ['POSTGRES_PASSWORD', 'f4a9c2e17b6d8035', true],
    ['TEST_DB_PASSWORD', 'f4a9c2e17b6d8035', false],
    ['API_TOKEN', 'f4a9c2e17b6d8035', false],
  ])('of a database: %s', (name, value, expected) => {
    expect(isDatabaseSecret(name, value)).toBe(expected);
  });
});

describe('scripts', () => {
  test.each([
    ['export DEPLOY_PASSWORD="tR7-kq93.mZ2x"', 'tR7-kq93.mZ2x'],
    ['docker login -u me -p tR7kq93mZ2x host', 'tR7kq93mZ2x'],
    ['docker login -u me -p=tR7kq93mZ2x', 'tR7kq93mZ2x'],
    ["kubectl --token 'tR7kq93mZ2x' get pods", 'tR7kq93mZ2x'],
    ['echo -n tR7kq93mZ2x | docker login -u me --password-stdin', 'tR7kq93mZ2x'],
    ['curl --user me:tR7kq93mZ2x https://example.org', 'tR7kq93mZ2x'],
    ['curl -u "me:tR7kq93mZ2x" https://example.org', 'tR7kq93mZ2x'],
    ['docker login -p glpat-Zq3R8vKpLmT2xWnYs6Hb', 'glpat-Zq3R8vKpLmT2xWnYs6Hb'],
  ])('%s', (text, secret) => {
    expect(secretsInScript(text).map(({ start, end }) => text.slice(start, end))).toEqual([secret]);
  });

  test.each([
    'docker login -u me -p "$PASSWORD"',
    'docker run -p 8080:8080 --token-file a1b2c3d4e5f6',
    'mkdir -p reports2024archive',
    'echo "tR7kq93mZ2x" | sha256sum',
  ])('none in %s', (text) => {
    expect(secretsInScript(text)).toEqual([]);
  });
});

test('a shape is found at its own characters', () => {
  const text = 'git clone https://me:s3cr3t-and-long@git.example.org/a.git';
  const [found] = findSecretShapes(text);
  expect(text.slice(found!.start, found!.end)).toBe('s3cr3t-and-long');
});

test.each([
  'https://example.org:8080/a@b',
  'https://user:${TOKEN}@example.org',
  'glpat-xxxxxxxxxxxxxxxxxxxx',
  'glpat-short',
])('no secret in %s', (text) => {
  expect(findSecretShapes(text)).toEqual([]);
});
