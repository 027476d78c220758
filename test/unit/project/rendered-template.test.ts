import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesInList } from '../../../server/src/envsubst/list.ts';
import {
  renderByGnu,
  writtenTemplate,
  type RenderedValue,
} from '../../../server/src/project/rendered-template.ts';

const variables: Record<string, string> = {
  A: '1',
  DOCKER_IMAGE: 'reg/app:1',
  _x9: 'ü🚀',
  EMPTY: '',
  MULTI: 'a\nb',
  NESTED: '$A',
};

/** What Pipewright writes for a text. */
function render(text: string, list?: ReadonlySet<string>): string {
  const rendered = renderByGnu(text, (name) => {
    if (list?.has(name) === false) return { kind: 'kept' };
    const value = variables[name];
    return value === undefined
      ? { kind: 'empty', why: 'not-set' }
      : { kind: 'text', text: value, examples: [] };
  });
  const textFor = (value: RenderedValue) =>
    value.kind === 'text' ? value.text : value.kind === 'empty' ? '' : undefined;
  return writtenTemplate(text, rendered, textFor).text;
}

/** What GNU envsubst writes for a text. */
function envsubst(text: string, list?: string): string {
  const result = spawnSync('envsubst', list === undefined ? [] : [list], {
    input: text,
    env: variables,
    encoding: 'utf8',
  });
  if (result.error)
    throw new Error(`envsubst cannot be run: apt-get install gettext-base (${result.error.message})`);
  return result.stdout;
}

test.each([
  ['$DOCKER_IMAGE', 'reg/app:1'],
  ['${DOCKER_IMAGE}', 'reg/app:1'],
  ['$DOCKER_IMAGE_TAG', ''],
  ['${DOCKER_IMAGE}_TAG', 'reg/app:1_TAG'],
  ['${DOCKER_IMAGE:-default}', '${DOCKER_IMAGE:-default}'],
  ['$$DOCKER_IMAGE', '$reg/app:1'],
  ['\\$DOCKER_IMAGE', '\\reg/app:1'],
  ['$(DOCKER_IMAGE)', '$(DOCKER_IMAGE)'],
  ['${MISSING}', ''],
  ['$1 $@ $? ${1} ${}', '$1 $@ $? ${1} ${}'],
  ['${ A } ${A-B} ${A ${É}', '${ A } ${A-B} ${A ${É}'],
  ['$DOCKER-IMAGE', '-IMAGE'],
  ['{{ $A }}', '{{ 1 }}'],
])('%s becomes %j, as GNU envsubst writes it', (template, expected) => {
  expect(render(template)).toBe(expected);
  expect(envsubst(template)).toBe(expected);
});

describe('on generated texts', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '$',
      '{',
      '}',
      '${',
      '$A',
      '${A}',
      '$DOCKER_IMAGE',
      '${DOCKER_IMAGE}',
      '${_x9}',
      '$EMPTY',
      '${MULTI}',
      '$NESTED',
    ),
    fc.constantFrom(
      '${A:-x}',
      '${A',
      'A}',
      '$$',
      '\\$',
      '$(A)',
      '%A%',
      ' ',
      '\n',
      '\r\n',
      '\t',
      ':',
      '-',
      '_',
      '0',
      'é',
      '🚀',
      '"',
      "'",
      '#',
    ),
    fc.string({ maxLength: 4 }).map((text) => text.replaceAll('\0', '').replace(/[\ud800-\udfff]/g, '')),
  );
  const text = fc.array(part, { maxLength: 25 }).map((parts) => parts.join(''));
  // No variable and no bracket in it, so that it separates texts whatever stands before it.
  const SEPARATOR = '\n\x01-----\x01\n';

  test.each([undefined, '$A ${MULTI}', 'DOCKER_IMAGE', '$_x9,$A'])(
    '2,000 of them equal the real output, list %j',
    (list) => {
      const templates = fc.sample(text, { numRuns: 2000, seed: 20 });
      const names = list === undefined ? undefined : new Set(namesInList(list));
      const real = envsubst(templates.join(SEPARATOR), list).split(SEPARATOR);
      expect(templates.map((template) => render(template, names))).toEqual(real);
    },
  );
});
