/**
 * What a beginner's guide to GitLab, Docker-in-Docker and Kubernetes lists as common issues and best practices: each
 * fault is found, explained by what happens when the pipeline runs, and mended by the preferred fix.
 */
import { describe, expect, it, test } from 'vitest';
import { findingsOf, fixRule, lintFiles, type Files } from './lint-files.ts';

const PIPELINE = `stages:
  - build
  - deploy

variables:
  GREETER_IMAGE: "registry.greeter.example/shop/greeter:\${CI_COMMIT_SHORT_SHA}-\${CI_PIPELINE_ID}"
  KUBECONFIG: "/tmp/greeter-kubeconfig"

build-greeter:
  stage: build
  tags: [in-cluster]
  image: mirror.greeter.example/library/docker:27
  services:
    - name: mirror.greeter.example/library/docker:27-dind
      alias: docker
      command: ["--tls=false"]
  variables:
    DOCKER_HOST: tcp://docker:2375
    DOCKER_TLS_CERTDIR: ""
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
  before_script:
    - |
      left=30
      until docker info > /dev/null 2>&1; do
        left=$((left - 1))
        if [ "$left" -le 0 ]; then echo "no Docker daemon"; exit 1; fi
        sleep 2
      done
  script:
    - docker build -t $GREETER_IMAGE .
    - echo "$REGISTRY_PASSWORD" | docker login -u "$REGISTRY_USER" --password-stdin registry.greeter.example
    - docker push $GREETER_IMAGE

deploy-greeter:
  stage: deploy
  tags: [in-cluster]
  image: alpine/k8s:1.32.8
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
      when: manual
  before_script:
    - printf '%s' "$CLUSTER_KUBECONFIG" > $KUBECONFIG
    - chmod 600 $KUBECONFIG
    - kubectl create secret docker-registry greeter-pull
        --docker-server=registry.greeter.example
        --docker-username=$REGISTRY_USER
        --docker-password=$REGISTRY_PASSWORD
        --namespace=shop
        --dry-run=client -o yaml | kubectl apply -f -
  script:
    - envsubst < greeter.yaml > greeter-rendered.yaml
    - kubectl apply -f greeter-rendered.yaml
    - kubectl rollout status deployment/greeter --namespace=shop --timeout=3m
  after_script:
    - rm -f $KUBECONFIG greeter-rendered.yaml
`;

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: greeter
  template:
    metadata:
      labels:
        app: greeter
    spec:
      imagePullSecrets:
        - name: greeter-pull
      containers:
        - name: greeter
          image: \${GREETER_IMAGE}
          imagePullPolicy: Always
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /
              port: http
          livenessProbe:
            httpGet:
              path: /
              port: http
          resources:
            requests:
              memory: 64Mi
            limits:
              memory: 128Mi
---
apiVersion: v1
kind: Service
metadata:
  name: greeter
  namespace: shop
spec:
  type: NodePort
  selector:
    app: greeter
  ports:
    - name: http
      port: 8080
      targetPort: 8080
      nodePort: 30080
`;

const RUNNER = `gitlabUrl: https://gitlab.greeter.example
runners:
  tags: in-cluster
  config: |
    [[runners]]
      executor = "kubernetes"
      [runners.kubernetes]
        privileged = true
        cpu_limit = "2"
        memory_limit = "2Gi"
        helper_cpu_limit = "500m"
        helper_memory_limit = "512Mi"
        service_cpu_limit = "1"
        service_memory_limit = "1Gi"
`;

const GREETER: Files = {
  '.gitlab-ci.yml': PIPELINE,
  'greeter.yaml': MANIFEST,
  'gitlab-runner-values.yaml': RUNNER,
  Dockerfile: 'FROM python:3.12-slim\nCOPY app.py .\nUSER 1000\nEXPOSE 8080\nCMD ["python", "app.py"]\n',
  'app.py': 'print("hello")\n',
};

const CI = '.gitlab-ci.yml';

/** The files with a text that stands there once replaced. */
function withEdit(files: Files, path: string, from: string, to: string): Files {
  const parts = files[path]!.split(from);
  if (parts.length !== 2) throw new Error(`stands ${parts.length - 1} times in ${path}: ${from}`);
  return { ...files, [path]: parts.join(to) };
}

interface Fault {
  /** Where the finding is; the pipeline without one. */
  readonly path?: string;
  /** What stands in the right project, and what takes its place. */
  readonly edit: readonly [from: string, to: string];
  /** What has to be otherwise, too, in other files or the same. */
  readonly also?: readonly (readonly [path: string, from: string, to: string])[];
  readonly rule: string;
  /** What the finding says of the run. */
  readonly says: RegExp;
  /** What stands in the mended file. */
  readonly mended: string;
  /** Without it the preferred fix is taken; else the first, as `pipewright fix --rule` does. */
  readonly takesFirst?: boolean;
}

function mends(title: string, fault: Fault): void {
  test(title, async () => {
    const path = fault.path ?? CI;
    const files = (fault.also ?? []).reduce(
      (made, [file, from, to]) => withEdit(made, file, from, to),
      withEdit(GREETER, path, ...fault.edit),
    );
    const found = await findingsOf(fault.rule, files);
    expect(found.map(({ finding }) => finding.message)).toEqual([expect.stringMatching(fault.says)]);
    const mended = await fixRule(fault.rule, files, fault.takesFirst);
    expect(await findingsOf(fault.rule, mended)).toEqual([]);
    expect(mended[path]).toContain(fault.mended);
    const before = await serious(files);
    expect((await serious(mended)).filter((it) => !before.includes(it))).toEqual([]);
  });
}

async function serious(files: Files): Promise<string[]> {
  const { findings } = await lintFiles(files);
  return findings.flatMap(({ finding: { rule, severity, message } }) =>
    severity === 'error' || severity === 'warning' ? [`${rule}: ${message}`] : [],
  );
}

it('has nothing to say of the project as it should be but what is a matter of taste', async () => {
  const { findings } = await lintFiles(GREETER);
  expect(findings.map(({ finding }) => `${finding.severity} ${finding.rule}`).sort()).toEqual([
    'hint deploy/no-environment',
    'hint docker/plaintext-daemon',
  ]);
});

describe('cannot connect to the Docker daemon', () => {
  const wait = PIPELINE.slice(PIPELINE.indexOf('  before_script:\n    - |'), PIPELINE.indexOf('  script:\n'));

  mends('it is not ready yet', {
    edit: [wait, ''],
    rule: 'docker/wait-for-daemon',
    says: /Cannot connect to the Docker daemon/,
    mended: 'until docker info',
  });
  mends('it is reached under another name', {
    edit: ['      alias: docker\n', ''],
    rule: 'docker/service-alias',
    says: /docker/,
    mended: 'alias: docker',
  });
  mends('it listens on another port', {
    edit: ['tcp://docker:2375', 'tcp://docker:2376'],
    rule: 'docker/tls-port',
    says: /2376/,
    mended: 'tcp://docker:2375',
  });
  mends('the runner does not let it start', {
    path: 'gitlab-runner-values.yaml',
    edit: ['privileged = true', 'privileged = false'],
    rule: 'runner/not-privileged',
    says: /does not start on this runner/,
    mended: 'privileged = true',
  });
});

describe('the push is unauthorized', () => {
  const login = `    - echo "$REGISTRY_PASSWORD" | docker login -u "$REGISTRY_USER" --password-stdin registry.greeter.example\n`;

  mends('nobody logged in', {
    edit: [login, ''],
    rule: 'docker/login-before-push',
    says: /is refused/,
    mended: '--password-stdin registry.greeter.example',
  });
  mends('to another registry', {
    edit: ['--password-stdin registry.greeter.example', '--password-stdin registry.other.example'],
    rule: 'docker/login-registry',
    says: /registry\.other\.example/,
    mended: '--password-stdin registry.greeter.example',
  });
  mends('with the password for all to see', {
    edit: [
      `echo "$REGISTRY_PASSWORD" | docker login -u "$REGISTRY_USER" --password-stdin`,
      'docker login -u "$REGISTRY_USER" -p "$REGISTRY_PASSWORD"',
    ],
    rule: 'docker/password-on-command-line',
    says: /password/i,
    mended: '--password-stdin registry.greeter.example',
  });
});

describe('the image cannot be pulled', () => {
  const creation = PIPELINE.slice(
    PIPELINE.indexOf('    - kubectl create secret'),
    PIPELINE.indexOf('  script:\n    - envsubst'),
  );

  mends('the pod names no secret', {
    path: 'greeter.yaml',
    edit: ['      imagePullSecrets:\n        - name: greeter-pull\n', ''],
    rule: 'deploy/private-image-without-secret',
    says: /ErrImagePull|ImagePullBackOff|pull/,
    mended: 'imagePullSecrets:\n        - name: greeter-pull\n',
  });
  mends('nothing creates the secret', {
    edit: [creation, ''],
    rule: 'deploy/pull-secret-missing',
    says: /greeter-pull/,
    mended: 'kubectl create secret docker-registry greeter-pull',
  });
  mends('the secret is of another namespace', {
    edit: ['        --namespace=shop\n', '        --namespace=default\n'],
    rule: 'deploy/pull-secret-namespace',
    says: /namespace/,
    mended: '        --namespace=shop\n',
  });
  mends('the secret is for another registry', {
    edit: ['--docker-server=registry.greeter.example', '--docker-server=registry.other.example'],
    rule: 'deploy/pull-secret-registry',
    says: /ErrImagePull/,
    mended: '        --docker-server=registry.greeter.example\n',
  });
  mends('its creation fails the second time', {
    edit: ['\n        --dry-run=client -o yaml | kubectl apply -f -', ''],
    rule: 'deploy/create-not-idempotent',
    says: /AlreadyExists|already exists/,
    mended: '--dry-run=client -o yaml | kubectl apply -f -',
  });
  mends('the job starts before the image is pushed', {
    edit: ['deploy-greeter:\n  stage: deploy', 'deploy-greeter:\n  stage: build'],
    rule: 'deploy/before-build',
    says: /build-greeter/,
    mended: 'needs:',
  });
});

describe('envsubst does not put the value in', () => {
  const definition = `  GREETER_IMAGE: "registry.greeter.example/shop/greeter:\${CI_COMMIT_SHORT_SHA}-\${CI_PIPELINE_ID}"\n`;

  mends('the variable is not exported', {
    edit: ['    - envsubst <', '    - COUNT=2\n    - envsubst <'],
    also: [['greeter.yaml', 'replicas: 2', 'replicas: ${COUNT}']],
    rule: 'envsubst/not-exported',
    says: /export/,
    mended: '    - export COUNT=2\n',
  });
  mends('the variable has another name', {
    path: 'greeter.yaml',
    edit: ['${GREETER_IMAGE}', '${GREETER_IMGAE}'],
    rule: 'envsubst/undefined',
    says: /empty/,
    mended: '${GREETER_IMAGE}',
  });
  mends('a default is no syntax of envsubst', {
    path: 'greeter.yaml',
    edit: ['${GREETER_IMAGE}', '${GREETER_IMAGE:-greeter}'],
    rule: 'envsubst/unsupported-operator',
    says: /leaves|left|stays/,
    mended: '${GREETER_IMAGE}\n',
  });
  mends('braces are missing', {
    path: 'greeter.yaml',
    edit: ['${GREETER_IMAGE}', '$GREETER_IMAGE'],
    rule: 'envsubst/unbraced',
    says: /GREETER_IMAGE/,
    mended: '${GREETER_IMAGE}',
  });
  mends('braces are missing, and something follows', {
    path: 'greeter.yaml',
    edit: ['${GREETER_IMAGE}', '$GREETER_IMAGE_slim'],
    rule: 'envsubst/swallowed-suffix',
    says: /empty/,
    mended: '${GREETER_IMAGE}_slim',
  });
  mends('brackets instead of braces', {
    path: 'greeter.yaml',
    edit: ['${GREETER_IMAGE}', '$<GREETER_IMAGE>'],
    rule: 'envsubst/malformed',
    says: /leaves|left|stays/,
    mended: '${GREETER_IMAGE}',
  });
  mends('the template is applied instead of what was made of it', {
    edit: ['apply -f greeter-rendered.yaml', 'apply -f greeter.yaml'],
    rule: 'deploy/template-applied-raw',
    says: /GREETER_IMAGE/,
    mended: 'apply -f greeter-rendered.yaml',
  });
  mends('the image has no envsubst', {
    edit: ['alpine/k8s:1.32.8', 'alpine:3.20'],
    rule: 'deploy/image-lacks-envsubst',
    says: /command not found|not found/,
    mended: 'gettext',
  });
  mends('its output overwrites its input', {
    edit: ['envsubst < greeter.yaml > greeter-rendered.yaml', 'envsubst < greeter.yaml > greeter.yaml'],
    also: [[CI, 'apply -f greeter-rendered.yaml', 'apply -f greeter.yaml']],
    rule: 'envsubst/in-place',
    says: /empty/,
    mended: 'envsubst < greeter.yaml >',
  });
  mends('the value has a command in it', {
    edit: [definition, '  GREETER_IMAGE: "registry.greeter.example/shop/greeter:$(date +%Y%m%d)"\n'],
    rule: 'pipeline/variable-command',
    says: /\$\(date/,
    mended: 'export GREETER_IMAGE=',
  });
});

describe('the image’s tag', () => {
  mends('nobody can tell which commit runs', {
    edit: ['${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}', 'latest'],
    rule: 'docker/untraceable-tag',
    says: /the Pods keep the image that they have; nor can anybody tell from which commit that is/,
    mended: 'shop/greeter:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"',
  });
  mends('nodes keep the image that they have', {
    path: 'greeter.yaml',
    edit: ['imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent'],
    also: [[CI, '${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}', '${CI_COMMIT_REF_SLUG}']],
    rule: 'kubernetes/pull-policy',
    says: /do not pull it again/,
    mended: 'imagePullPolicy: Always',
  });
});

describe('deployments by hand', () => {
  mends('every push deploys', {
    edit: ['      when: manual', '      when: always'],
    rule: 'deploy/unguarded',
    says: /A push deploys at once/,
    mended: '      when: manual',
  });
});

describe('resource limits', () => {
  mends('a job may take all of its node', {
    path: 'gitlab-runner-values.yaml',
    edit: ['        cpu_limit = "2"\n        memory_limit = "2Gi"\n', ''],
    rule: 'runner/no-limits',
    says: /all memory or processor time of its node/,
    mended: 'memory_limit = "2Gi"',
  });
  mends('a container may take all of its node', {
    path: 'greeter.yaml',
    edit: [
      '          resources:\n            requests:\n              memory: 64Mi\n            limits:\n              memory: 128Mi\n',
      '',
    ],
    rule: 'kubernetes/no-resources',
    says: /evicted/,
    mended: 'limits:',
    takesFirst: true,
  });
});

describe('credentials that stay behind', () => {
  mends('nothing removes the kubeconfig', {
    edit: ['  after_script:\n    - rm -f $KUBECONFIG greeter-rendered.yaml\n', ''],
    rule: 'deploy/kubeconfig-left-behind',
    says: /stays behind/,
    mended: 'rm -f',
  });
  mends('everybody may read the kubeconfig', {
    edit: ['    - chmod 600 $KUBECONFIG\n', ''],
    rule: 'deploy/kubeconfig-permissions',
    says: /can read/,
    mended: 'chmod 600',
  });
});

describe('what the guide leaves to exercises', () => {
  mends('no probes', {
    path: 'greeter.yaml',
    edit: [
      MANIFEST.slice(MANIFEST.indexOf('          readinessProbe'), MANIFEST.indexOf('          resources:')),
      '',
    ],
    rule: 'kubernetes/no-probes',
    says: /before it can answer/,
    mended: 'readinessProbe:',
    takesFirst: true,
  });
  mends('the rollout is not awaited', {
    edit: ['    - kubectl rollout status deployment/greeter --namespace=shop --timeout=3m\n', ''],
    rule: 'deploy/rollout-not-awaited',
    says: /never start/,
    mended: 'kubectl rollout status deployment/greeter',
  });
  mends('a port outside of the range for nodes', {
    path: 'greeter.yaml',
    edit: ['nodePort: 30080', 'nodePort: 8080'],
    rule: 'kubernetes/node-port-range',
    says: /30000/,
    mended: 'targetPort: 8080\n',
    takesFirst: true,
  });
});
