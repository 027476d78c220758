/** Texts to begin with: where they are offered, and what stands there when one is taken. */
import { describe, expect, test } from 'vitest';
import { completionsAt } from '../../../server/src/features/completion.ts';
import type { CompletionChoice } from '../../../server/src/features/completion-choice.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { lintFiles } from '../../rules/lint-files.ts';
import { cursorIn } from './cursor.ts';

async function snippetsIn(files: Record<string, string>): Promise<readonly CompletionChoice[]> {
  const { snapshot, path, offset } = await cursorIn(files);
  return completionsAt(snapshot, path, offset).filter(({ kind }) => kind === 'snippet');
}

async function labels(files: Record<string, string>): Promise<string[]> {
  return (await snippetsIn(files)).map(({ label }) => label);
}

/** The file after a snippet is taken, by an editor without snippets. It has no finding of an error's weight. */
async function take(files: Record<string, string>, label: string): Promise<string> {
  const choice = (await snippetsIn(files)).find((it) => it.label === label);
  if (!choice) throw new Error(`not offered: ${label}`);
  const [path, text] = Object.entries(files).find(([, it]) => it.includes('‸'))!;
  const after = applyEdits(text.replace('‸', ''), [{ range: choice.range, newText: choice.newText }]);
  const { findings } = await lintFiles({ ...files, [path]: after });
  expect(
    findings.filter(({ finding }) => finding.severity === 'error').map(({ finding }) => finding),
  ).toEqual([]);
  return after;
}

const job = (item: string) => `deploy:\n  image: debian:12\n  script:\n${item}`;

describe('in the list of a script', () => {
  test('commands on one line', async () => {
    const text = job('    - ls\n    - env‸\n');
    expect(await take({ '.gitlab-ci.yml': text }, 'envsubst: install')).toBe(
      job('    - ls\n    - apt-get update && apt-get install -y gettext-base\n'),
    );
  });

  test('several commands are items each, as deep as the one at the cursor', async () => {
    const text = job('  -   ‸\n').replaceAll('\n', '\r\n');
    expect(await take({ '.gitlab-ci.yml': text }, 'kubectl: kubeconfig from a variable')).toBe(
      job(
        `  -   export KUBECONFIG=/tmp/kubeconfig\n  -   printf '%s' "$KUBECONFIG_CONTENT" > "$KUBECONFIG"\n  -   chmod 600 "$KUBECONFIG"\n`,
      ).replaceAll('\n', '\r\n'),
    );
  });

  test('a loop is a block', async () => {
    const after = await take({ '.gitlab-ci.yml': job('    - dock‸') }, 'docker: wait for the daemon');
    expect(after).toContain(
      '    - |\n      timeout=60\n      until docker info > /dev/null 2>&1; do\n        if ',
    );
    expect(after.endsWith('\n      done')).toBe(true);
  });

  test('the rollout is that of the project’s workload, with places to fill in', async () => {
    const files = {
      '.gitlab-ci.yml': job('    - ‸\n'),
      'k8s/app.yaml': 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec: {}\n',
    };
    const choice = (await snippetsIn(files)).find(({ label }) => label === 'kubectl: wait for the rollout')!;
    expect(choice.newText).toBe(
      'kubectl rollout status statefulset/db --timeout=180s || { kubectl rollout undo statefulset/db; exit 1; }',
    );
    expect(choice.snippet).toBe(
      'kubectl rollout status ${1:statefulset/db} --timeout=${2:180s} || { kubectl rollout undo ${1:statefulset/db}; exit 1; \\}$0',
    );
  });

  test('after_script has what cleans up, and no other list has any', async () => {
    expect(await labels({ '.gitlab-ci.yml': 'a:\n  script: [ls]\n  after_script:\n    - ‸\n' })).toEqual([
      'kubectl: remove the kubeconfig',
    ]);
    expect(await labels({ '.gitlab-ci.yml': 'a:\n  tags:\n    - ‸\n  script: [ls]\n' })).toEqual([]);
    expect(await labels({ '.gitlab-ci.yml': job('    - |\n      do‸\n') })).toEqual([]);
  });
});

describe('in a job', () => {
  test('keywords that it does not have, in the file’s own layout', async () => {
    const text = 'deploy:\n    stage: deploy\n    ru‸\n    script:\n        - ls\n';
    expect(await take({ '.gitlab-ci.yml': text }, 'rules: by hand on the default branch')).toBe(
      text.replace(
        'ru‸',
        'rules:\n        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n          when: manual',
      ),
    );
    const full = 'deploy:\n  rules: []\n  environment: x\n  ‸\n';
    expect(await labels({ '.gitlab-ci.yml': full })).toEqual([]);
    expect(await labels({ '.gitlab-ci.yml': 'variables:\n  ‸\n' })).toEqual([]);
  });
});

describe('in a manifest', () => {
  test('whole resources where one may begin', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports: [{port: 80}]\n';
    for (const [path, text] of [
      ['k8s/web.yaml', '‸'],
      ['web/deployment.yml', '# ours\n\nDep‸\n'],
      ['any.yaml', `${service}---\n‸\n`],
    ] as const)
      expect(await labels({ [path]: text })).toEqual(['Deployment', 'Service', 'Ingress']);
    expect(await labels({ 'any.yaml': '‸' })).toEqual([]);
    expect(await labels({ 'any.yaml': `${service}‸\n` })).toEqual([]);
  });

  test('a Deployment has the pipeline’s image as a placeholder, and no finding', async () => {
    const files = {
      '.gitlab-ci.yml': 'variables:\n  WEB_IMAGE: $CI_REGISTRY_IMAGE:1\n\na:\n  script: [ls]\n',
      'k8s/web.yaml': 'Depl‸\n',
    };
    const after = await take(files, 'Deployment');
    expect(after).toContain('image: ${WEB_IMAGE}\n');
    const { findings } = await lintFiles({ ...files, 'k8s/web.yaml': after });
    expect(findings.map(({ finding }) => finding.rule)).toEqual([]);
  });

  test('fields of a container', async () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n    name: a\nspec:\n    containers:\n        - name: a\n          image: a:1\n          res‸\n';
    expect(await take({ 'k8s/pod.yaml': text }, 'resources: requests and limits')).toBe(
      text.replace(
        'res‸',
        'resources:\n              requests:\n                  cpu: 100m\n                  memory: 128Mi\n              limits:\n                  memory: 256Mi',
      ),
    );
    expect(await labels({ 'k8s/pod.yaml': text.replace('res‸', 'readinessProbe: {}\n          ‸') })).toEqual(
      ['livenessProbe: HTTP', 'resources: requests and limits'],
    );
  });
});
