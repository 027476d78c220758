/** What is generated for each stack: no finding of ours, shell that shells read, manifests that render and validate. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { deliveryOf } from '../../../server/src/project/delivery.ts';
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { isRefusal, makePlan, type Plan } from '../../../server/src/scaffold/plan.ts';
import { readSituation } from '../../../server/src/scaffold/situation.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { lintFiles } from '../../rules/lint-files.ts';
import { STACKS, filesOf, projectOf, type Files } from './projects.ts';

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const hasShellcheck = has('shellcheck');
const hasEnvsubst = has('envsubst');

async function planOf(files: Files, answers: PartialAnswers = {}): Promise<Plan> {
  const project = await projectOf(files);
  const situation = await settled(project, (snapshot) => readSituation(snapshot, 'Mein Projekt'));
  const plan = await makePlan(situation, answers);
  if (isRefusal(plan)) throw new Error(plan.refusal);
  return plan;
}

function written(files: Files, plan: Plan): Files {
  return { ...files, ...Object.fromEntries(plan.files.map(({ path, after }) => [path, after])) };
}

async function generate(files: Files, answers: PartialAnswers = {}): Promise<Files> {
  return written(files, await planOf(files, answers));
}

async function findings(files: Files): Promise<string[]> {
  const { findings, snapshot } = await lintFiles(files);
  return findings.map(({ finding, location }) => {
    const line = snapshot.text(location.path)!.lineAt(location.range.start) + 1;
    return `${finding.severity} ${finding.rule} ${location.path}:${line} ${finding.message}`;
  });
}

/** The scripts of all jobs, each section as the runner hands it to the shell. */
async function scripts(files: Files): Promise<string[]> {
  const project = await projectOf(files);
  return settled(project, (snapshot) =>
    deliveryOf(snapshot).jobs.flatMap(({ job }) => [
      job.sections.main.text,
      ...(job.sections.after_script.text === '' ? [] : [job.sections.after_script.text]),
    ]),
  );
}

/** Sets of answers that together take every choice. */
const ANSWERS: Readonly<Record<string, PartialAnswers>> = {
  guesses: {},
  'the guide': {
    builder: 'dind-plain',
    registry: 'private',
    image: 'private-registry.example.com/my-namespace/my-app',
    insecure: 'yes',
    branch: 'main',
    kubeconfig: 'variable',
    namespace: 'default',
    exposure: 'node-port',
    port: '30194',
    tags: 'kubernetes',
  },
  'staging and production': {
    builder: 'buildkit',
    tag: 'branch-sha',
    environments: 'staging-production',
    kubeconfig: 'agent',
    agent: 'platform/agents:production',
    exposure: 'ingress',
    host: 'shop.example.com',
    rollout: 'wait',
  },
  'all by itself': {
    builder: 'buildah',
    registry: 'private',
    tag: 'sha',
    test: 'no',
    deploy: 'automatic',
    environments: 'staging-production',
    exposure: 'node-port',
    port: '32767',
    probes: 'no',
    resources: 'none',
    rollout: 'none',
  },
};

describe.each(STACKS)('%s', (stack) => {
  const before = filesOf(stack);

  test.each(['guesses', 'the guide', 'staging and production'])('has no finding with %s', async (name) => {
    expect(await findings(await generate(before, ANSWERS[name]))).toEqual([]);
  });

  test('is only told of what was left out on purpose', async () => {
    const found = await findings(await generate(before, ANSWERS['all by itself']));
    const rules = new Set(found.map((it) => it.split(' ')[1]));
    expect([...rules].filter((rule) => !LEFT_OUT.has(rule!))).toEqual([]);
  });

  test('is the same after a second run', async () => {
    const once = await generate(before);
    expect((await planOf(once)).files).toEqual([]);
  });

  test('has scripts that bash reads', async () => {
    const all = await Promise.all(
      Object.values(ANSWERS).map(async (it) => scripts(await generate(before, it))),
    );
    for (const script of all.flat()) expect(bash(script)).toBe('');
  });

  test.skipIf(!hasShellcheck)('has scripts that shellcheck likes', async () => {
    const all = await Promise.all(
      Object.values(ANSWERS).map(async (it) => scripts(await generate(before, it))),
    );
    for (const script of all.flat()) expect(shellcheck(script)).toBe('');
  });

  test.skipIf(!hasEnvsubst)('has manifests that envsubst renders into valid ones', async () => {
    const files = await generate(before, ANSWERS['staging and production']);
    const manifests = Object.entries(files).filter(([path]) => path.startsWith('k8s/'));
    expect(manifests).not.toEqual([]);
    const rendered = manifests.map(([path, text]) => [path, envsubst(text)] as const);
    const found = await findings(Object.fromEntries(rendered));
    // Secrets are made by the pipeline, which is left out.
    expect(found.filter((it) => !it.includes('kubernetes/unknown-reference'))).toEqual([]);
    for (const [, text] of rendered) {
      expect(text).not.toContain('${');
      expect(text).toMatch(/image: registry\.example\.com\/\S+$/m);
      expect(text).toContain('namespace: shop-staging');
    }
  });
});

/** What `all by itself` does without. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'deploy/rollout-not-awaited',
  'deploy/unguarded',
  'kubernetes/no-probes',
  'kubernetes/no-resources',
]);

/** What a program says of scripts on its standard input, each asked about once: most stacks have the same ones. */
function reader(program: string, words: readonly string[]): (script: string) => string {
  const known = new Map<string, string>();
  return (script) => {
    let said = known.get(script);
    if (said === undefined) {
      const { stdout, stderr } = spawnSync(program, words, { input: script, encoding: 'utf8' });
      known.set(script, (said = stdout + stderr));
    }
    return said;
  };
}

const bash = reader('bash', ['-n']);

/** Variables come from GitLab (SC2154), and the list of envsubst has to stand in single quotes (SC2016). */
const shellcheck = reader('shellcheck', ['--shell=bash', '--exclude=SC2154,SC2016', '-']);

function envsubst(text: string): string {
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
  const values = names.map((name) => [
    name,
    { NAMESPACE: 'shop-staging', HOST: 'shop.example.com' }[name] ?? 'registry.example.com/shop:56cc4792-86',
  ]);
  return execFileSync('envsubst', [], {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, ...Object.fromEntries(values) },
  });
}
