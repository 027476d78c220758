import { describe, expect, it } from 'vitest';
import { displayText } from '../../../server/src/delivery/partial-text.ts';
import { named, project, script } from './project.ts';

describe('resources that a command creates', () => {
  const created = (lines: string) =>
    script(lines)
      .job('deploy')
      .of('create')
      .map((call) =>
        [
          call.resourceKind,
          call.secretType,
          call.name && displayText(call.name),
          call.namespace && `in ${displayText(call.namespace)}`,
          call.server && `for ${displayText(call.server)}`,
          call.isApplied && 'applied',
          call.isGuarded && 'guarded',
        ]
          .filter(Boolean)
          .join(' '),
      );

  it('are secrets, namespaces and others', () => {
    expect(
      created(
        'kubectl create secret docker-registry pull --docker-server=$CI_REGISTRY --docker-username=u --docker-password=p -n prod',
      ),
    ).toEqual(['Secret docker-registry pull in prod for ${CI_REGISTRY}']);
    expect(created('kubectl -n $NS create secret generic x --from-literal=a=b')).toEqual([
      'Secret generic x in ${NS}',
    ]);
    expect(created('kubectl create ns test')).toEqual(['Namespace test']);
    expect(created('kubectl create configmap c --from-file conf/')).toEqual(['ConfigMap c']);
  });

  it('may be made again and again', () => {
    expect(created('kubectl create ns a --dry-run=client -o yaml | kubectl apply -f -')).toEqual([
      'Namespace a applied',
    ]);
    expect(
      created('kubectl create ns a --dry-run=client -oyaml > ns.yaml; kubectl apply -f ns.yaml'),
    ).toEqual(['Namespace a applied']);
    expect(created('kubectl create ns a || true')).toEqual(['Namespace a guarded']);
    expect(created('kubectl create ns a || echo exists')).toEqual(['Namespace a guarded']);
    expect(created('kubectl get ns a || kubectl create ns a')).toEqual(['Namespace a guarded']);
    expect(created('if ! kubectl get ns a; then kubectl create ns a; fi')).toEqual(['Namespace a guarded']);
  });

  it('are looked for or deleted before', () => {
    expect(
      created('FOUND=$(kubectl get ns a -o name)\nif [ -z "$FOUND" ]; then kubectl create ns a; fi'),
    ).toEqual(['Namespace a guarded']);
    expect(created('kubectl delete secret pull || true\nkubectl create secret generic pull')).toEqual([
      'Secret generic pull guarded',
    ]);
    expect(created('kubectl delete secret other\nkubectl create secret generic pull')).toEqual([
      'Secret generic pull',
    ]);
  });

  it('fail the second time otherwise', () => {
    expect(created('kubectl create ns a')).toEqual(['Namespace a']);
    expect(created('kubectl create ns a || exit 1')).toEqual(['Namespace a']);
    expect(created('if [ "$X" ]; then kubectl create ns a; fi')).toEqual(['Namespace a']);
    expect(created('mkdir x && kubectl create ns a')).toEqual(['Namespace a']);
  });
});

describe('kubeconfigs', () => {
  const written = (lines: string, more = '') =>
    script(lines, {}, more)
      .job('deploy')
      .of('write')
      .filter((write) => write.isKubeconfig)
      .map((write) => {
        const source = write.sourceVariable;
        return `${write.file.path} ${source ? `${source.isPath ? '@' : ''}${source.name}${source.isDecoded ? ' decoded' : ''}` : '-'}`;
      });

  it('are files that kubectl reads', () => {
    expect(written('echo "$KUBE" | base64 -d > ~/.kube/config')).toEqual(['~/.kube/config KUBE decoded']);
    expect(written('printf "%s" "$KUBE" > $KUBECONFIG', '  variables: {KUBECONFIG: /tmp/k}\n')).toEqual([
      '/tmp/k KUBE',
    ]);
    expect(written('cp "$KUBE_FILE" $HOME/.kube/config')).toEqual(['~/.kube/config @KUBE_FILE']);
    expect(written('cat $KUBE_FILE > k; kubectl --kubeconfig=k get pods')).toEqual(['k @KUBE_FILE']);
    expect(written('echo "$K" > k\nexport KUBECONFIG=$PWD/k\nkubectl get pods')).toEqual(['k K']);
    expect(written('echo "$K" > other.txt; kubectl get pods')).toEqual([]);
  });

  it('get permissions, and are removed', () => {
    const read = script('echo "$K" > k; chmod 600 k', {}, '  after_script:\n    - rm -f k\n').job('deploy');
    expect(read.of('chmod').map((it) => `${displayText(it.mode)} ${it.files.map(named).join()}`)).toEqual([
      '600 k (written)',
    ]);
    expect(
      read.of('remove').map((it) => `${it.section} ${it.files.map((file) => file.path).join()}`),
    ).toEqual(['after_script k']);
  });
});

describe('rollouts', () => {
  it('are awaited', () => {
    const read = script(
      'kubectl -n a rollout status deployment/web --timeout=60s\nkubectl wait --for=condition=ready pod -l app=web',
    ).job('deploy');
    expect(
      read.of('rollout-status').map((it) => [it.resource && displayText(it.resource), it.isWait]),
    ).toEqual([
      ['deployment/web', false],
      ['pod', true],
    ]);
  });
});

describe('whether a file is there', () => {
  const FILES = { 'k8s/a.yaml': '', 'a.sh': 'touch made.yaml\n' };
  /** What is known of `x.yaml` when it is applied after these lines. */
  const state = (lines: string, pipeline = 'deploy:\n', more = '') => {
    const read = project({
      '.gitlab-ci.yml': `${pipeline}  script:\n    - |\n${`${lines}\nkubectl apply -f x.yaml`.replace(/^/gm, '      ')}\n${more}`,
      ...FILES,
    });
    const input = read.job('deploy').applies[0]!.inputs[0]!;
    return input.kind === 'file' ? input.file.state.kind : input.kind;
  };

  it('is certain where nothing can have brought it', () => {
    expect(state('echo hello; kubectl version; docker info')).toBe('missing');
    expect(state('apk add curl')).toBe('missing');
    expect(state('cp k8s/a.yaml x.yaml; rm x.yaml')).toBe('missing');
  });

  it('is certain of what was removed', () => {
    const read = project({
      '.gitlab-ci.yml':
        'deploy:\n  script:\n    - ./unknown\n    - rm k8s/a.yaml\n    - kubectl apply -f k8s\n',
      'k8s/a.yaml': '',
      'k8s/b.yaml': '',
    });
    const input = read.job('deploy').applies[0]!.inputs[0]!;
    expect(input.kind === 'folder' && input.files.map((file) => file.path)).toEqual(['k8s/b.yaml']);
  });

  it('is written by the job itself', () => {
    for (const line of [
      'cp k8s/a.yaml x.yaml',
      'echo a > x.yaml',
      'echo a | tee x.yaml',
      'curl -o x.yaml https://e.com/x',
      'wget https://e.com/x.yaml',
      'curl -sLO https://e.com/x.yaml',
      'mv k8s/a.yaml x.yaml',
      'touch x.yaml',
      'cat <<EOF > x.yaml\na\nEOF',
      'if true; then echo > x.yaml; fi',
    ])
      expect(state(line)).toBe('written');
  });

  it('is open where other programs may have made it', () => {
    for (const line of [
      'make x',
      './generate',
      'python gen.py',
      'git clone https://e.com/r .',
      'tar xf a.tar',
      'cp $FILE .',
      '$TOOL',
      'npm run build',
      'some-generator > $OUT',
    ])
      expect(state(line)).toBe('unknown');
    expect(state('./a.sh')).toBe('missing');
  });

  it('is open where artifacts or caches bring it', () => {
    const build = 'build:\n  stage: build\n  script: [make]\n  artifacts:\n    paths: [PATHS]\n';
    const deploy = 'deploy:\n  stage: deploy\n';
    expect(state('true', build.replace('PATHS', 'x.yaml') + deploy)).toBe('unknown');
    expect(state('true', build.replace('PATHS', '"*.yaml"') + deploy)).toBe('unknown');
    expect(state('true', build.replace('PATHS', '$DIR') + deploy)).toBe('unknown');
    expect(state('true', build.replace('PATHS', 'dist/') + deploy)).toBe('missing');
    expect(state('true', `${build.replace('PATHS', 'x.yaml')}${deploy}  dependencies: []\n`)).toBe('missing');
    expect(state('true', `${build.replace('PATHS', 'x.yaml')}${deploy}  needs: []\n`)).toBe('missing');
    expect(state('true', `${deploy}  cache: {paths: [x.yaml]}\n`)).toBe('unknown');
    expect(state('true', `include: {remote: "https://e.com/a.yml"}\n${deploy}`)).toBe('unknown');
    expect(state('true', `${deploy}  variables: {GIT_STRATEGY: none}\n`)).toBe('unknown');
  });
});
