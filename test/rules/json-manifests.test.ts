/** Manifests in JSON: read like YAML where a pipeline applies or renders them, and still JSON after every fix. */
import { describe, expect, it, test } from 'vitest';
import { lintFiles, fixRule, markedText } from './lint-files.ts';

const PIPELINE = `deploy:
  environment: production
  variables: { PORT: "8080" }
  script:
    - kubectl apply -f app.json
    - envsubst < service.json | kubectl apply -f -
    - kubectl apply -f k8s/
    - kubectl rollout status deployment/web
`;
const POD = {
  containers: [
    {
      name: 'web',
      image: 'registry.example/web:latest',
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: 8080, name: 'http' }],
      volumeMounts: [{ name: 'tmq', mountPath: '/tmp' }],
    },
  ],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};
const DEPLOYMENT = {
  apiVersion: 'extensions/v1beta1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicsa: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'wbe' } }, spec: POD },
  },
};
const SERVICE = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
   "spec": {"selector": {"app": "web"}, "ports": [{"port": $PORT, "targetPort": "htpp"}]}},
  {"apiVersion": "example.com/v1", "kind": "Gateway", "metadata": {"name": "$GATE"}, "anything": {"$x": 1}}
]}
`;
const LAYOUTS = { 'on one line': undefined, 'with blanks': 2, 'with tabs': '\t' } as const;

const projectOf = (space: string | number | undefined) => ({
  '.gitlab-ci.yml': PIPELINE,
  'app.json': `${JSON.stringify(DEPLOYMENT, undefined, space)}\n`,
  'service.json': SERVICE,
  'k8s/settings.json': JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    dta: {},
  }),
});

/** What each rule points at, in the JSON files only. */
const FOUND: Readonly<Record<string, readonly string[]>> = {
  'kubernetes/schema': ['app.json: "replicsa"', 'k8s/settings.json: "dta"'],
  'kubernetes/removed-api': ['app.json: "extensions/v1beta1"'],
  'kubernetes/selector-mismatch': ['app.json: "web"'],
  'kubernetes/pull-policy': ['app.json: "IfNotPresent"'],
  'kubernetes/unknown-volume': ['app.json: "tmq"', 'app.json: "tmp"'],
  'kubernetes/no-probes': ['app.json: "web"'],
  'kubernetes/no-resources': ['app.json: "web"'],
  'envsubst/unbraced': ['service.json: $PORT', 'service.json: $GATE', 'service.json: $x'],
};

describe.each(Object.entries(LAYOUTS))('written %s', (_, space) => {
  const files = projectOf(space);

  it.each(Object.entries(FOUND))('%s', async (rule, places) => {
    const linted = await lintFiles(files);
    const own = linted.findings.filter(({ finding }) => finding.rule === rule);
    expect(own.map((it) => `${it.location.path}: ${markedText(linted, it)}`)).toEqual(places);
  });

  it('stays JSON when all fixes are made, and keeps its other text', async () => {
    let mended: Record<string, string> = { ...files };
    for (const rule of Object.keys(FOUND)) mended = await fixRule(rule, mended, true);
    expect(mended['app.json']).not.toBe(files['app.json']);
    const deployment = JSON.parse(mended['app.json']!) as typeof DEPLOYMENT;
    expect(deployment).toMatchObject({
      apiVersion: 'apps/v1',
      metadata: DEPLOYMENT.metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } } },
      },
    });
    const [container] = deployment.spec.template.spec.containers;
    expect(container).toMatchObject({
      image: 'registry.example/web:latest',
      imagePullPolicy: 'Always',
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      readinessProbe: { httpGet: { port: 'http' } },
      resources: { limits: {} },
    });
    expect(JSON.parse(mended['k8s/settings.json']!)).toMatchObject({ data: {} });
  });
});

const NO_MANIFESTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'JSON that no job uses': { 'other.json': JSON.stringify(DEPLOYMENT) },
  'JSON of other kinds that a job applies': {
    'app.json': '{"scripts": {"build": "tsc"}, "apiVersion": "v1"}',
  },
  'text that only looks like it': { 'app.json': '{"apiVersion": "v1", "kind": "Pod"' },
  'an empty file': { 'app.json': '' },
  'a binary file': { 'app.json': '{"apiVersion": "v1", \u0000 "kind": "Pod", "spce": 1}' },
  'a huge file': { 'app.json': JSON.stringify({ ...DEPLOYMENT, data: 'x'.repeat(2_100_000) }) },
};

test.each(Object.entries(NO_MANIFESTS))('says nothing of %s', async (_, more) => {
  const pipeline = 'deploy:\n  environment: production\n  script: [kubectl apply -f app.json]\n';
  const { findings } = await lintFiles({ '.gitlab-ci.yml': pipeline, 'app.json': '{}', ...more });
  expect(findings.map(({ location, finding }) => `${location.path}: ${finding.message}`)).toEqual([]);
});
