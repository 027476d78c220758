import { describe, expect, it } from 'vitest';
import { textOf } from '../../../server/src/text/span.ts';
import { applies, envsubsts, script } from './project.ts';

const FILES = { 'k8s/a.yaml': '', 'k8s/b.yaml': '', 'k8s/deep/c.yaml': '', 'app.yaml': '' };
const calls = (lines: string, files: Record<string, string> = FILES, more = '') =>
  envsubsts(script(lines, files, more));

describe('what a call of envsubst reads, and where its output goes', () => {
  it('follows redirections', () => {
    expect(calls('envsubst < app.yaml > out.yaml')).toEqual(['app.yaml > out.yaml (missing)']);
    expect(calls('envsubst > out.yaml < ./app.yaml')).toEqual(['app.yaml > out.yaml (missing)']);
    expect(calls('< app.yaml envsubst >> out.yaml')).toEqual(['app.yaml >> out.yaml (missing)']);
  });

  it('follows pipes', () => {
    expect(calls('cat app.yaml | envsubst | kubectl apply -f -')).toEqual(['app.yaml | apply']);
    expect(calls('cat app.yaml | envsubst | tee out.yaml | kubectl apply -f -')).toEqual([
      'app.yaml > out.yaml (missing) | apply',
    ]);
    expect(calls('cat k8s/*.yaml | envsubst | kubectl apply -f -')).toEqual([
      'k8s/a.yaml + k8s/b.yaml | apply',
    ]);
    expect(calls("envsubst < app.yaml | sed 's/a/b/' > out.yaml")).toEqual(['app.yaml > out.yaml (missing)']);
  });

  it('knows the options of the Go program', () => {
    const read = script('envsubst -no-unset -i app.yaml -o out.yaml', FILES);
    expect(envsubsts(read)).toEqual(['app.yaml > out.yaml (missing)']);
    expect(read.job('deploy').envsubstCalls[0]!.flavour).toBe('a8m');
    const redirected = script('envsubst -no-unset -no-digit < app.yaml > out.yaml', FILES);
    expect(envsubsts(redirected)).toEqual(['app.yaml > out.yaml (missing)']);
    const [call] = redirected.job('deploy').envsubstCalls;
    expect(call).toMatchObject({ flavour: 'a8m', options: { noUnset: true, noDigit: true, noEmpty: false } });
  });

  it('follows loops over patterns and lists', () => {
    const expected = ['k8s/a.yaml | apply', 'k8s/b.yaml | apply'];
    expect(calls('for f in k8s/*.yaml; do envsubst < $f | kubectl apply -f -; done')).toEqual(expected);
    expect(calls('for f in $(ls k8s/*.yaml); do cat "$f" | envsubst | kubectl apply -f -; done')).toEqual(
      expected,
    );
    expect(calls('for f in a b; do envsubst < k8s/${f}.yaml | kubectl apply -f -; done')).toEqual(expected);
    expect(
      calls('FILES="k8s/a.yaml k8s/b.yaml"\nfor f in $FILES; do envsubst < $f | kubectl apply -f -; done'),
    ).toEqual(expected);
    expect(calls('ls k8s/*.yaml | while read f; do envsubst < $f | kubectl apply -f -; done')).toEqual(
      expected,
    );
    expect(calls('for f in k8s/*.yaml; do envsubst < $f; echo "---"; done | kubectl apply -f -')).toEqual(
      expected,
    );
  });

  it('follows find and xargs', () => {
    const expected = ['k8s/a.yaml | apply', 'k8s/b.yaml | apply', 'k8s/deep/c.yaml | apply'];
    expect(calls("find k8s -name '*.yaml' -exec sh -c 'envsubst < {} | kubectl apply -f -' \\;")).toEqual(
      expected,
    );
    expect(calls("find k8s -name '*.yaml' | xargs -I % sh -c 'envsubst < % | kubectl apply -f -'")).toEqual(
      expected,
    );
    expect(
      calls("for f in $(find k8s -type f -name '*.yaml'); do envsubst < $f | kubectl apply -f -; done"),
    ).toEqual(expected);
  });

  it('follows folders and variables in paths', () => {
    expect(calls('cd k8s && envsubst < a.yaml')).toEqual(['k8s/a.yaml']);
    expect(calls('cd k8s/deep; envsubst < ../b.yaml; cd -; envsubst < app.yaml')).toEqual([
      'k8s/b.yaml',
      'app.yaml',
    ]);
    expect(calls('envsubst < $CI_PROJECT_DIR/app.yaml')).toEqual(['app.yaml']);
    expect(calls('DIR=k8s\nenvsubst < "${DIR}/a.yaml"')).toEqual(['k8s/a.yaml']);
    expect(calls('envsubst < $DIR/a.yaml', FILES, '  variables: {DIR: k8s}\n')).toEqual(['k8s/a.yaml']);
    expect(calls('envsubst < $SOME_DIR/a.yaml')).toEqual(['?${SOME_DIR}/a.yaml (unknown)']);
    expect(calls('f=k8s/a.yaml; envsubst < $f > ${f%.yaml}.out')).toEqual([
      'k8s/a.yaml > k8s/a.out (missing)',
    ]);
    expect(calls('(cd k8s; envsubst < a.yaml); envsubst < app.yaml')).toEqual(['k8s/a.yaml', 'app.yaml']);
  });

  it('follows functions, scripts of the repository, and shells within the shell', () => {
    expect(calls('render() { envsubst < "$1"; }\nrender k8s/a.yaml | kubectl apply -f -')).toEqual([
      'k8s/a.yaml | apply',
    ]);
    const file = { ...FILES, 'bin/render.sh': '#!/bin/sh\nset -e\nenvsubst < k8s/$1.yaml > out.yaml\n' };
    for (const call of [
      './bin/render.sh a',
      'sh bin/render.sh a',
      'bash -x ./bin/render.sh a',
      '. bin/render.sh a',
    ])
      expect(calls(call, file)).toEqual(['k8s/a.yaml > out.yaml (missing)']);
    expect(calls("sh -c 'envsubst < app.yaml'")).toEqual(['app.yaml']);
    expect(calls("bash <<'EOF'\nenvsubst < app.yaml\nEOF")).toEqual(['app.yaml']);
  });

  it('leaves what runs elsewhere alone', () => {
    expect(calls("ssh host 'envsubst < app.yaml'")).toEqual([]);
    expect(calls('envsubst < app.yaml | ssh host sh -s')).toEqual(['app.yaml']);
    expect(calls('echo "envsubst < app.yaml"')).toEqual([]);
    expect(calls('envsubst --version')).toEqual([]);
  });

  it('says that the input is unknown where another tool makes it', () => {
    expect(calls('kustomize build overlays/prod | envsubst | kubectl apply -f -')).toEqual([
      '<kustomize> | apply',
    ]);
    expect(calls('kubectl kustomize base | envsubst | kubectl apply -f -')).toEqual(['<kustomize> | apply']);
    expect(calls('envsubst <<EOF | kubectl apply -f -\nkind: A\nEOF')).toEqual(['"kind: A\\n" | apply']);
  });

  it('sees a file that is read and written at once', () => {
    const inPlace = (lines: string) =>
      script(lines, FILES)
        .job('deploy')
        .envsubstCalls.map((call) => Boolean(call.inPlace));
    expect(inPlace('envsubst < app.yaml > app.yaml')).toEqual([true]);
    expect(inPlace('cat app.yaml | envsubst > ./app.yaml')).toEqual([true]);
    expect(inPlace('cd k8s; envsubst < a.yaml > ../k8s/a.yaml')).toEqual([true]);
    expect(inPlace('envsubst < app.yaml | tee app.yaml')).toEqual([true]);
    expect(inPlace('envsubst < app.yaml > t && mv t app.yaml')).toEqual([false]);
    expect(inPlace('envsubst < app.yaml | sponge app.yaml')).toEqual([false]);
    expect(inPlace('envsubst < app.yaml >> app.yaml')).toEqual([false]);
    expect(inPlace('echo "$(envsubst < app.yaml)" > app.yaml')).toEqual([false]);
  });
});

describe('the list', () => {
  const list = (lines: string) => {
    const found = script(lines, FILES).job('deploy').envsubstCalls[0]!.list;
    if (!found) return undefined;
    return `${textOf(found.at)} ${found.quoting} ${found.names ? [...found.names].join(',') : '?'}${found.isExpandedByShell ? ' expanded' : ''}`;
  };

  it('is known in single quotes', () => {
    expect(list("envsubst '$A ${B}' < app.yaml")).toBe("'$A ${B}' single A,B");
    expect(list('LIST=\'$A $B\'; envsubst "$LIST" < app.yaml')).toBe('"$LIST" double A,B expanded');
    expect(list('envsubst < app.yaml')).toBeUndefined();
  });

  it('is of the values in double quotes or without', () => {
    expect(list('envsubst "$A $B" < app.yaml')).toBe('"$A $B" double ? expanded');
    expect(list('envsubst $A < app.yaml')).toBe('$A none ? expanded');
    expect(list('envsubst "\\$A \\$B" < app.yaml')).toBe('"\\$A \\$B" double A,B');
    expect(list('envsubst \'$A\'"$B" < app.yaml')).toBe('\'$A\'"$B" none ? expanded');
  });
});

describe('the variables that envsubst sees', () => {
  const seen = (lines: string, name: string, more = '') => {
    const { environment } = script(lines, { ...FILES, '.env': 'A=1\nexport B=2\n' }, more)
      .job('deploy')
      .envsubstCalls.at(-1)!;
    const variable = environment.variable(name);
    const value = variable?.value.map((piece) => (piece.kind === 'text' ? piece.text : '?')).join('');
    if (!variable) return environment.hasUnknownAdditions ? 'perhaps' : 'nothing';
    return `${variable.origin} ${variable.isExported ? 'exported' : 'hidden'} ${value}`;
  };

  it('are those of the pipeline, and those that the script exports', () => {
    expect(seen('envsubst < app.yaml', 'A', '  variables: {A: x}\n')).toBe('pipeline exported x');
    expect(seen('A=1\nenvsubst < app.yaml', 'A')).toBe('script hidden 1');
    expect(seen('export A=1\nenvsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('A=1; export A; envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('A=1 envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('env A=1 envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('A=1 true; envsubst < app.yaml', 'A')).toBe('nothing');
    expect(seen('A=2; envsubst < app.yaml', 'A', '  variables: {A: x}\n')).toBe('script exported 2');
    expect(seen('export A=1; unset A; envsubst < app.yaml', 'A')).toBe('nothing');
    expect(seen('declare -x A=1; envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('(export A=1); envsubst < app.yaml', 'A')).toBe('nothing');
    expect(seen('echo 1 | read A; envsubst < app.yaml', 'A')).toBe('nothing');
    expect(seen('export A=$(date +%s); envsubst < app.yaml', 'A')).toBe('script exported ?');
    expect(seen('if [ "$X" ]; then export A=1; else export A=2; fi; envsubst < app.yaml', 'A')).toBe(
      'script exported ?',
    );
  });

  it('come from env files', () => {
    expect(seen('set -a; . ./.env; set +a; envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('source .env; envsubst < app.yaml', 'A')).toBe('script hidden 1');
    expect(seen('source .env; envsubst < app.yaml', 'B')).toBe('script exported 2');
    expect(seen('export $(cat .env | xargs); envsubst < app.yaml', 'A')).toBe('script exported 1');
    expect(seen('echo "A=7" > x.env; set -a; . ./x.env; envsubst < app.yaml', 'A')).toBe('script exported 7');
    expect(seen('export $(grep -v "^#" .env | xargs); envsubst < app.yaml', 'Q')).toBe('perhaps');
    expect(seen('eval $(some-tool env); envsubst < app.yaml', 'Q')).toBe('perhaps');
  });

  it('start anew in after_script', () => {
    const read = script('export A=1', FILES, '  after_script:\n    - envsubst < app.yaml\n');
    const [call] = read.job('deploy').envsubstCalls;
    expect(call!.section).toBe('after_script');
    expect(call!.environment.variable('A')).toBeUndefined();
  });
});

describe('what is applied', () => {
  const applied = (lines: string) => applies(script(lines, FILES));

  it('is files, folders, several of them, or a stream', () => {
    expect(applied('kubectl apply -f app.yaml')).toEqual(['apply app.yaml']);
    expect(applied('kubectl -n x apply --filename=k8s/a.yaml -f k8s/b.yaml')).toEqual([
      'apply k8s/a.yaml; k8s/b.yaml',
    ]);
    expect(applied('kubectl apply -f k8s/a.yaml,k8s/b.yaml')).toEqual(['apply k8s/a.yaml; k8s/b.yaml']);
    expect(applied('kubectl apply -f k8s/')).toEqual(['apply k8s/{k8s/a.yaml, k8s/b.yaml}']);
    expect(applied('kubectl apply -Rf k8s')).toEqual(['apply k8s/{k8s/a.yaml, k8s/b.yaml, k8s/deep/c.yaml}']);
    expect(applied('kubectl create -f missing.yaml')).toEqual(['create missing.yaml (missing)']);
    expect(applied('kubectl apply -k overlays/prod')).toEqual(['apply -k overlays/prod (missing)']);
    expect(applied('kubectl apply -f https://example.com/a.yaml')).toEqual([
      'apply https://example.com/a.yaml',
    ]);
    expect(applied('kubectl apply -f <(envsubst < app.yaml)')).toEqual(['apply envsubst(app.yaml)']);
    expect(applied('cat app.yaml | kubectl apply -f-')).toEqual(['apply app.yaml']);
  });

  it('is what the job wrote before', () => {
    expect(applied('envsubst < app.yaml > out.yaml; kubectl apply -f out.yaml')).toEqual([
      'apply out.yaml (written) = envsubst(app.yaml)',
    ]);
    expect(
      applied(
        'mkdir -p out; for f in k8s/*.yaml; do envsubst < $f > out/$(basename $f); done; kubectl apply -f out/',
      ),
    ).toEqual(['apply out (unknown)/{out/a.yaml (written), out/b.yaml (written)}']);
    expect(applied('cat > x.yaml <<EOF\nkind: A\nEOF\nkubectl apply -f x.yaml')).toEqual([
      'apply x.yaml (written) = "kind: A\\n"',
    ]);
    expect(applied('cp app.yaml b.yaml; sed -i s/a/b/ b.yaml; kubectl apply -f b.yaml')).toEqual([
      'apply b.yaml (written) = sed(b.yaml (written))',
    ]);
  });
});
