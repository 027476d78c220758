import { expect, test } from 'vitest';
import { findLookalikes } from '../../../server/src/envsubst/lookalike.ts';

test.each([
  ['${VAR:-x}', 'operator', 'VAR'],
  ['${VAR-x}', 'operator', 'VAR'],
  ['${VAR:?}', 'operator', 'VAR'],
  ['${#VAR}', 'operator', 'VAR'],
  ['${VAR%.*}', 'operator', 'VAR'],
  ['${VAR//a/b}', 'operator', 'VAR'],
  ['${VAR^^}', 'operator', 'VAR'],
  ['${VAR:0:8}', 'operator', 'VAR'],
  ['${DOCKER-IMAGE}', 'dash', 'DOCKER'],
  ['$<VAR>', 'angle', 'VAR'],
  ['${ VAR }', 'blanks', 'VAR'],
  ['${VAR }', 'blanks', 'VAR'],
  ['$ {VAR}', 'split', 'VAR'],
  ['%VAR%', 'percent', 'VAR'],
  ['$[VAR]', 'brackets', 'VAR'],
  ['{{VAR}}', 'template', 'VAR'],
  ['${{ VAR }}', 'template', 'VAR'],
  ['@VAR@', 'at', 'VAR'],
  ['image: ${VAR\n', 'unclosed', 'VAR'],
])('%j looks like a placeholder (%s) of %s', (text, kind, name) => {
  expect(findLookalikes(text)).toMatchObject([{ kind, name }]);
});

test.each([
  '$VAR',
  '${VAR}',
  '$(VAR)',
  '$1',
  '$$',
  '{{ .Values.x }}',
  '${env:X}'.replace('env:X', '1'),
  '100%',
  'a%20b%20c',
  '%d',
  '$[[ inputs.x ]]',
  '{{ tpl . }}',
  'me@VAR@example.org',
  'a@B',
])('%j does not', (text) => {
  expect(findLookalikes(text)).toEqual([]);
});
