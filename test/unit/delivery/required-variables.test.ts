import { describe, expect, it } from 'vitest';
import { MemoryFileSystem } from '../../../server/src/project/file-system.ts';
import { Project } from '../../../server/src/project/project.ts';
import { requiredVariablesOf } from '../../../server/src/project/required-variables.ts';

/** `NAME type masked protected`, one for each variable that must be set. */
async function required(files: Record<string, string>): Promise<string[]> {
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  requiredVariablesOf(project.snapshot());
  await project.settle();
  return requiredVariablesOf(project.snapshot()).map((it) =>
    [it.name, it.type, ...(it.isMasked ? ['masked'] : []), ...(it.isProtected ? ['protected'] : [])].join(
      ' ',
    ),
  );
}

const deploy = (lines: readonly string[], more = '') => ({
  '.gitlab-ci.yml': `deploy:\n${more}  script:\n${lines.map((line) => `    - ${JSON.stringify(line)}\n`).join('')}`,
});

describe('the variables that must be set in the settings', () => {
  it('are what the scripts read and nobody sets', async () => {
    expect(
      await required(
        deploy(
          [
            'A=1',
            'echo $A $CI_COMMIT_SHA $HOME $GIVEN $MISSING ${OPTIONAL:-x} ${NEEDED:?}',
            'for f in a b; do read LINE; echo $f $LINE $1 $?; done',
            "awk '{print $NF}' < x",
            '[[ "$TRACE" ]] && set -x',
            'if [ "$STRICT" = true ] || test -n "$MISSING"; then set -u; fi',
          ],
          '  variables: {GIVEN: x}\n',
        ),
      ),
    ).toEqual(['MISSING variable', 'NEEDED variable']);
  });

  it('are those of scripts of the repository and of templates, too', async () => {
    expect(
      await required({
        ...deploy(['sh bin/render.sh', 'export TAG=1', 'envsubst < app.yaml | kubectl apply -f -']),
        'bin/render.sh': 'echo "$OF_SCRIPT"\n',
        'app.yaml':
          '# ${COMMENT}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${NAME}"}\ndata: {tag: "${TAG}"}\n',
      }),
    ).toEqual(['NAME variable', 'OF_SCRIPT variable']);
  });

  it('are files where a path is wanted', async () => {
    expect(
      await required(
        deploy([
          'cp "$KUBECONFIG_FILE" ~/.kube/config',
          'ssh-add $KEY',
          'docker login -u u --password-stdin < $PASS_FILE',
        ]),
      ),
    ).toEqual(['KEY file', 'KUBECONFIG_FILE file', 'PASS_FILE file']);
    expect(
      await required(
        deploy(
          ['kubectl --kubeconfig=$CLUSTER get pods', 'kubectl get pods'],
          '  variables: {KUBECONFIG: $OTHER}\n',
        ),
      ),
    ).toEqual(['CLUSTER file', 'OTHER file']);
  });

  it('are masked where they are secrets on one line, and protected where only protected branches need them', async () => {
    const main = '  rules: [{if: $CI_COMMIT_BRANCH == "main", when: manual}]\n';
    const lines = [
      'echo "$REGISTRY_PASSWORD" | docker login -u $REGISTRY_USER --password-stdin registry.example.com',
      'printf "%s" "$CLUSTER_KUBECONFIG" > ~/.kube/config',
      'echo "$KUBE_BASE64" | base64 -d > ~/.kube/config',
    ];
    expect(await required(deploy(lines, main))).toEqual([
      'CLUSTER_KUBECONFIG variable protected',
      'KUBE_BASE64 variable masked protected',
      'REGISTRY_PASSWORD variable masked protected',
      'REGISTRY_USER variable',
    ]);
    expect(await required(deploy(lines.slice(0, 1)))).toEqual([
      'REGISTRY_PASSWORD variable masked',
      'REGISTRY_USER variable',
    ]);
  });

  it('are set as the configuration says, where it does', async () => {
    expect(
      await required({
        ...deploy(['echo $THING']),
        '.pipewright.yml': 'variables:\n  THING: {type: file, protected: true}\n',
      }),
    ).toEqual(['THING file protected']);
  });

  it('leave out what an earlier job hands over', async () => {
    const pipeline = (report: string) =>
      `build:\n  stage: build\n  script: ['echo "VERSION=1" >> build.env']\n${report}deploy:\n  stage: deploy\n  script: [echo $VERSION]\n`;
    expect(
      await required({
        '.gitlab-ci.yml': pipeline('  artifacts: {reports: {dotenv: build.env}}\n'),
      }),
    ).toEqual([]);
    expect(await required({ '.gitlab-ci.yml': pipeline('') })).toEqual(['VERSION variable']);
  });
});
