import { describe, expect, it } from 'vitest';
import { manifest, mustRead } from './read.ts';

const kinds = (text: string, path?: string) =>
  manifest(text, path)?.resources.map((resource) => `${resource.kind} ${resource.name?.text ?? '?'}`);

describe('which files are manifests', () => {
  it('reads every document of a file, and skips empty ones', () => {
    expect(
      kinds(`
apiVersion: v1
kind: Service
metadata: {name: web}
---
# nothing here
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
`),
    ).toEqual(['Service web', 'Deployment web']);
  });

  it('reads JSON, and the items of a List', () => {
    expect(kinds('{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}')).toEqual([
      'Namespace a',
    ]);
    const list = `
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: a}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
`;
    expect(kinds(list)).toEqual(['Secret a', 'ConfigMap b']);
  });

  it('reads kinds that it does not know: custom resources', () => {
    expect(kinds('apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata:\n  name: le\n')).toEqual([
      'Issuer le',
    ]);
  });

  it('leaves other YAML alone', () => {
    expect(manifest('services:\n  web:\n    image: a\n', 'docker-compose.yml')).toBeUndefined();
    expect(manifest('apiVersion: v2\nname: chart\n', 'Chart.yaml')).toBeUndefined();
    expect(manifest('apiVersion: v1\nkind: Config\nclusters: []\n', 'kubeconfig.yaml')).toBeUndefined();
    expect(manifest('', 'empty.yaml')).toBeUndefined();
    expect(manifest('- a\n- b\n', 'list.yaml')).toBeUndefined();
  });

  it('tells Helm templates and kustomizations from resources', () => {
    const helm = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n';
    expect(mustRead(helm).form).toBe('foreign-template');
    expect(mustRead(helm).resources).toEqual([]);
    const quoted = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: "{{ .Values.name }}"\n';
    expect(mustRead(quoted).form).toBe('foreign-template');
    const lines = 'apiVersion: v1\nkind: Service\n{{- if .Values.on }}\nmetadata: {}\n{{- end }}\n';
    expect(mustRead(lines).form).toBe('foreign-template');
    expect(mustRead('resources: [a.yaml]\n', 'base/kustomization.yaml').form).toBe('kustomization');
  });

  it('takes double braces in quoted and block text for data', () => {
    const rule = `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: alerts
  annotations:
    summary: "{{ $labels.instance }} is down" # or {{ $value }}
    description: |
      {{ range .Alerts }} {{ .Labels.pod }} {{ end }}
`;
    expect(mustRead(rule).form).toBe('resources');
  });
});

describe('templates whose YAML only makes sense once they are rendered', () => {
  const read = (text: string) =>
    mustRead(`apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${text}`);
  const problems = (text: string) =>
    read(text).documents.flatMap((document) => document.problems.map((problem) => problem.code));

  it('reads braces of placeholders in flow collections as text', () => {
    const text = 'spec: {replicas: ${REPLICAS}, list: [${A}, "${B}", x${C}]}\n';
    expect(problems(text)).toEqual([]);
    expect(read(text).resources[0]!.replicas!.text).toBe('${REPLICAS}');
  });

  it('reads a text once where its braces stand in quotes and block text', () => {
    const inQuotes = read(
      'spec: {replicas: "${REPLICAS}"}\nstatus:\n  text: |\n    {${A}}\n  plain: a-${B}\n',
    );
    expect(inQuotes.documents[0]).toBe(inQuotes.file.documents[0]);
    const [document] = read('spec: {paused: "${PAUSED}", replicas: ${REPLICAS}}\n').documents;
    expect(document!.valueOf(document!.valueOf(document!.root, 'spec'), 'replicas')).toMatchObject({
      kind: 'scalar',
      value: '${REPLICAS}',
    });
  });

  it('accepts a placeholder alone on its line', () => {
    const text = 'spec:\n  replicas: 2\n  ${EXTRA_FIELDS}\n  paused: true\n${MORE}\n';
    expect(problems(text)).toEqual([]);
    expect(read(text).placeholders.map((it) => `${it.name} ${it.place}`)).toEqual([
      'EXTRA_FIELDS loose',
      'MORE loose',
    ]);
  });

  it('keeps what it can read around text that is wrong either way', () => {
    const manifest = read('spec:\n  replicas: 3\n  a: ${X}: y\n');
    expect(manifest.resources[0]!.name!.text).toBe('web');
    expect(manifest.placeholders.map((it) => it.name)).toEqual(['X']);
  });
});

describe('reading anew after an edit', () => {
  it('takes over the resources of documents that did not change', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n';
    const before = mustRead(`${service}---\n${service}`);
    const after = manifest(`${service}---\n${service.replace('a\n', 'b\n')}`, undefined, before)!;
    expect(after.resources[0]).toBe(before.resources[0]);
    expect(after.resources[1]!.name!.text).toBe('b');
  });

  it('says where they stand now', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n';
    const before = mustRead(`${service}---\n${service}`);
    const after = manifest(`# A line more\n${service}---\n${service}`, undefined, before)!;
    expect(after.resources[1]).toBe(before.resources[1]);
    expect(after.file.source.slice(after.rangeOf(after.resources[1]!)!)).toBe(`\n${service}`);
    expect(before.rangeOf(before.resources[1]!)!.start).toBeLessThan(
      after.rangeOf(after.resources[1]!)!.start,
    );
  });
});
