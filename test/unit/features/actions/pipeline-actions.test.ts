/** Code actions in pipelines: the text after them, in the spelling that was there. */
import { describe, expect, test } from 'vitest';
import { reindent } from '../../../../server/src/scaffold/reindent.ts';
import { apply, ask, titles } from './apply.ts';

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      imagePullSecrets:
        - name: pull
      containers:
        - name: web
          image: \${IMAGE}
`;

const BUILD = `variables:
  IMAGE: $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA

# Builds what is deployed.
build:
  stage: build
  image: docker:28.5-cli
  services:
    - name: docker:28.5-dind
      alias: docker
  variables:
    DOCKER_HOST: tcp://docker:2376
    DOCKER_TLS_CERTDIR: /certs
    DOCKER_CERT_PATH: /certs/client
    DOCKER_TLS_VERIFY: "1"
  script:
    # as the guide has it
    - docker build --tag "$IMAGE" .
    - docker push "$IMAGE" # the whole tag
`;

const DEPLOY = `variables:
  IMAGE: registry.example.com/web:1

deploy:
  stage: deploy
  image: alpine/k8s:1.34.1
  script:
    - envsubst '$IMAGE' < k8s/web.yaml > web.yaml
    - kubectl apply -f web.yaml # to the cluster
`;

const DOCKERFILE = { Dockerfile: 'FROM alpine:3.22\nUSER 1000\n', '.dockerignore': '.git\n' };

/** The text with a cursor before a part of it. */
function at(text: string, part: string): string {
  const place = text.indexOf(part);
  if (place < 0) throw new Error(`${part} is not in the text`);
  return `${text.slice(0, place)}‸${text.slice(place)}`;
}

/** The pipeline after an action. */
async function after(
  pipeline: string,
  title: RegExp | string,
  files: Record<string, string> = {},
  isOfferedAgain = false,
): Promise<string> {
  const all = { '.gitlab-ci.yml': pipeline, ...DOCKERFILE, ...files };
  const result = await apply(all, title, { isOfferedAgain });
  return result['.gitlab-ci.yml']!;
}

const LOOP = [
  'timeout=60',
  'until docker info > /dev/null 2>&1; do',
  '  if [ "$timeout" -le 0 ]; then echo "The Docker daemon does not start"; exit 1; fi',
  '  sleep 2; timeout=$((timeout - 2))',
  'done',
];

describe('wait for the Docker daemon', () => {
  const lines = (blanks: string) => [`${blanks}- |`, ...LOOP.map((line) => `${blanks}  ${line}`)].join('\n');

  test('as an item of the list, above the comment of the next one', async () => {
    expect(await after(at(BUILD, 'docker build'), /Wait for the Docker daemon/)).toBe(
      BUILD.replace('    # as the guide', `${lines('    ')}\n    # as the guide`),
    );
  });

  test('from any line of the job, but not from another job or behind it', async () => {
    expect(await titles({ '.gitlab-ci.yml': at(BUILD, 'alias'), ...DOCKERFILE })).toContain(
      'Wait for the Docker daemon first',
    );
    const other = `${BUILD}\nother:\n  script:\n    - ls\n`;
    expect(await titles({ '.gitlab-ci.yml': at(other, 'ls'), ...DOCKERFILE })).toEqual([]);
  });

  test('in a block scalar, with line ends of Windows', async () => {
    const block = BUILD.replace(
      / {2}script:[^]*/,
      '  script: |\n    docker build -t "$IMAGE" .\n    docker push "$IMAGE"\n',
    );
    const text = block.replaceAll('\n', '\r\n');
    expect(await after(at(text, 'docker push'), /Wait for the Docker daemon/)).toBe(
      text.replace('    docker build', `${LOOP.map((line) => `    ${line}\r\n`).join('')}    docker build`),
    );
  });

  test('with four blanks for a level, and the items in quotes', async () => {
    const text = reindent(BUILD, 4).replace('- docker build --tag "$IMAGE" .', "- 'docker build .'");
    expect(await after(at(text, 'docker push'), /Wait for the Docker daemon/)).toBe(
      text.replace('        # as the guide', `${lines('        ')}\n        # as the guide`),
    );
  });

  test('in a list that an anchor lends', async () => {
    const text = BUILD.replace(
      'variables:',
      `.steps: &steps\n  - docker build .\n  - docker push "$IMAGE"\n\nvariables:`,
    ).replace(/ {2}script:[^]*/, '  script: *steps\n');
    expect(await after(at(text, 'docker build .'), /Wait for the Docker daemon/)).toBe(
      text.replace('  - docker build .', `${lines('  ')}\n  - docker build .`),
    );
  });

  test('is left to the quick fix where there is one', async () => {
    const files = { '.gitlab-ci.yml': at(BUILD, 'docker build'), ...DOCKERFILE };
    expect(await titles(files)).toContain('Wait for the Docker daemon first');
    expect(await titles(files, { withFixes: true })).not.toContain('Wait for the Docker daemon first');
    expect(
      await titles(
        { ...files, '.pipewright.yml': 'rules:\n  docker/wait-for-daemon: off\n' },
        { withFixes: true },
      ),
    ).toContain('Wait for the Docker daemon first');
  });
});

describe('log in before the push', () => {
  test('to GitLab’s registry', async () => {
    expect(await after(at(BUILD, 'docker push'), /GitLab’s own variables/)).toBe(
      BUILD.replace(
        '    - docker push',
        `    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"\n    - docker push`,
      ),
    );
  });

  test('to a private one, in a flow list', async () => {
    const text = BUILD.replace(
      / {2}script:[^]*/,
      '  script: [docker build -t reg.example.com/a:1 ., docker push reg.example.com/a:1]\n',
    );
    expect(await after(at(text, 'docker push'), /REGISTRY_USER/)).toContain(
      ', "echo \\"$REGISTRY_PASSWORD\\" | docker login -u \\"$REGISTRY_USER\\" --password-stdin reg.example.com", docker push',
    );
  });
});

describe('the kubeconfig', () => {
  const files = { 'k8s/web.yaml': MANIFEST };
  const title = 'Write the kubeconfig from the variable KUBECONFIG_CONTENT';

  test('comes from a variable, is closed to others and removed', async () => {
    expect(await after(at(DEPLOY, 'kubectl apply'), title, files)).toBe(`variables:
  IMAGE: registry.example.com/web:1

deploy:
  stage: deploy
  image: alpine/k8s:1.34.1
  variables:
    KUBECONFIG: "/tmp/kubeconfig"
  script:
    - envsubst '$IMAGE' < k8s/web.yaml > web.yaml
    - printf '%s' "$KUBECONFIG_CONTENT" > "$KUBECONFIG"
    - chmod 600 "$KUBECONFIG"
    - kubectl apply -f web.yaml # to the cluster
  after_script:
    - rm -f "$KUBECONFIG"
`);
  });

  test('is removed behind what after_script does already', async () => {
    const text = `${DEPLOY}  after_script: ["rm -f web.yaml"]\n`;
    expect(await after(at(text, 'kubectl apply'), title, files)).toContain(
      `after_script: ["rm -f web.yaml", "rm -f \\"$KUBECONFIG\\""]\n`,
    );
  });

  test('is not offered where there is one', async () => {
    for (const line of [
      'kubectl config use-context prod',
      'echo "$K" | base64 -d > ~/.kube/config',
      'export KUBECONFIG=/tmp/k',
    ]) {
      const text = DEPLOY.replace('    - kubectl', `    - ${line}\n    - kubectl`);
      expect(await titles({ '.gitlab-ci.yml': at(text, 'kubectl apply'), ...files })).not.toContain(title);
    }
  });
});

describe('envsubst', () => {
  test('is installed before it is called', async () => {
    const text = DEPLOY.replace('alpine/k8s:1.34.1', 'alpine:3.22');
    expect(await after(at(text, 'envsubst'), 'Install envsubst with apk', { 'k8s/web.yaml': MANIFEST })).toBe(
      text.replace('    - envsubst', '    - apk add --no-cache gettext\n    - envsubst'),
    );
  });

  test('is not installed where the image has it, or is not known', async () => {
    for (const image of ['alpine/k8s:1.34.1', 'registry.example.com/tools:1'])
      expect(
        await titles({
          '.gitlab-ci.yml': at(DEPLOY.replace('alpine/k8s:1.34.1', image), 'envsubst'),
          'k8s/web.yaml': MANIFEST,
        }),
      ).not.toContain('Install envsubst with apk');
  });
});

describe('a deployment', () => {
  const files = { 'k8s/web.yaml': MANIFEST };

  test('is started by hand', async () => {
    const title = 'Start it by hand: when: manual';
    expect(await after(at(DEPLOY, 'kubectl apply'), title, files)).toBe(
      DEPLOY.replace('  stage: deploy\n', '  stage: deploy\n  when: manual\n'),
    );
    const rules = `${DEPLOY}  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH # released\n      changes: [k8s/*]\n`;
    expect(await after(at(rules, 'kubectl apply'), title, files)).toBe(
      rules.replace('# released\n', '# released\n      when: manual\n'),
    );
    const flow = `${DEPLOY}  rules: [{if: $CI_COMMIT_BRANCH}]\n`;
    expect(await after(at(flow, 'kubectl apply'), title, files)).toBe(
      flow.replace('$CI_COMMIT_BRANCH}', '$CI_COMMIT_BRANCH, when: manual}'),
    );
  });

  test('names its environment', async () => {
    expect(await after(at(DEPLOY, 'kubectl apply'), 'Add environment: production', files)).toBe(
      DEPLOY.replace('  stage: deploy\n', '  stage: deploy\n  environment:\n    name: production\n'),
    );
    const staging = DEPLOY.replace('\ndeploy:', '\ndeploy-staging:');
    expect(await after(at(staging, 'kubectl apply'), 'Add environment: staging', files)).toContain(
      'environment:\n    name: staging\n',
    );
    const flow = 'deploy: {stage: deploy, script: [kubectl apply -f k8s/web.yaml]}\n';
    expect(await after(at(flow, 'kubectl'), 'Add environment: production', files)).toBe(
      'deploy: {stage: deploy, environment: {name: production}, script: [kubectl apply -f k8s/web.yaml]}\n',
    );
  });

  test('waits for the rollout, and undoes it', async () => {
    expect(
      await after(at(DEPLOY, 'kubectl apply'), 'Wait for the rollout, and undo it when it fails', files),
    ).toBe(
      `${DEPLOY}    - kubectl rollout status deployment/web --timeout=5m || { kubectl rollout undo deployment/web; exit 1; }\n`,
    );
  });

  test('undoes a rollout that is awaited already', async () => {
    const title = 'Undo the rollout when it fails';
    for (const [line, undone] of [
      [
        '- kubectl rollout status deployment/web -n shop --timeout=120s # wait',
        '- kubectl rollout status deployment/web -n shop --timeout=120s || { kubectl rollout undo deployment/web -n shop; exit 1; } # wait',
      ],
      [
        '- "kubectl rollout status deployment \\"web\\""',
        '- "kubectl rollout status deployment \\"web\\" || { kubectl rollout undo deployment \\"web\\"; exit 1; }"',
      ],
    ] as const) {
      const text = `${DEPLOY}    ${line}\n`;
      expect(await after(at(text, 'rollout status'), title, files)).toBe(`${DEPLOY}    ${undone}\n`);
    }
  });

  test('creates the pull secret again and again', async () => {
    const text = DEPLOY.replace(
      '    - kubectl',
      '    - kubectl create secret generic web --from-literal=a=b\n    - kubectl',
    );
    expect(await after(at(text, 'kubectl create'), 'Pipe it into kubectl apply', files)).toBe(
      text.replace('=a=b', '=a=b --dry-run=client -o yaml | kubectl apply -f -'),
    );
  });

  test('creates the pull secret that its pods name', async () => {
    const text = DEPLOY.replace('registry.example.com/web:1', '$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA');
    expect(await after(at(text, 'kubectl apply'), 'Create the pull secret pull before', files)).toBe(
      text.replace(
        '    - kubectl apply',
        `    - |
      kubectl create secret docker-registry pull \\
        --docker-server="\${CI_REGISTRY}" \\
        --docker-username="$CI_DEPLOY_USER" \\
        --docker-password="$CI_DEPLOY_PASSWORD" \\
        --dry-run=client -o yaml | kubectl apply -f -
    - kubectl apply`,
      ),
    );
  });
});

describe('a variable', () => {
  const JOB = `job:
  image: python:3.13 # pinned
  script:
    - curl --fail "https://example.com/$CI_COMMIT_SHA/x" --max-time 30
    - echo 'https://example.com/no' ; docker run -p 8080:80 registry.example.com/team/app:1.2
`;
  const extracted = async (marked: string) => after(marked, /^Extract into the variable /, {}, true);

  test('is extracted from a value', async () => {
    expect(await extracted(at(JOB, 'python:3.13'))).toBe(
      JOB.replace('image: python:3.13', 'image: $PYTHON_IMAGE').replace(
        '# pinned\n',
        '# pinned\n  variables:\n    PYTHON_IMAGE: "python:3.13"\n',
      ),
    );
  });

  test('is extracted from a word of a script', async () => {
    expect(await extracted(at(JOB, 'registry.example.com/team'))).toBe(
      JOB.replace('registry.example.com/team/app:1.2', '$APP').replace(
        '# pinned\n',
        '# pinned\n  variables:\n    APP: "registry.example.com/team/app:1.2"\n',
      ),
    );
  });

  test('is extracted from a selection in double quotes, with the variables in it', async () => {
    const marked = JOB.replace(
      'https://example.com/$CI_COMMIT_SHA/',
      '‸https://example.com/$CI_COMMIT_SHA‸/',
    );
    expect(await extracted(marked)).toContain(
      '    URL: "https://example.com/$CI_COMMIT_SHA"\n  script:\n    - curl --fail "$URL/x" --max-time 30\n',
    );
  });

  test('stands in braces before a letter, and joins the variables that are there', async () => {
    const text = 'job:\n  variables: {A: "1"}\n  script: |\n    docker pull reg.example.com/‸team/‸app\n';
    expect(await extracted(text)).toBe(
      'job:\n  variables: {A: "1", VALUE: "team/"}\n  script: |\n    docker pull reg.example.com/${VALUE}app\n',
    );
  });

  test('has no name that GitLab keeps to itself', async () => {
    expect(await extracted('job:\n  image: ‸gitlab/ci‸:1\n  script: [ls]\n')).toContain('image: $VALUE:1');
    expect(await extracted('job:\n  script:\n    - curl x/‸gitlab-ci‸/y\n')).toContain(
      '    - curl x/$VALUE/y\n',
    );
  });

  test('of what several jobs share goes to the pipeline', async () => {
    const text =
      'stages: [test]\n\ndefault:\n  image: node:22\n\njob:\n  stage: test\n  script: [npm test]\n';
    expect(await extracted(at(text, 'node:22'))).toBe(
      'stages: [test]\n\nvariables:\n  NODE_IMAGE: "node:22"\n\ndefault:\n  image: $NODE_IMAGE\n\njob:\n  stage: test\n  script: [npm test]\n',
    );
  });

  test.each([
    ['what single quotes keep from the shell', at(JOB, 'example.com/no')],
    ['a part of a variable', JOB.replace('$CI_COMMIT_SHA', '$CI_‸COMMIT‸_SHA')],
    ['words with a blank outside of quotes', JOB.replace('run -p 8080:80', '‸run -p‸ 8080:80')],
    ['a variable that is there already', 'job:\n  image: ‸$IMAGE\n  script: [ls]\n'],
    ['the whole value of a variable', 'job:\n  variables:\n    A: ‸a/b\n  script: [ls]\n'],
    ['the name of a program', at(JOB, 'curl')],
    ['an option', at(JOB, '--fail')],
    ['a keyword’s name', at(JOB, 'image:')],
    ['a stage, which takes no variables', 'job:\n  stage: ‸test\n  script: [ls]\n'],
    ['what only the script knows', 'job:\n  script:\n    - X=1; echo a/‸$X/b.txt\n'],
  ])('is not extracted from %s', async (_, marked) => {
    const { actions } = await ask({ '.gitlab-ci.yml': marked });
    expect(actions.filter(({ title }) => title.startsWith('Extract'))).toEqual([]);
  });
});
