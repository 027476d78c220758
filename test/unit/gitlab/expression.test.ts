import { describe, expect, test } from 'vitest';
import { isTrue, type VariableValue } from '../../../server/src/gitlab/evaluate-expression.ts';
import type { Expression } from '../../../server/src/gitlab/expression.ts';
import { parseExpression } from '../../../server/src/gitlab/parse-expression.ts';

const UNKNOWN = { SECRET: undefined };
const KNOWN: Readonly<Record<string, VariableValue>> = {
  BRANCH: 'main',
  EMPTY: '',
  NOTHING: null,
  PATTERN: '/^ma.n$/',
  WORD: 'the main one',
  FLAG: 'true',
  BROKEN: '/(main/',
  ...UNKNOWN,
};
const lookup = (name: string) => (Object.hasOwn(KNOWN, name) ? KNOWN[name] : null);
const truth = (text: string) => isTrue(parseExpression(text).root, lookup);
const problems = (text: string) =>
  parseExpression(text).problems.map(({ code, start, end }) => `${code}: ${text.slice(start, end)}`);

function shape(expression: Expression): string {
  if (expression.kind === 'operation')
    return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
  return 'name' in expression ? expression.name : expression.kind;
}

describe('the value of an expression', () => {
  test.each([
    ['$BRANCH', true],
    ['$EMPTY', false],
    ['$NOTHING', false],
    ['$UNSET == null', true],
    ['$EMPTY == null', false],
    ['$EMPTY == ""', true],
    ['$UNSET == ""', false],
    ['$BRANCH == "main"', true],
    ["$BRANCH != 'main'", false],
    ['"main" == $BRANCH', true],
    ['$BRANCH =~ /^m/', true],
    ['$BRANCH =~ /^M/', false],
    ['$BRANCH =~ /^M/i', true],
    ['$BRANCH !~ /^m/', false],
    ['$UNSET =~ /.+/', false],
    ['$UNSET =~ /.*/', true],
    ['$UNSET !~ /.+/', true],
    ['$BRANCH =~ $PATTERN', true],
    ['$BRANCH =~ $UNSET', false],
    ['$BRANCH !~ $UNSET', true],
    ['$BRANCH =~ $WORD', true],
    ['$BRANCH =~ $BROKEN', true],
    ['$WORD =~ $BROKEN', false],
    ['$BRANCH =~ /a\\/b|main/', true],
    ['$EMPTY && $BRANCH || $BRANCH', true],
    ['$BRANCH || $EMPTY && $EMPTY', true],
    ['($BRANCH || $EMPTY) && $EMPTY', false],
    ['$NOTHING || $BRANCH\n  && $BRANCH == "main"', true],
    ['!$EMPTY && !$NOTHING && !!$BRANCH', true],
    ['!$BRANCH', false],
    ['!($BRANCH == "x" || $EMPTY)', true],
    ['!$BRANCH == "false"', true],
    ['$FLAG == true', true],
    ['false == $FLAG', false],
    ['$BRANCH == "x" || $BRANCH == "main" && $EMPTY == ""', true],
  ])('%s is %s', (text, expected) => {
    expect(problems(text)).toEqual([]);
    expect(truth(text)).toBe(expected);
  });

  // In Ruby an empty text is true where an operator asks; only the whole expression must not be empty.
  test.each([
    ['$EMPTY && $BRANCH', true],
    ['$EMPTY && $BRANCH == "x"', false],
    ['$BRANCH && $EMPTY', false],
    ['$EMPTY || $BRANCH', false],
    ['$EMPTY || $BRANCH == "main"', false],
    ['$BRANCH == "x" || $EMPTY || $BRANCH', false],
    ['$NOTHING || $EMPTY', false],
    ['($EMPTY || $BRANCH) && $BRANCH', true],
    ['$EMPTY != "" && $BRANCH', false],
  ])('an empty variable: %s is %s', (text, expected) => {
    expect(truth(text)).toBe(expected);
  });

  test.each([
    ['$SECRET', undefined],
    ['$SECRET == "x"', undefined],
    ['$SECRET == $SECRET', true],
    ['$SECRET && $NOTHING', false],
    ['$NOTHING && $SECRET', false],
    // It may be set, and empty.
    ['$SECRET || $BRANCH', undefined],
    ['$SECRET == "x" || $BRANCH', true],
    ['$BRANCH || $SECRET', true],
    ['!$SECRET || $BRANCH', true],
    ['!$SECRET', undefined],
    ['$SECRET || $EMPTY', undefined],
    ['$SECRET =~ /x/', undefined],
    ['$SECRET != null && $BRANCH', undefined],
    ['$[[ inputs.x ]] == "a"', undefined],
    ['$BRANCH =~ /(main/', undefined],
  ])('%s is %s where SECRET is not known', (text, expected) => {
    expect(truth(text)).toBe(expected);
  });

  test('a pattern that makes a backtracking engine hang is no trouble', () => {
    const subject = 'a'.repeat(50_000);
    const { root } = parseExpression('$LONG =~ /^(a+)+b$/');
    expect(isTrue(root, () => subject)).toBe(false);
  });
});

describe('the shape of an expression', () => {
  test('comparisons bind before &&, && before ||', () => {
    expect(shape(parseExpression('$A || $B && $C == "x" || $D').root)).toBe(
      '((A || (B && (C == string))) || D)',
    );
  });

  test('a regular expression may hold operators and quotes', () => {
    expect(problems('$A =~ /a|b "c" && (d)/ && $B')).toEqual([]);
  });
});

describe('what is wrong in an expression', () => {
  test.each([
    ['$BRANCH == main', ['bare-word: main']],
    ['$BRANCH = "main"', ['single-equals: =']],
    ['${BRANCH} == "main"', ['braces: ${BRANCH}']],
    ['$A & $B', ['operator: &']],
    ['$A and $B', ['operator: and']],
    ['not $A', ['negation: not']],
    ['$A =~ /a/ && $B =~ /./i', ['short-pattern: /a/', 'short-pattern: /./i']],
    ['$A == !', ['missing-operand: !']],
    ['! && $A', ['missing-operand: &&']],
    ['$A == "main', ['unclosed-string: "main']],
    ['$A =~ /main', ['unclosed-pattern: /main']],
    ['$A ==', ['missing-operand: ==']],
    ['== $A', ['missing-operand: ==']],
    ['$A $B', ['missing-operator: $B']],
    ['($A', ['parenthesis: (']],
    ['$A)', ['parenthesis: )']],
    ['', ['empty: ']],
    ['$A == "é" && ü', ['bare-word: ü']],
  ])('%s', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('nothing makes it throw or hang', () => {
    for (const text of [
      '('.repeat(10_000),
      '$A || '.repeat(10_000),
      '"'.repeat(999),
      '/'.repeat(999),
      '😀 $',
      '$',
    ])
      expect(parseExpression(text).problems.length).toBeGreaterThan(0);
  });
});
