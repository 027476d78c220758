import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const IMAGE = '"registry.tools.example/calculator/app:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"';
const CLIENT = 'mirror.tools.example/library/docker:27\n';
const DAEMON = 'mirror.tools.example/library/docker:27-dind';
const SERVICE = `  services:
    # The daemon runs beside the job, in the same Pod: it needs no TLS there.
    - name: ${DAEMON}
      alias: docker
      command:
        - "--tls=false"
        - "--insecure-registry=registry.tools.example"
`;
const SETTINGS = '  variables:\n    DOCKER_HOST: tcp://docker:2375\n    DOCKER_TLS_CERTDIR: ""\n';
const BUILD = '    - docker build -t $DOCKER_IMAGE .\n';
const LOGIN =
  '    - echo "$REGISTRY_PASSWORD" | docker login -u $REGISTRY_USER --password-stdin registry.tools.example\n';
const PUSH = '    - docker push $DOCKER_IMAGE\n';
const BRANCH_RULE = '  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n      when: always\n';
const RULES: Edit = ['ci', BRANCH_RULE, ''];
const ALIAS: Edit = ['ci', '      alias: docker\n', ''];
const WAIT = `  before_script:
    - |
      left=30
      until docker info > /dev/null 2>&1; do
        if [ "$left" -le 0 ]; then
          echo "The Docker daemon did not come up within a minute."
          nc -zv docker 2375 || echo "Nothing listens on docker:2375."
          exit 1
        fi
        left=$((left - 1))
        sleep 2
      done
    - docker version
`;

findsFaults('docker/service-alias', {
  'no alias': [ALIAS],
  'another alias': [['ci', 'alias: docker\n', 'alias: "dind"\n']],
  'another host': [['ci', 'tcp://docker:2375\n', 'tcp://daemon:2375\n']],
});

findsFaults('docker/tls-port', {
  'the port of TLS': [['ci', 'tcp://docker:2375\n', 'tcp://docker:2376\n']],
  'TLS on': [['ci', 'DOCKER_TLS_CERTDIR: ""', 'DOCKER_TLS_CERTDIR: /certs']],
  'TLS on by default': [['ci', '    DOCKER_TLS_CERTDIR: ""\n', '']],
});

findsFaults('docker/no-daemon', {
  'no service, none named': [
    ['ci', SERVICE, ''],
    ['ci', SETTINGS, ''],
  ],
  'in a block scalar': [
    ['ci', SERVICE, ''],
    ['ci', SETTINGS, ''],
    ['ci', BUILD, '    - |\n      docker build \\\n        -t "$DOCKER_IMAGE" .\n'],
  ],
  'in a function': [
    ['ci', SERVICE, ''],
    ['ci', SETTINGS, ''],
    [
      'ci',
      BUILD,
      '    - |\n      make_image() { docker buildx build --load -t $DOCKER_IMAGE .; }\n      make_image\n',
    ],
  ],
});

findsFaults('docker/wait-for-daemon', {
  'no loop': [['ci', WAIT, '']],
  'only asked for its version': [['ci', WAIT, '  before_script:\n    - docker version\n']],
  'after the build': [
    ['ci', WAIT, ''],
    ['ci', BUILD, `${BUILD}    - until docker info; do sleep 1; done\n`],
  ],
});

findsFaults('docker/version-skew', {
  'an older client': [['ci', CLIENT, 'mirror.tools.example/library/docker:24\n']],
  'a newer daemon': [['ci', DAEMON, 'docker:28.1-dind']],
  'in the long form': [['ci', `image: ${CLIENT}`, 'image: { name: "docker:20.10.16-cli" }\n']],
});

findsFaults('docker/plaintext-daemon', {
  'beside the job': [],
  'on another host': [['ci', 'tcp://docker:2375\n', 'tcp://10.0.0.4:2375\n']],
  exported: [
    ['ci', '    DOCKER_HOST: tcp://docker:2375\n', ''],
    ['ci', '    - docker version\n', '    - export DOCKER_HOST=tcp://docker:2375\n    - docker version\n'],
  ],
});

findsFaults('docker/login-before-push', {
  'no login': [['ci', LOGIN, '']],
  'login after the push': [
    ['ci', LOGIN, ''],
    ['ci', PUSH, PUSH + LOGIN],
  ],
  'pushed by the build': [
    ['ci', LOGIN, ''],
    ['ci', PUSH, ''],
    ['ci', BUILD, '    - docker buildx build --push --tag "${DOCKER_IMAGE}" .\n'],
  ],
});

findsFaults('docker/login-registry', {
  'another registry': [
    ['ci', '--password-stdin registry.tools.example', '--password-stdin registry.gitlab.com'],
  ],
  'Docker Hub': [['ci', '--password-stdin registry.tools.example', '--password-stdin']],
  'by a variable': [
    ['ci', '--password-stdin registry.tools.example', '--password-stdin "$HOST"'],
    [
      'ci',
      '  KUBECONFIG: "/tmp/kubeconfig"\n',
      '  KUBECONFIG: "/tmp/kubeconfig"\n  HOST: mirror.tools.example\n',
    ],
  ],
});

findsFaults('docker/password-on-command-line', {
  short: [
    ['ci', LOGIN, '    - docker login -u $REGISTRY_USER -p $REGISTRY_PASSWORD registry.tools.example\n'],
  ],
  long: [
    [
      'ci',
      LOGIN,
      '    - docker login registry.tools.example --username "$REGISTRY_USER" --password="$REGISTRY_PASSWORD"\n',
    ],
  ],
  'in a quoted item': [
    ['ci', LOGIN, `    - 'docker login -u $REGISTRY_USER -p"$REGISTRY_PASSWORD" registry.tools.example'\n`],
  ],
});

findsFaults('docker/push-not-built', {
  'another tag': [['ci', PUSH, '    - docker push registry.tools.example/calculator/app:latest\n']],
  'no tag': [['ci', PUSH, '    - docker image push "registry.tools.example/calculator/app"\n']],
  'another name, in a loop': [
    [
      'ci',
      PUSH,
      '    - for name in app web; do docker push registry.tools.example/calculator/$name:1; done\n',
    ],
  ],
});

findsFaults('docker/untraceable-tag', {
  latest: [['ci', IMAGE, 'registry.tools.example/calculator/app:latest']],
  'no tag': [['ci', IMAGE, "'registry.tools.example/calculator/app'"]],
  'the branch, in a variable of its own': [
    ['ci', IMAGE, '"registry.tools.example/calculator/app:$TAG"\n  TAG: ${CI_COMMIT_REF_SLUG}'],
  ],
});

findsFaults('docker/invalid-reference', {
  'upper case': [
    ['ci', IMAGE, '"registry.tools.example/Calculator/app:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"'],
  ],
  'a second tag': [['ci', PUSH, `${PUSH}    - docker tag $DOCKER_IMAGE $DOCKER_IMAGE:latest\n`]],
  'the branch as it is written': [
    RULES,
    [
      'ci',
      BUILD,
      '    - docker build -t $DOCKER_IMAGE -t registry.tools.example/calculator/app:$CI_COMMIT_REF_NAME .\n',
    ],
  ],
  'a command that nothing runs': [['ci', IMAGE, '"registry.tools.example/calculator/app:$(date +%s)"']],
});

findsFaults('docker/missing-dockerfile', {
  'another folder': [['ci', BUILD, '    - docker build -t $DOCKER_IMAGE calculator\n']],
  'a misspelt name': [['ci', BUILD, '    - docker build --file Dokcerfile -t $DOCKER_IMAGE .\n']],
  'removed before': [['ci', BUILD, `    - rm -f Dockerfile\n${BUILD}`]],
});

isSilentOn({
  'with TLS': [
    ['ci', '        - "--tls=false"\n', ''],
    ['ci', 'tcp://docker:2375\n', 'tcp://docker:2376\n'],
    ['ci', 'DOCKER_TLS_CERTDIR: ""', 'DOCKER_TLS_CERTDIR: "/certs"\n    DOCKER_TLS_VERIFY: "1"'],
  ],
  'the name that the image gives': [['ci', DAEMON, 'docker:27-dind'], ['ci', CLIENT, 'docker:27\n'], ALIAS],
  'latest besides': [
    ['ci', BUILD, '    - docker build -t $DOCKER_IMAGE -t registry.tools.example/calculator/app:latest .\n'],
    ['ci', PUSH, '    - docker push --all-tags registry.tools.example/calculator/app\n'],
  ],
  'buildx, which pushes itself': [
    ['ci', PUSH, ''],
    ['ci', BUILD + LOGIN, `${LOGIN}    - docker buildx build --push -t "$DOCKER_IMAGE" .\n`],
  ],
  'kaniko, without a daemon': [
    [
      'ci',
      `image: ${CLIENT}`,
      "image: { name: 'gcr.io/kaniko-project/executor:v1.23.2-debug', entrypoint: [''] }\n",
    ],
    ['ci', SERVICE, ''],
    ['ci', SETTINGS, ''],
    ['ci', WAIT, ''],
    ['ci', LOGIN + PUSH, ''],
    [
      'ci',
      BUILD,
      '    - mkdir -p /kaniko/.docker\n    - cp "$REGISTRY_CONFIG" /kaniko/.docker/config.json\n    - /kaniko/executor --context . --destination $DOCKER_IMAGE\n',
    ],
  ],
  'a slug of the branch, with the commit': [
    ['ci', IMAGE, '"registry.tools.example/calculator/app:${CI_COMMIT_REF_SLUG}-${CI_COMMIT_SHORT_SHA}"'],
  ],
  'a Dockerfile that the script writes': [
    [
      'ci',
      BUILD,
      '    - cp Dockerfile image.dockerfile\n    - docker build -f image.dockerfile -t $DOCKER_IMAGE .\n',
    ],
  ],
  'tags of git only': [
    ['ci', BRANCH_RULE, '  only: [tags]\n'],
    [
      'ci',
      '  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n      when: manual\n',
      '  only: [tags]\n  when: manual\n',
    ],
    ['ci', IMAGE, '"registry.tools.example/calculator/app:${CI_COMMIT_REF_NAME}"'],
  ],
});
