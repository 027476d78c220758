import { describe, expect, it } from 'vitest';
import { fieldHover, manifestChoices } from '../../../server/src/features/manifest-fields.ts';
import { withoutMarkdown } from '../../../server/src/features/markdown.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { cursorIn } from './cursor.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: "\${NAME}"}
spec:
  replicas: \${REPLICAS}
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      containers:
        - name: app
          image: \${IMAGE}
`;

async function choices(text: string) {
  const { snapshot, path, offset } = await cursorIn({ 'k8s/app.yaml': text });
  return [...manifestChoices(snapshot, path, offset)].sort((a, b) => a.order - b.order);
}

async function labels(text: string): Promise<string[]> {
  return (await choices(text)).map(({ label }) => label);
}

/** The text after a choice is taken, by an editor without snippets. */
async function take(text: string, label: string): Promise<string> {
  const choice = (await choices(text)).find((it) => it.label === label)!;
  return applyEdits(text.replace('‸', ''), [{ range: choice.range, newText: choice.newText }]);
}

async function hover(text: string): Promise<string | undefined> {
  const { snapshot, path, offset } = await cursorIn({ 'k8s/app.yaml': text });
  const found = fieldHover(snapshot, path, offset);
  return found && withoutMarkdown(found.markdown);
}

describe('completion of fields', () => {
  it('offers those of the place that are not there yet, required ones first', async () => {
    const found = await labels(`${DEPLOYMENT}          ‸\n`);
    expect(found).toEqual(expect.arrayContaining(['ports', 'env', 'readinessProbe', 'imagePullPolicy']));
    expect(found).not.toContain('image');
    expect(found).not.toContain('containers');
    expect((await choices(`${DEPLOYMENT}          ports:\n            - ‸\n`))[0]).toMatchObject({
      label: 'containerPort',
      detail: 'required',
    });
  });

  it('leaves out what only the cluster writes', async () => {
    expect(await labels(DEPLOYMENT.replace('spec:\n', '‸\nspec:\n'))).toEqual([]);
    expect(await labels(DEPLOYMENT.replace('{name: "${NAME}"}', '\n  ‸'))).not.toContain('uid');
    expect(await labels(DEPLOYMENT.replace('{name: "${NAME}"}', '\n  ‸'))).toContain('namespace');
  });

  it('offers the values that a field takes, and versions and kinds that go together', async () => {
    expect(await labels(`${DEPLOYMENT}          imagePullPolicy: ‸\n`)).toEqual([
      'Always',
      'IfNotPresent',
      'Never',
    ]);
    expect(await labels(`${DEPLOYMENT}          tty: ‸\n`)).toEqual(['true', 'false']);
    expect(await labels('apiVersion: b‸\nkind: CronJob\n')).toEqual(['batch/v1']);
    expect(await labels('apiVersion: apps/v1\nkind: D‸\n')).toEqual(
      expect.arrayContaining(['Deployment', 'DaemonSet']),
    );
  });

  it('writes what a value begins with', async () => {
    expect(await take(`${DEPLOYMENT}          re‸\n`, 'resources')).toBe(
      `${DEPLOYMENT}          resources:\n            \n`,
    );
    expect(await take(`${DEPLOYMENT}          po‸\n`, 'ports')).toBe(
      `${DEPLOYMENT}          ports:\n            - \n`,
    );
  });

  it('goes by the document of the cursor', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ‸\n';
    expect(await labels(`${DEPLOYMENT}---\n${service}`)).toContain('ports');
    expect(await labels(`${service}---\n${DEPLOYMENT}`)).not.toContain('template');
  });

  it('offers nothing for kinds that it does not know, in texts and in comments', async () => {
    expect(await labels('apiVersion: example.com/v1\nkind: Thing\nspec:\n  ‸\n')).toEqual([]);
    expect(await labels('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    ‸\n')).toEqual([]);
    expect(await labels(`${DEPLOYMENT}          # ‸\n`)).toEqual([]);
    expect(await labels('apiVersion: v1\nkind: ConfigMap\ndata:\n  constructor:\n    ‸\n')).toEqual([]);
  });
});

describe('hover of fields', () => {
  it('tells the type, what it is for, its values, and where the documentation is', async () => {
    expect(await hover(DEPLOYMENT.replace('replicas', 'repli‸cas'))).toMatch(
      /^replicas: integer\n\nNumber of desired pods\..*\n\nKubernetes' documentation$/,
    );
    expect(await hover(DEPLOYMENT.replace('containers', 'con‸tainers'))).toMatch(
      /^containers: list of objects, required\n/,
    );
    expect(await hover(`${DEPLOYMENT}          image‸PullPolicy: Always\n`)).toContain(
      'One of Always, IfNotPresent, Never.',
    );
    const { snapshot, path, offset } = await cursorIn({ 'a.yaml': DEPLOYMENT.replace('image', 'ima‸ge') });
    expect(fieldHover(snapshot, path, offset)!.markdown).toContain(
      'https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/#container-v1-core',
    );
  });

  it('says nothing of names that people choose, and of fields that do not exist', async () => {
    expect(await hover(DEPLOYMENT.replace('{app: a}', '{a‸pp: a}'))).toBe(undefined);
    expect(await hover(DEPLOYMENT.replace('replicas', 'repl‸ica'))).toBe(undefined);
    expect(await hover('apiVersion: v1\nkind: ConfigMap\ndata: {kin‸d: x}\n')).toBe(undefined);
  });
});
