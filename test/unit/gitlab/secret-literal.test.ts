import { describe, expect, test } from 'vitest';
import { findSecretShapes, isSecretValue } from '../../../server/src/gitlab/secret-literal.ts';
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
  ])('%s: %s', (name, value, expected) => {
    expect(isSecretValue(name, value)).toBe(expected);
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
