/** What generated jobs do, run by a shell as the runner does it, with programs that only note how they are called. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deliveryOf } from '../../../server/src/project/delivery.ts';
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { isRefusal, makePlan } from '../../../server/src/scaffold/plan.ts';
import { readSituation } from '../../../server/src/scaffold/situation.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { filesOf, projectOf, type Files } from './projects.ts';

interface Outcome {
  readonly status: number | null;
  readonly errors: string;
  /** How each program was called, in order. */
  readonly calls: readonly string[];
  /** What was written to the temporary folder that the job calls /tmp. */
  readonly has: (name: string) => boolean;
}

interface Machine {
  readonly files: Files;
  /** Shell text of each program; `$calls` is how often it was called, this time counted. */
  readonly programs: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

async function generated(stack: string, answers: PartialAnswers, more: Files = {}): Promise<Files> {
  const files = { ...filesOf(stack), ...more };
  const situation = await settled(await projectOf(files), (snapshot) => readSituation(snapshot, 'shop'));
  const plan = await makePlan(situation, answers);
  if (isRefusal(plan)) throw new Error(plan.refusal);
  return { ...files, ...Object.fromEntries(plan.files.map(({ path, after }) => [path, after])) };
}

/** Runs a job: `before_script` and `script` in one shell that ends at the first error, `after_script` in another one. */
async function runJob(name: string, { files, programs, variables = {} }: Machine): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pipewright-job-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [program, text] of Object.entries(programs)) {
    const file = path.join(folder, program);
    writeFileSync(
      file,
      `#!/bin/bash\necho "${program} $*" >> "${folder}/calls"\ncalls=$(grep -c '^${program} ' "${folder}/calls")\n${text}\n`,
    );
    chmodSync(file, 0o755);
  }
  for (const [file, text] of Object.entries(files))
    if (file.startsWith('k8s/')) writeFileSync(path.join(folder, path.basename(file)), text);
  const { main, after } = await settled(await projectOf(files), (snapshot) => {
    const { sections } = deliveryOf(snapshot).jobs.find(({ job }) => job.name === name)!.job;
    return { main: sections.main.text, after: sections.after_script.text };
  });
  const environment = {
    ...process.env,
    PATH: `${folder}:${process.env['PATH']}`,
    ...Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, value.replace(/^\/tmp\b/, folder)]),
    ),
  };
  const inFolder = (script: string) =>
    script.replaceAll('/tmp/', `${folder}/`).replaceAll('< k8s/', `< ${folder}/`);
  const { status, errors } = await shell(inFolder(main), environment);
  await shell(inFolder(after), environment);
  const log = path.join(folder, 'calls');
  return {
    status,
    errors,
    calls: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [],
    has: (file) => existsSync(path.join(folder, file)),
  };
}

async function shell(
  script: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ status: number | null; errors: string }> {
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script], { env: environment });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += String(data)));
  child.stdout.resume();
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, errors };
}

describe('the job that builds', () => {
  /** @param answersFrom the call from which on the daemon answers */
  async function build(answersFrom: number): Promise<Outcome> {
    return runJob('build', {
      files: await generated('flask', {}),
      programs: {
        docker: `[ "$1" != login ] || cat > /dev/null; [ "$1" != info ] || [ "$calls" -ge ${answersFrom} ]`,
        sleep: ':',
      },
      variables: {
        DOCKER_HOST: 'tcp://docker:2376',
        DOCKER_IMAGE: 'registry.example.com/shop:56cc4792-86',
        CI_REGISTRY: 'registry.example.com',
        CI_REGISTRY_IMAGE: 'registry.example.com/shop',
        CI_REGISTRY_USER: 'job',
        CI_REGISTRY_PASSWORD: 'only for the job',
      },
    });
  }
  const infos = ({ calls }: Outcome) => calls.filter((it) => it === 'docker info').length;

  test('starts as soon as the daemon answers: logs in, builds and pushes', async () => {
    const atOnce = await build(1);
    expect(atOnce).toMatchObject({ status: 0, errors: '' });
    expect(atOnce.calls).toEqual([
      'docker info',
      'docker login --username job --password-stdin registry.example.com',
      'docker build --pull --cache-from type=registry,ref=registry.example.com/shop:cache --cache-to type=inline --tag registry.example.com/shop:56cc4792-86 --tag registry.example.com/shop:cache .',
      'docker push registry.example.com/shop:56cc4792-86',
      'docker push registry.example.com/shop:cache',
    ]);
    const late = await build(12);
    expect([late.status, infos(late)]).toEqual([0, 12]);
  });

  test('ends with the reason when the daemon never answers', async () => {
    const never = await build(1_000_000);
    expect(never.status).toBe(1);
    expect(never.errors).toContain(
      'The Docker daemon at tcp://docker:2376 did not answer within 60 seconds.',
    );
    expect(infos(never)).toBeLessThan(40);
    expect(never.calls.join()).not.toContain('docker build');
  });

  test('with BuildKit keeps its login out of what is built, and removes it', async () => {
    const outcome = await runJob('build', {
      files: await generated('flask', { builder: 'buildkit' }),
      programs: { 'buildctl-daemonless.sh': 'cp "$DOCKER_CONFIG/config.json" "$(dirname "$0")/seen"; false' },
      variables: {
        DOCKER_CONFIG: '/tmp/docker',
        CI_REGISTRY: 'registry.example.com:5000',
        CI_REGISTRY_USER: 'job',
        CI_REGISTRY_PASSWORD: 'only "for" the job, and long enough that base64 would break the line',
      },
    });
    expect(outcome.status).toBe(1);
    expect([outcome.has('seen'), outcome.has('docker')]).toEqual([true, false]);
  });
});

describe('the job that deploys', () => {
  const files = generated('several', { kubeconfig: 'variable', namespace: 'shop' });
  const variables = {
    NAMESPACE: 'shop',
    API_IMAGE: 'registry.example.com/shop/api:1',
    WEB_IMAGE: 'registry.example.com/shop/web:1',
    KUBECONFIG: '/tmp/kubeconfig',
    KUBECONFIG_CONTENT: 'apiVersion: v1',
    CI_REGISTRY: 'registry.example.com',
    CI_DEPLOY_USER: 'gitlab+deploy-token-1',
    CI_DEPLOY_PASSWORD: 'read only',
  };
  const deploy = async (kubectl: string, changed: Readonly<Record<string, string>> = {}) =>
    runJob('deploy', {
      files: await files,
      programs: { kubectl, envsubst: 'cat' },
      variables: { ...variables, ...changed },
    });

  test('applies everything, waits for it, and leaves no kubeconfig behind', async () => {
    const outcome = await deploy(
      'case "$*" in "get namespace"*) exit 1;; "apply --filename -") cat > /dev/null;; esac; [ -f "$KUBECONFIG" ] && [ "$(stat -c %a "$KUBECONFIG")" = 600 ]',
    );
    expect(outcome).toMatchObject({ status: 0, errors: '' });
    expect(outcome.calls.map((it) => it.replace(/ registry-credentials .*/, ''))).toEqual(
      expect.arrayContaining([
        'kubectl create namespace shop',
        'kubectl create secret docker-registry',
        'kubectl apply --filename -',
        'kubectl rollout status deployment/api --namespace shop --timeout 300s',
        'kubectl rollout status deployment/web --namespace shop --timeout 300s',
      ]),
    );
    expect(outcome.calls.join('\n')).not.toContain('rollout undo');
    expect(outcome.has('kubeconfig')).toBe(false);
  });

  test('undoes what does not become ready and fails, whatever else fails with it', async () => {
    const outcome = await deploy(
      'case "$*" in "apply --filename -") cat > /dev/null;; "rollout status deployment/web"*|"get pods"*|logs*) exit 1;; esac',
    );
    expect(outcome.status).toBe(1);
    expect(outcome.errors).toContain('The new version of web did not become ready');
    expect(outcome.calls.filter((it) => it.includes('rollout undo'))).toEqual([
      // What runs with it goes back with it.
      'kubectl rollout undo deployment/api --namespace shop',
      'kubectl rollout undo deployment/web --namespace shop',
    ]);
    expect(outcome.has('kubeconfig')).toBe(false);
  });

  test('fails as well when there is no version to go back to', async () => {
    const outcome = await deploy(
      'case "$*" in "apply --filename -") cat > /dev/null;; rollout*) exit 1;; esac',
    );
    expect(outcome.status).not.toBe(0);
    expect(outcome.calls).toContain('kubectl rollout undo deployment/api --namespace shop');
  });

  test('stops where a manifest is refused', async () => {
    const outcome = await deploy('case "$*" in "apply --filename -") cat > /dev/null; exit 1;; esac');
    expect(outcome.status).toBe(1);
    expect(outcome.calls.join()).not.toContain('rollout');
  });

  test('hands on what the program needs of its environment, and starts nothing without it', async () => {
    const django = await generated('django', { namespace: 'shop' });
    const run = (changed: Readonly<Record<string, string>>) =>
      runJob('deploy', {
        files: django,
        programs: { kubectl: '[ "$1" != apply ] || cat > /dev/null', envsubst: 'cat' },
        variables: { ...variables, KUBECONFIG: '/etc/hostname', ...changed },
      });
    const outcome = await run({ SECRET_KEY: 'a "$b" c' });
    expect(outcome).toMatchObject({ status: 0, errors: '' });
    expect(outcome.calls).toContain(
      'kubectl create secret generic library-environment --namespace shop --from-literal SECRET_KEY=a "$b" c --dry-run=client --output yaml',
    );
    const without = await run({});
    expect(without.status).not.toBe(0);
    expect(without.errors).toContain('SECRET_KEY: Set it in Settings > CI/CD > Variables.');
    expect(without.calls).toEqual([]);
  });

  describe('with a database to bring up to date', () => {
    const migrating = generated(
      'flask',
      {},
      {
        'app.py':
          'import os\nfrom flask import Flask\napp = Flask(__name__)\nURL = os.environ["DATABASE_URL"]\n',
        'requirements.txt': 'flask\nalembic\n',
        'alembic.ini': '',
      },
    );
    const migrate = async (state: string) =>
      runJob('deploy', {
        files: await migrating,
        programs: {
          kubectl: `case "$*" in "apply --filename -") cat > /dev/null;; ${state} esac`,
          envsubst: 'cat',
          sleep: ':',
        },
        variables: { ...variables, KUBECONFIG: '/etc/hostname', DATABASE_URL: 'postgresql://db/shop' },
      });

    test('waits until that is done, and deploys then', async () => {
      const outcome = await migrate('"get job/"*succeeded*) [ "$calls" -lt 9 ] || echo 1;;');
      expect(outcome).toMatchObject({ status: 0, errors: '' });
      // The two ends of a pipe note themselves in any order.
      const kubectl = outcome.calls.filter((it) => it.startsWith('kubectl'));
      const calls = kubectl.map((it) => it.split(' ').slice(0, 3).join(' '));
      expect(calls.filter((it) => it === 'kubectl get job/shop-migrate').length).toBeGreaterThan(2);
      expect(calls.slice(-2)).toEqual(['kubectl apply --filename', 'kubectl rollout status']);
    });

    test('deploys nothing where it fails, or never ends', async () => {
      for (const state of ['"get job/"*failed*) echo 1;;', '']) {
        const outcome = await migrate(state);
        expect(outcome.status).toBe(1);
        expect(outcome.errors).toContain('shop-migrate failed, and nothing else was deployed.');
        expect(outcome.calls.join()).not.toContain('rollout');
      }
    });
  });

  test.each([
    ['KUBECONFIG_CONTENT', 'Set KUBECONFIG_CONTENT'],
    ['CI_DEPLOY_USER', 'Create a deploy token named gitlab-deploy-token'],
  ])('says what to do without %s, and changes nothing', async (variable, message) => {
    const outcome = await deploy('[ "$1" != apply ] || cat > /dev/null', { [variable]: '' });
    expect(outcome.status).toBe(1);
    expect(outcome.errors).toContain(message);
    expect(outcome.calls.join()).not.toContain('apply');
  });
});
