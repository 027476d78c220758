/** What a script's variables hold when envsubst is called: the same as in a real shell, wherever it is told at all. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { knownText } from '../../../server/src/delivery/partial-text.ts';
import { script } from './project.ts';

/** The job's variables, which GitLab exports. */
const GIVEN = { IMAGE: 'registry.example:5000/team/app', TAG: 'v1.2.3-rc.1', EMPTY: '', SEVERAL: 'a b  c' };
const KEYWORD = `  variables: ${JSON.stringify(GIVEN)}\n`;

/** What bash has in an exported X after the lines; undefined where it exports none. */
function inBash(lines: string): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pipewright-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout, status } = spawnSync('bash', ['-c', `${lines}\nenv -0 | grep -z '^X=' || true`], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...GIVEN },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`bash ends with ${status}: ${lines}`);
  return stdout === '' ? undefined : stdout.slice(2, -1);
}

/** What we say that envsubst finds in X: undefined for nothing, `?` for what is not told. */
function told(lines: string): string | undefined {
  const { environment } = script(`${lines}\nenvsubst < app.yaml`, { 'app.yaml': '' }, KEYWORD)
    .job('deploy')
    .envsubstCalls.at(-1)!;
  const variable = environment.variable('X');
  if (!variable?.isExported) return environment.hasUnknownAdditions ? '?' : undefined;
  return knownText(variable.value) ?? '?';
}

test.each([
  'export X=1',
  'X=1',
  'X=1; export X',
  'export X; X=1',
  'X=1 true',
  'export X=a; unset X',
  'export X=a; export -n X',
  'declare -x X=1',
  'declare X=1',
  'set -a; X=1; set +a',
  'set -o allexport\nX=1',
  'export X=$IMAGE:$TAG',
  'export X="${IMAGE}:${TAG}"',
  `export X='$IMAGE'`,
  'export X="\\$IMAGE"',
  `export X=a'b'"c"$EMPTY`,
  'export X="$SEVERAL"',
  'export X=$SEVERAL',
  'X=$SEVERAL; export X',
  'export X=${MISSING:-$TAG}',
  'export X=${EMPTY:-default} ',
  'export X=${EMPTY-default}',
  'export X=${TAG:+set}',
  'export X=${MISSING:+set}',
  'export X=${EMPTY:=assigned}; export X=$EMPTY',
  'export X=${TAG#v}',
  'export X=${TAG%%-*}',
  'export X=${TAG%.*}',
  'export X=${IMAGE##*/}',
  'export X=${IMAGE%/*}',
  'export X=${TAG//./-}',
  'export X=${TAG/./-}',
  'export X=${TAG:1:3}',
  'export X=${TAG:1}',
  'export X=${TAG^^}',
  'export X=${IMAGE,,}',
  'export X=${#TAG}',
  'export X=a; X+=b',
  'export X=$(echo $TAG)',
  'export X="$(echo "$IMAGE" | cut -d/ -f1)"',
  'export X=`echo $TAG`',
  'export X=$(printf %s "$TAG")',
  'export X=$(echo "$TAG" | sed "s/^v//")',
  'export X=$(basename "$IMAGE")',
  'f() { export X=$1-$2; }; f a "$TAG"',
  'f() { local X=1; }; export X=0; f',
  'f() { echo "$1!"; }; export X=$(f a)',
  '(export X=1)',
  'export X=0; (X=1)',
  '{ export X=1; }',
  'export X=0; echo a | X=1 cat > /dev/null',
  'export X=0; true && X=1',
  'export X=0; false || X=1',
  'export X=0; if [ -n "$TAG" ]; then X=1; fi',
  'export X=0; if [ -n "$EMPTY" ]; then X=1; else X=2; fi',
  'export X=0; case $TAG in v*) X=1 ;; *) X=2 ;; esac',
  'for i in a b c; do export X=$i; done',
  'for i in $SEVERAL; do export X=$i; done',
  'export X=; for i in a b; do X=$X$i; done',
  'export X=0; while read -r line; do X=$line; done < /dev/null',
  'i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; export X=$i',
  'export X=$((1 + 2))',
  'cat > env.txt <<EOF\nX=$TAG\nEOF\nset -a; . ./env.txt; set +a',
  'echo "export X=$TAG" > env.sh; . ./env.sh',
  'export $(echo X=1)',
  'eval "export X=1"',
  'eval export X=$TAG',
  'read -r X <<< "a"; export X',
  'export X="a\nb"',
  "export X=$'a\\tb'",
  'export X=a\\ b',
  'export X=a # b',
  'export X="a # b"',
  'export X=$TAG$MISSING',
  'export X=$TAG_x',
  'f() { local X; X=1; }; export X=0; f',
  'f() { declare -g X=1; }; export X=0; f',
  'f() { local X=1; g; }; g() { X=2; }; export X=0; f',
  'export X=${MISSING-default}',
  'export X=${EMPTY+set}',
  'unset TAG; export X=${TAG-default}',
  'export X="${SEVERAL% *}"',
  'export A=1 X=2 B=$A',
  'readonly X=1; export X',
  'X=old; export X="$X new"',
  'export X=$TAG; TAG=other',
  'TAG=other; export X=$TAG',
  'cd / && export X=$(pwd)',
  'set -- a b; export X=$2',
  'set -- a b; shift; export X=$1',
])('%s', (lines) => {
  const real = inBash(lines);
  const ours = told(lines);
  if (ours !== '?') expect(ours).toBe(real);
});

/** These must be told: without them the values of most real pipelines would not be known. */
test.each([
  ['export X=$IMAGE:$TAG', 'registry.example:5000/team/app:v1.2.3-rc.1'],
  ['export X=${TAG#v}', '1.2.3-rc.1'],
  ['export X=${IMAGE##*/}', 'app'],
  ['export X=${TAG//./-}', 'v1-2-3-rc-1'],
  ['export X=${MISSING_ONE:-$TAG}', '?'],
  ['export X=$(echo $TAG)', 'v1.2.3-rc.1'],
  ['f() { export X=$1-$2; }; f a "$TAG"', 'a-v1.2.3-rc.1'],
  ['set -a; X=1; set +a', '1'],
  ['cat > env.txt <<EOF\nX=$TAG\nEOF\nset -a; . ./env.txt; set +a', 'v1.2.3-rc.1'],
  ['echo "export X=$TAG" > env.sh; . ./env.sh', 'v1.2.3-rc.1'],
  ['for i in a b c; do export X=$i; done', 'c'],
])('%s is %s', (lines, expected) => {
  expect(told(lines)).toBe(expected);
});
