import { describe, expect, it } from 'vitest';
import type { PlaceholderLookup } from '../../../server/src/kubernetes/rendering.ts';
import { validateRendered } from '../../../server/src/kubernetes/validate-rendered.ts';
import { mustRead, place } from './read.ts';

/** Known values; other names are of unknown value. `null` stands for a name that the list leaves out. */
function problems(text: string, values: Readonly<Record<string, string | null>> = {}): string[] {
  const read = mustRead(text);
  const lookup: PlaceholderLookup = (name) => {
    const value = values[name];
    if (value === null) return { kind: 'kept' };
    return { kind: 'value', pieces: [value === undefined ? { unknown: name } : { text: value }] };
  };
  return validateRendered(read, lookup).map((problem) => {
    const names = problem.placeholders.map((it) => it.name).join(',');
    return `${problem.kind} ${place(read, problem.at)}${names ? ` <${names}>` : ''}`;
  });
}

const deployment = (lines: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: \${IMAGE}
${lines}`;

describe('a placeholder is validated by what it becomes', () => {
  const replicas = deployment('  replicas: ${REPLICAS}\n');

  it('is silent on an unknown number, accepts a number, refuses a word', () => {
    expect(problems(replicas)).toEqual([]);
    expect(problems(replicas, { REPLICAS: '2' })).toEqual([]);
    expect(problems(replicas, { REPLICAS: 'two' })).toEqual(['type 13: ${REPLICAS} <REPLICAS>']);
  });

  it('refuses a number where a text is wanted, unless it is quoted', () => {
    const value = (written: string) => deployment(`          env: [{name: PORT, value: ${written}}]\n`);
    expect(problems(value('${PORT}'))).toEqual([]);
    expect(problems(value('${PORT}'), { PORT: '8080' })).toEqual(['type 13: ${PORT} <PORT>']);
    expect(problems(value('"${PORT}"'), { PORT: '8080' })).toEqual([]);
    expect(problems(value('${PORT}'), { PORT: 'true' })).toEqual(['type 13: ${PORT} <PORT>']);
    expect(problems(value('x${PORT}'), { PORT: '8080' })).toEqual([]);
  });

  it('knows that quotes make a text of it, whatever it is', () => {
    expect(problems(deployment('  replicas: "${REPLICAS}"\n'))).toEqual([
      'type 13: "${REPLICAS}" <REPLICAS>',
    ]);
  });

  it('refuses a known word that is none of those allowed, and is silent on unknown ones', () => {
    const policy = (written: string) => deployment(`          imagePullPolicy: ${written}\n`);
    expect(problems(policy('${POLICY}'))).toEqual([]);
    expect(problems(policy('"${POLICY}"'))).toEqual([]);
    expect(problems(policy('"${POLICY}"'), { POLICY: 'always' })).toEqual(['value 13: "${POLICY}" <POLICY>']);
  });

  it('takes what the list leaves out for the text that it stays', () => {
    expect(problems(replicas, { REPLICAS: null })).toEqual(['type 13: ${REPLICAS} <REPLICAS>']);
  });

  it('sees a value that breaks the document', () => {
    const certificate =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  crt: ${CRT}\n  key: x\n';
    expect(problems(certificate)).toEqual([]);
    expect(problems(certificate, { CRT: 'BEGIN\nMIIB\nEND' })).toEqual(['yaml 5: ${CRT} <CRT>']);
  });

  it('reads a value that is YAML of its own', () => {
    expect(problems(deployment('          command: ${COMMAND}\n'), { COMMAND: '["sh", "-c"]' })).toEqual([]);
  });
});

describe('what is written itself is validated, too', () => {
  it('finds a wrong field beside placeholders', () => {
    expect(problems(deployment('  replica: ${REPLICAS}\n'), { REPLICAS: '2' })).toEqual([
      'unknown-key 13: replica',
    ]);
  });

  it('keeps its places behind values that are longer or shorter than their placeholders', () => {
    const text = deployment('          port: 1\n');
    expect(problems(text, { IMAGE: 'x' })).toEqual(['unknown-key 13: port']);
    expect(problems(text, { IMAGE: 'registry.example.com/a/b/c:1.2.3' })).toEqual(['unknown-key 13: port']);
  });

  it('is silent where an unknown line may bring what is missing', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n    - name: x\n      ${PORT_LINE}\n';
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('      ${PORT_LINE}\n', ''))).toEqual(['missing-key 6: name: x']);
  });

  it('says nothing of kinds that it does not know, nor of templates of other languages', () => {
    expect(problems('apiVersion: example.com/v1\nkind: Thing\nwhatever: 1\n')).toEqual([]);
    expect(
      problems('apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {{ .Values.spec }}\n'),
    ).toEqual([]);
    expect(problems('apiVersion: ${API}\nkind: Service\nspec: 1\n')).toEqual([]);
  });

  it('validates the items of a List', () => {
    expect(
      problems(
        'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {nam: a}\n',
      ),
    ).toEqual(['unknown-key 6: nam']);
  });
});
