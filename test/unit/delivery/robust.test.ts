import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowsTo } from '../../../server/src/delivery/variable-flow.ts';
import { readManifest } from '../../../server/src/kubernetes/manifest.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';
import { project, script } from './project.ts';

const SCRIPT = `set -a; . ./.env
render() { envsubst '$A \${B}' < "$1" | tee "out/$(basename "$1")"; }
for f in k8s/*.yaml; do [ -f "$f" ] && render "$f" | kubectl apply -n "\${NS:-x}" -f - || exit 1; done
cat > conf.json <<END
{"auths": {"$CI_REGISTRY": {}}}
END
case "$ENV" in prod|stage) ./deploy.sh "$ENV" ;; *) echo no ;; esac
find k8s -name '*.yaml' -exec sh -c 'cat {} | envsubst' \\; | while read -r l; do echo $l; done
until docker info; do sleep 1; done; docker build -t $CI_REGISTRY_IMAGE:\${CI_COMMIT_SHA:0:8} . && docker push a
`;
const FILES = { 'k8s/a.yaml': 'a: 1\n', '.env': 'A=1\n', 'deploy.sh': './deploy.sh\nrender x\n' };

/** Reads everything that a half-typed script leads to; facts must lie inside of their texts. */
function check(lines: string): void {
  const read = script(lines, FILES);
  for (const job of read.delivery.jobs) {
    for (const { at } of job.facts) {
      expect(at.start).toBeLessThanOrEqual(at.end);
      expect(at.end).toBeLessThanOrEqual(at.segment.text.length);
    }
  }
}

describe('scripts of any kind', () => {
  it('can be half typed', () => {
    for (let length = 0; length < SCRIPT.length; length += 3) check(SCRIPT.slice(0, length));
  });

  it('can be cut and joined anywhere', () => {
    const place = fc.nat(SCRIPT.length);
    fc.assert(
      fc.property(place, place, (from, to) => check(SCRIPT.slice(0, from) + SCRIPT.slice(to))),
      { numRuns: 150 },
    );
  });

  it('can call themselves and loop without end', () => {
    check('f() { f; g; }; g() { f; }; f');
    check('./deploy.sh');
    check('eval "eval x"; sh -c "sh -c x"');
    const digits = '1 2 3 4 5 6 7 8 9';
    check(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `for ${name} in ${digits}; do `).join('') +
        'echo $a$b$c > $a$b$c; ' +
        'done; '.repeat(6),
    );
  });
});

describe('variables that lead in circles', () => {
  it('end somewhere', () => {
    const read = project({
      '.gitlab-ci.yml': 'variables: {A: $B, B: $A}\na:\n  script: [envsubst < x.yaml]\n',
      'x.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: $A}\n',
    });
    const source = new SourceText('x.yaml', read.texts.get('x.yaml')!);
    const manifest = readManifest('x.yaml', YamlFile.parse(source))!;
    const flows = flowsTo(read.delivery, 'x.yaml', manifest.placeholders[0]!);
    expect(flows.map((flow) => flow.source.kind)).toEqual(['pipeline']);
  });
});
