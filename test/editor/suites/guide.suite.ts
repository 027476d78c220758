/// <reference types="mocha" />
/**
 * The common issues and best practices that test/rules/guide.test.ts goes through, as a user meets them: each fault is
 * found as it is typed, says what will happen, and one quick fix mends it.
 */
import { expect } from 'chai';
import { applyFix, closeUnsaved, codeOf, open, ours, replace, until, uriOf, write } from './editor.ts';
import * as vscode from 'vscode';

const PIPELINE = '.gitlab-ci.yml';
const MANIFEST = 'calculator.yaml';
const RUNNER = 'gitlab-runner-values.yaml';
const DOCKERFILE = 'Dockerfile';

interface Fault {
  readonly issue: string;
  readonly file: string;
  /** From the first text up to the second one, and what takes its place. */
  readonly edit: readonly [from: string, until: string, to: string];
  readonly code: string;
  /** What the message says of the run. */
  readonly says: RegExp;
  readonly fix: RegExp;
  readonly mended: string;
}

const FAULTS: readonly Fault[] = [
  {
    issue: 'cannot connect to the Docker daemon: nothing waits for it',
    file: PIPELINE,
    edit: ['    - |\n      left=30', '    - docker version', ''],
    code: 'docker/wait-for-daemon',
    says: /Cannot connect to the Docker daemon/,
    fix: /^Wait for the daemon/,
    mended: 'until docker info',
  },
  {
    issue: 'cannot connect to the Docker daemon: it has another name',
    file: PIPELINE,
    edit: ['      alias: docker\n', '      command:', ''],
    code: 'docker/service-alias',
    says: /docker/,
    fix: /alias: docker/,
    mended: 'alias: docker',
  },
  {
    issue: 'the push is unauthorized: nobody logged in',
    file: PIPELINE,
    edit: ['    - echo "$REGISTRY_PASSWORD"', '    - docker push', ''],
    code: 'docker/login-before-push',
    says: /is refused/,
    fix: /^Log in/,
    mended: '--password-stdin registry.tools.example',
  },
  {
    issue: 'ErrImagePull: the pods have no pull secret',
    file: MANIFEST,
    edit: ['      imagePullSecrets:', '      containers:', ''],
    code: 'deploy/private-image-without-secret',
    says: /ErrImagePull/,
    fix: /^Add the pull secret registry-login/,
    mended: '- name: registry-login',
  },
  {
    issue: 'ErrImagePull: nothing creates the pull secret',
    file: PIPELINE,
    edit: ['    # Applied rather than created', '  script:\n    - envsubst', ''],
    code: 'deploy/pull-secret-missing',
    says: /registry-login/,
    fix: /^Create it/,
    mended: 'kubectl create secret docker-registry registry-login',
  },
  {
    issue: 'the second deployment fails: the secret is there already',
    file: PIPELINE,
    edit: ['\n        --dry-run=client', '\n  script:\n    - envsubst', ''],
    code: 'deploy/create-not-idempotent',
    says: /AlreadyExists|already exists/,
    fix: /^Pipe it into kubectl apply/,
    mended: '--dry-run=client -o yaml | kubectl apply -f -',
  },
  {
    issue: 'envsubst puts nothing in: another name',
    file: MANIFEST,
    edit: ['${DOCKER_IMAGE}', '\n', '${DOCKER_IMGAE}'],
    code: 'envsubst/undefined',
    says: /empty/,
    fix: /\$\{DOCKER_IMAGE\}/,
    mended: 'image: ${DOCKER_IMAGE}\n',
  },
  {
    issue: 'envsubst leaves it: a default',
    file: MANIFEST,
    edit: ['${DOCKER_IMAGE}', '\n', '${DOCKER_IMAGE:-app}'],
    code: 'envsubst/unsupported-operator',
    says: /stays|leaves|left/,
    fix: /\$\{DOCKER_IMAGE\}/,
    mended: 'image: ${DOCKER_IMAGE}\n',
  },
  {
    issue: 'envsubst empties it: no braces, and something behind',
    file: MANIFEST,
    edit: ['${DOCKER_IMAGE}', '\n', '$DOCKER_IMAGE_slim'],
    code: 'envsubst/swallowed-suffix',
    says: /empty/,
    fix: /\$\{DOCKER_IMAGE\}_slim/,
    mended: 'image: ${DOCKER_IMAGE}_slim\n',
  },
  {
    issue: 'no envsubst in the image',
    file: PIPELINE,
    edit: ['mirror.tools.example/bitnami/kubectl:1.31', '\n', 'alpine:3.20'],
    code: 'deploy/image-lacks-envsubst',
    says: /not found/,
    fix: /^Install it with apk/,
    mended: 'gettext',
  },
  {
    issue: 'every push deploys',
    file: PIPELINE,
    edit: ['manual', '\n', 'always'],
    code: 'deploy/unguarded',
    says: /A push deploys at once/,
    fix: /when: manual/,
    mended: 'when: manual',
  },
  {
    issue: 'the kubeconfig stays behind',
    file: PIPELINE,
    edit: ['  after_script:\n', '', ''],
    code: 'deploy/kubeconfig-left-behind',
    says: /stays behind/,
    fix: /after_script/,
    mended: 'after_script:',
  },
  {
    issue: 'everybody may read the kubeconfig',
    file: PIPELINE,
    edit: ['    - chmod 600 $KUBECONFIG\n', '    - kubectl cluster-info', ''],
    code: 'deploy/kubeconfig-permissions',
    says: /can read/,
    fix: /^Add chmod 600/,
    mended: 'chmod 600 ',
  },
  {
    issue: 'nobody can tell which commit runs',
    file: PIPELINE,
    edit: ['${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"', '\n', 'latest"'],
    code: 'docker/untraceable-tag',
    says: /from which commit/,
    fix: /^Tag it with the commit and the pipeline/,
    mended: 'app:${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}"\n',
  },
  {
    issue: 'the container does not start: single quotes around its command',
    file: DOCKERFILE,
    edit: ['CMD ["python", "app.py"]', '\n', "CMD ['python', 'app.py']"],
    code: 'dockerfile/json-quotes',
    says: /JSON/,
    fix: /double quotes/,
    mended: 'CMD ["python", "app.py"]\n',
  },
];

function has(file: string, code: string): vscode.Diagnostic | undefined {
  return ours(file).find((diagnostic) => codeOf(diagnostic) === code);
}

/** Finds the fault, and mends it. */
async function mends(
  document: vscode.TextDocument,
  where: string,
  fault: Omit<Fault, 'issue' | 'file' | 'edit'>,
) {
  const found = await until(`${fault.code} in ${where}`, () => has(where, fault.code));
  expect(found.message).to.match(fault.says);
  const shown = where === vscode.workspace.asRelativePath(document.uri) ? document : await open(where);
  await applyFix(shown, fault.code, fault.fix);
  await until(`no ${fault.code} in ${where}`, () => !has(where, fault.code));
}

suite('what a beginner’s guide warns of', () => {
  const opened: string[] = [];

  teardown(async () => {
    for (const path of opened.splice(0)) {
      await open(path);
      await closeUnsaved();
    }
  });

  for (const { issue, file, edit, ...fault } of FAULTS) {
    test(issue, async () => {
      opened.push(PIPELINE, MANIFEST, DOCKERFILE);
      const document = await open(file);
      const text = document.getText();
      const start = text.indexOf(edit[0]);
      const end = edit[1] === '' ? text.length : text.indexOf(edit[1], start);
      await replace(document, text.slice(start, end), edit[2]);
      // A secret that no job creates is told of where the pods name it.
      const where = fault.code === 'deploy/pull-secret-missing' ? MANIFEST : file;
      await mends(document, where, fault);
      expect(document.getText()).to.include(fault.mended);
    });
  }

  test('jobs without limits', async () => {
    await write(
      RUNNER,
      'gitlabUrl: https://gitlab.tools.example\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        privileged = true\n',
    );
    const document = await open(RUNNER);
    await mends(document, RUNNER, {
      code: 'runner/no-limits',
      says: /all memory or processor time of its node/,
      fix: /^Insert the limits/,
      mended: 'memory_limit = "2Gi"',
    });
    expect(document.getText()).to.include('        memory_limit = "2Gi"\n');
    await closeUnsaved();
    await vscode.workspace.fs.delete(uriOf(RUNNER));
  });
});
