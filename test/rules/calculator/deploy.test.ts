import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const KUBECTL = 'mirror.tools.example/bitnami/kubectl:1.31';
const RENDER = '    - envsubst < calculator.yaml > calculator-rendered.yaml\n';
const APPLY = '    - kubectl --kubeconfig=$KUBECONFIG apply -f calculator-rendered.yaml\n';
const WRITE = `    - printf '%s' "$CLUSTER_KUBECONFIG" > $KUBECONFIG\n`;
const CHMOD = '    - chmod 600 $KUBECONFIG\n';
const CLEANUP = '  after_script:\n    - rm -f $KUBECONFIG calculator-rendered.yaml';
const DRY_RUN = '\n        --dry-run=client -o yaml | kubectl apply -f -';
const PULL = '      imagePullSecrets:\n        - name: registry-login\n';
const DEPLOY_RULES = '    - if: $CI_COMMIT_BRANCH == "main"\n      when: manual\n';
const SCRIPT_PIPE: Edit = ['ci', RENDER + APPLY, '    - envsubst < calculator.yaml | kubectl apply -f -\n'];

findsFaults('deploy/image-lacks-envsubst', {
  'in alpine': [['ci', KUBECTL, 'alpine:3.20']],
  'through cat, in an older kubectl image': [
    ['ci', KUBECTL, 'bitnami/kubectl:1.25'],
    ['ci', RENDER, '    - cat calculator.yaml | envsubst > calculator-rendered.yaml\n'],
  ],
  'in a function, with a tag that tells nothing': [
    ['ci', KUBECTL, 'bitnami/kubectl'],
    [
      'ci',
      RENDER,
      '    - |\n      render() { envsubst < "$1" > "$2"; }\n      render calculator.yaml calculator-rendered.yaml\n',
    ],
  ],
});

findsFaults('deploy/image-entrypoint', {
  'as a text': [],
  'in quotes': [['ci', KUBECTL, `"${KUBECTL}"`]],
  'as a mapping': [['ci', `image: ${KUBECTL}`, `image: { name: ${KUBECTL} }`]],
});

findsFaults('deploy/kubeconfig-permissions', {
  'never set': [['ci', CHMOD, '']],
  decoded: [
    ['ci', CHMOD, ''],
    ['ci', WRITE, '    - echo "$CLUSTER_KUBECONFIG" | base64 -d > $KUBECONFIG\n'],
  ],
  'by cp, in a block scalar': [
    ['ci', CHMOD, ''],
    ['ci', WRITE, '    - |\n      cp "$CLUSTER_KUBECONFIG" "$KUBECONFIG"\n'],
  ],
  'readable to all': [['ci', CHMOD, '    - chmod 0644 ${KUBECONFIG}\n']],
});

findsFaults('deploy/kubeconfig-left-behind', {
  'no after_script': [['ci', CLEANUP, '']],
  'an after_script that removes something else': [['ci', 'rm -f $KUBECONFIG calc', 'rm -f calc']],
  'removed at the end of the script only': [['ci', CLEANUP, '    - rm -f $KUBECONFIG']],
});

const TYPED: Edit = [
  '.pipewright.yml',
  'variables:\n  CLUSTER_KUBECONFIG: { type: file }\n  REGISTRY_USER:\n  REGISTRY_PASSWORD:\n',
];

findsFaults('deploy/kubeconfig-file-variable', {
  printf: [TYPED],
  echo: [TYPED, ['ci', WRITE, '    - echo "${CLUSTER_KUBECONFIG}" > $KUBECONFIG\n']],
  decoded: [TYPED, ['ci', WRITE, '    - echo "$CLUSTER_KUBECONFIG" | base64 -d > $KUBECONFIG\n']],
});

findsFaults('deploy/create-not-idempotent', {
  'over several lines': [['ci', DRY_RUN, '']],
  'in a block scalar': [
    [
      'ci',
      '    - kubectl cluster-info\n',
      '    - |\n      kubectl cluster-info\n      kubectl create namespace tools\n',
    ],
  ],
  'in a chain': [
    ['ci', '    - kubectl cluster-info\n', '    - kubectl cluster-info && kubectl create ns tools\n'],
  ],
});

findsFaults('deploy/pull-secret-missing', {
  'another name in the manifest': [['manifest', 'registry-login', 'registry-logins']],
  'another name in the job': [['ci', 'docker-registry registry-login', 'docker-registry acr-secret']],
  'in flow style': [['manifest', PULL, '      imagePullSecrets: [{ name: registry-logon }]\n']],
});

findsFaults('deploy/pull-secret-namespace', {
  'another namespace in the job': [['ci', '--namespace=tools', '--namespace=default']],
  'the short option': [['ci', '--namespace=tools', '-n default']],
  'another namespace in the manifest': [
    [
      'manifest',
      'kind: Deployment\nmetadata:\n  name: calculator\n  namespace: tools',
      'kind: Deployment\nmetadata:\n  name: calculator\n  namespace: prod',
    ],
  ],
});

const SERVER = '--docker-server=registry.tools.example';

findsFaults('deploy/pull-secret-registry', {
  'another host': [['ci', SERVER, '--docker-server=registry.other.example']],
  'in two words, with a scheme': [['ci', SERVER, '--docker-server "https://registry.other.example"']],
  'Docker Hub': [['ci', SERVER, '--docker-server=https://index.docker.io/v1/']],
  'the mirror that jobs run from': [['ci', SERVER, '--docker-server=mirror.tools.example']],
});

findsFaults('deploy/private-image-without-secret', {
  'no pull secret': [['manifest', `      # Made by the deploy job as well.\n${PULL}`, '']],
  'an empty list': [['manifest', PULL, '      imagePullSecrets: []\n']],
  'piped into kubectl': [['manifest', PULL, ''], SCRIPT_PIPE],
});

findsFaults('deploy/unguarded', {
  'when: always': [['ci', DEPLOY_RULES, DEPLOY_RULES.replace('manual', 'always')]],
  'without when': [['ci', DEPLOY_RULES, '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n']],
  only: [['ci', `  rules:\n${DEPLOY_RULES}`, '  only: [main]\n']],
});

findsFaults('deploy/no-environment', {
  'as it is': [],
  piped: [SCRIPT_PIPE],
  'with replace': [
    ['ci', 'KUBECONFIG apply -f calculator-rendered.yaml', 'KUBECONFIG replace -f calculator-rendered.yaml'],
  ],
});

findsFaults('deploy/rollout-not-awaited', {
  'as it is': [],
  piped: [SCRIPT_PIPE],
  'in a block scalar': [['ci', APPLY, '    - |\n      kubectl apply -f calculator-rendered.yaml\n']],
});

findsFaults('deploy/before-build', {
  'in one stage': [['ci', 'deploy-image:\n  stage: deploy', 'deploy-image:\n  stage: build']],
  'needs nothing': [['ci', 'deploy-image:\n', 'deploy-image:\n  needs: []\n']],
  'before the build': [['ci', '  - build\n  - deploy\n', '  - deploy\n  - build\n']],
});

isSilentOn({
  'as it is': [],
  'piped into kubectl': [SCRIPT_PIPE],
  'envsubst installed': [
    ['ci', KUBECTL, 'alpine:3.20'],
    ['ci', RENDER, `    - apk add --no-cache gettext kubectl\n${RENDER}`],
  ],
  'a scheme and a path for the same registry': [['ci', SERVER, `${SERVER.replace('=', '=https://')}/v2/`]],
  'a umask before the kubeconfig': [['ci', WRITE + CHMOD, `    - umask 077\n${WRITE}`]],
  'a trap for the cleanup': [
    ['ci', CLEANUP, ''],
    ['ci', WRITE, `    - trap 'rm -f $KUBECONFIG calculator-rendered.yaml' EXIT\n${WRITE}`],
  ],
  'a creation that may fail': [['ci', DRY_RUN, ' || true']],
  'a protected environment': [
    ['ci', DEPLOY_RULES, DEPLOY_RULES.replace('manual', 'on_success')],
    ['ci', 'deploy-image:\n', 'deploy-image:\n  environment: production\n'],
  ],
  'needs instead of stages': [
    ['ci', 'deploy-image:\n  stage: deploy', 'deploy-image:\n  needs: [build-image]\n  stage: build'],
  ],
});
