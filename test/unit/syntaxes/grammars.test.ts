/**
 * The TextMate grammars, on YAML's grammar of the oldest VS Code that we support and of a new one: the two have nothing
 * in common but the name. In fixtures/, what is expected stands in a comment below a line: `#  ^^^ a b - c` says that the
 * text above the carets has the scopes a and b and not c, `# <---` the same of as many characters from the line's start.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { beforeAll, describe, expect, it } from 'vitest';

interface ContributedGrammar {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

const { resolve } = createRequire(import.meta.url);
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));

const ours = (
  JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    contributes: { grammars: ContributedGrammar[] };
  }
).contributes.grammars;

const textMateBundle = (name: string) => resolve(`tm-grammars/grammars/${name}.json`);
const builtIn = (name: string) => resolve(`yaml-grammar/resources/${name}.tmLanguage.json`);

/** The files of YAML's own grammar by scope. */
const YAML_GRAMMARS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'VS Code 1.91': { 'source.yaml': textMateBundle('yaml') },
  'a new VS Code': {
    'source.yaml': builtIn('yaml'),
    ...Object.fromEntries(
      ['1.0', '1.1', '1.2', '1.3', 'embedded'].map((part) => [
        `source.yaml.${part}`,
        builtIn(`yaml-${part}`),
      ]),
    ),
  },
};

beforeAll(() => oniguruma.loadWASM(readFileSync(resolve('vscode-oniguruma/release/onig.wasm'))));

describe.each(Object.entries(YAML_GRAMMARS))('on YAML’s grammar of %s', (_, files) => {
  it.each(readdirSync(fixtures))('%s', async (name) => {
    const { text, expectations } = readFixture(readFileSync(path.join(fixtures, name), 'utf8'));
    const lines = await tokenize(text, files, ours);
    const wrong = expectations.flatMap(({ line, start, end, scopes, excluded }) =>
      lines[line]!.filter((token) => token.startIndex < end && token.endIndex > start)
        .filter(
          (token) =>
            !scopes.every((scope) => token.scopes.some(isWithin(scope))) ||
            excluded.some((scope) => token.scopes.some(isWithin(scope))),
        )
        .map(
          (token) =>
            `${text[line]!.slice(token.startIndex, token.endIndex)}: ${token.scopes.join(' ')} rather than ${scopes.join(' ')} - ${excluded.join(' - ')}`,
        ),
    );
    expect(expectations.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('leave the scopes of other YAML as they are', async () => {
    const source = readFileSync(path.join(repository, 'examples/calculator/calculator.yaml'), 'utf8');
    const text =
      `# $A\n%YAML 1.2\n---\n${source}\n? "$A"\n: { b: [$C, d] }\n"$E": &f !!str |+\n  $G\n- *f\n`.split(
        '\n',
      );
    const without = await tokenize(text, files, []);
    const withOurs = await tokenize(text, files, ours);
    const scopesOf = (lines: readonly textmate.IToken[][]) =>
      text.map((line, index) =>
        [...line].map((_, at) =>
          lines[index]!.find((token) => token.endIndex > at)!
            .scopes.filter((scope) => !scope.endsWith('.pipewright'))
            .join(' '),
        ),
      );
    expect(scopesOf(withOurs)).toEqual(scopesOf(without));
  });
});

interface Expectation {
  /** 0-based, among the lines of text. */
  readonly line: number;
  /** 0-based columns. */
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
  readonly excluded: readonly string[];
}

function readFixture(fixture: string): { text: string[]; expectations: Expectation[] } {
  const text: string[] = [];
  const expectations: Expectation[] = [];
  for (const line of fixture.split('\n')) {
    const match = /^#(?: *(\^+)| <(-+)) +(.*)$/.exec(line);
    if (!match) {
      text.push(line);
      continue;
    }
    const [, carets, dashes, words] = match;
    const [scopes, ...excluded] = words!.split(/(?:^| )- /);
    const start = carets ? line.indexOf('^') : 0;
    expectations.push({
      line: text.length - 1,
      start,
      end: start + (carets ?? dashes)!.length,
      scopes: scopes!.split(' ').filter(Boolean),
      excluded,
    });
  }
  return { text, expectations };
}

/** `string.quoted` also stands for `string.quoted.double.yaml`. */
function isWithin(scope: string): (actual: string) => boolean {
  return (actual) => actual === scope || actual.startsWith(`${scope}.`);
}

async function tokenize(
  lines: readonly string[],
  yaml: Readonly<Record<string, string>>,
  injected: readonly ContributedGrammar[],
): Promise<textmate.IToken[][]> {
  const files: Record<string, string> = { ...yaml, 'source.shell': textMateBundle('shellscript') };
  for (const grammar of injected) files[grammar.scopeName] = path.join(repository, grammar.path);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = files[scope];
      return file ? textmate.parseRawGrammar(readFileSync(file, 'utf8'), file) : null;
    },
    getInjections: (scope) =>
      injected.filter(({ injectTo }) => injectTo.includes(scope)).map(({ scopeName }) => scopeName),
  });
  const grammar = (await registry.loadGrammar('source.yaml'))!;
  let state = textmate.INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    expect(result.stoppedEarly).toBe(false);
    state = result.ruleStack;
    return result.tokens;
  });
}
