import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  renderByA8m,
  writtenTemplate,
  type RenderedTemplate,
  type RenderedValue,
  type VariableValue,
} from '../../../server/src/project/rendered-template.ts';

const NO_OPTIONS = { noDigit: false, noUnset: false, noEmpty: false };
const variables: Record<string, string> = { A: 'aaa', B: 'bbb', EMPTY: '', U_1: 'u' };

const known = (name: string): VariableValue => {
  const value = variables[name];
  return value === undefined
    ? { kind: 'empty', why: 'not-set' }
    : { kind: 'text', text: value, examples: [] };
};
const unknown = (name: string, presence?: 'absent' | 'set' | 'filled'): VariableValue => ({
  kind: 'unknown',
  text: `\${${name}}`,
  shown: `\${${name}}`,
  missing: [{ name, why: 'settings', at: undefined }],
  presence,
});

function written(text: string, rendered: RenderedTemplate): string | null {
  const fails = rendered.parts.some((part) => 'value' in part && part.value.kind === 'fails');
  if (fails || rendered.stop?.why === 'unclosed') return null;
  const textFor = (value: RenderedValue) =>
    value.kind === 'text' || value.kind === 'unknown' ? value.text : '';
  return rendered.stop ? `unclear at ${rendered.stop.at}` : writtenTemplate(text, rendered, textFor).text;
}

const render = (text: string, options: Partial<typeof NO_OPTIONS> = {}) =>
  written(text, renderByA8m(text, known, { ...NO_OPTIONS, ...options }));

describe('what a8m/envsubst wrote, run with A=aaa, B=bbb and an empty EMPTY', () => {
  test.each([
    ['$A ${A} $A-B $A_x ${U_1}', 'aaa aaa aaa-B  u'],
    ['$1 ${1} $@ $? $', '  $@ $? $'],
    ['$$A $${A} $$$A \\$A', '$A ${A} $aaa \\aaa'],
    ['$(A) ${} $ {A} $<A> %A% $_ x', '$(A) ${} $ {A} $<A> %A% $_ x'],
    ['${A:-x} ${N:-x} ${EMPTY:-x} ${EMPTY-x} ${N-x}', 'aaa x x  x'],
    ['${N=x} ${N:=x} ${EMPTY:=x} ${EMPTY=x}', 'x x x '],
    ['${A+x} ${EMPTY+x} ${N+x} ${A:+x} ${EMPTY:+x} ${N:+x}', 'x x  x x '],
    ['${N:-$B} ${N:-$M} ${N:-a$B} ${N:-$B/x}', 'bbb  a$B /x'],
    ['${A:-${B}} ${N:-${M:-c}}', 'aaa} c}'],
    ['${N:-} ${A:+}', ' aaa'],
    ['${A%x} ${A:?x} ${N:?x} ${A/x/y} ${A^^} ${A:1:2} ${A.b}', 'aaa aaa  aaa aaa aaa aaa'],
    ['${#A} ${!A} ${ A } ${A } ${-A} ${:-A}', '   aaa ${-A} ${:-A}'],
    ['${N:-http://x:80/?a=b} ${N:--1} ${N:-"é🚀"}', 'http://x:80/?a=b -1 "é🚀"'],
    ['$É ${É}', ' '],
    ['${A', null],
    ['${A\nb}', null],
  ])('%j becomes %j', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('is the same for generated texts', () => {
    const measured = JSON.parse(
      readFileSync(new URL('../envsubst/a8m-measured.json', import.meta.url), 'utf8'),
    ) as [string, string | null][];
    expect(measured.map(([template]) => [template, render(template)])).toEqual(measured);
  });

  test.each([
    ['noDigit', '$1 ${1} $1A ${A}', '$1 ${1} $1A aaa'],
    ['noUnset', '${N}', null],
    ['noUnset', '${EMPTY} ${N:-x} ${N+$M} ${A:-$N}', ' x  aaa'],
    ['noUnset', '${N-$M}', null],
    ['noUnset', '${N:-}', null],
    ['noEmpty', '${EMPTY}', null],
    ['noEmpty', '${EMPTY-x}', null],
    ['noEmpty', '${N} ${EMPTY:-x} ${EMPTY+x}', ' x x'],
  ] as const)('with %s %j becomes %j', (option, template, expected) => {
    expect(render(template, { [option]: true })).toBe(expected);
  });
});

test.each([
  [undefined, '${X:-d} ${X-d} ${X+d} ${X}', '${X:-d} ${X-d} ${X+d} ${X}'],
  ['set', '${X:-d} ${X-d} ${X+d}', '${X:-d} ${X} d'],
  ['filled', '${X:-d} ${X-d} ${X+d}', '${X} ${X} d'],
  ['absent', '${X:-d} ${X-d} ${X+d} ${X} ${X:-$A}', 'd d  ${X} aaa'],
] as const)('of a variable of unknown value that is %s', (presence, template, expected) => {
  const value = (name: string) => (name === 'X' ? unknown(name, presence) : known(name));
  const rendered = renderByA8m(template, value, NO_OPTIONS);
  expect(written(template, rendered)).toBe(expected);
  const assumed = rendered.parts.flatMap((part) => ('assumed' in part ? [part.assumed] : []));
  expect(new Set(assumed)).toEqual(new Set(presence === 'absent' ? ['X'] : []));
});

it('says where it cannot tell', () => {
  expect(render('$A ${_} $A')).toBe('unclear at 3');
});
