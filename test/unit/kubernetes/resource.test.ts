import { describe, expect, it } from 'vitest';
import type { TextEntry } from '../../../server/src/kubernetes/read-field.ts';
import { mustRead, place } from './read.ts';

const labels = (entries: readonly TextEntry[]) =>
  entries.map((entry) => `${entry.key.text}=${entry.value?.text}`);

const WORKLOAD = `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
  namespace: \${NAMESPACE}
spec:
  jobTemplate:
    spec:
      template:
        metadata:
          labels: {app: nightly}
        spec:
          serviceAccountName: runner
          imagePullSecrets:
            - name: registry
          initContainers:
            - name: migrate
              image: \${IMAGE}
          containers:
            - name: main
              image: registry.example.com/app:\${TAG}
              args: ["--port", "$(PORT)"]
              ports: [{name: http, containerPort: 8080}]
              env:
                - {name: LEVEL, value: debug}
                - name: TOKEN
                  valueFrom: {secretKeyRef: {name: tokens, key: main, optional: true}}
              envFrom:
                - configMapRef: {name: settings}
              volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
              livenessProbe: {httpGet: {port: http}}
              resources: {limits: {cpu: 1}}
          volumes:
            - name: data
              persistentVolumeClaim: {claimName: data}
            - name: all
              projected: {sources: [{secret: {name: deep}}]}
`;

describe('a workload', () => {
  const read = mustRead(WORKLOAD);
  const [template] = read.resources[0]!.podTemplates;

  it('has a pod template with its containers', () => {
    expect(labels(template!.labels)).toEqual(['app=nightly']);
    expect(template!.containers.map((it) => `${it.role} ${it.name!.text} ${it.image!.text}`)).toEqual([
      'main main registry.example.com/app:${TAG}',
      'init migrate ${IMAGE}',
    ]);
    const [main] = template!.containers;
    expect(main!.ports.map((port) => [port.name!.text, port.containerPort!.number])).toEqual([
      ['http', 8080],
    ]);
    expect(main!.environment.map((it) => it.name!.text)).toEqual(['LEVEL', 'TOKEN']);
    expect(main!.volumeMounts[0]).toMatchObject({ isReadOnly: true });
    expect(main!.resources).toMatchObject({ hasLimits: true, hasRequests: false });
    expect(main!.probes).toEqual({ liveness: expect.anything() as unknown });
    expect(template!.specPath.join('.')).toBe('spec.jobTemplate.spec.template.spec');
  });

  it('keeps what is known and what a placeholder hides apart', () => {
    const image = template!.containers[0]!.image!;
    expect(
      image.pieces.map((piece) => (piece.kind === 'placeholder' ? `<${piece.name}>` : piece.text)),
    ).toEqual(['registry.example.com/app:', '<TAG>']);
    const placeholder = image.pieces[1]!;
    expect(placeholder.kind === 'placeholder' && place(read, placeholder.at)).toBe('22: ${TAG}');
    expect(read.resources[0]!.namespace!.text).toBe('${NAMESPACE}');
  });

  it('names what it needs', () => {
    expect(
      read.resources[0]!.references.map(
        (it) => `${it.kind} ${it.name.text} ${it.role}${it.isOptional ? '?' : ''}`,
      ),
    ).toEqual([
      'Secret tokens environment?',
      'ConfigMap settings environment-all',
      'PersistentVolumeClaim data volume',
      'Secret deep volume',
      'Secret registry pull-secret',
      'ServiceAccount runner service-account',
    ]);
  });

  it('is a bare Pod, too, and nothing at all where the shape is wrong', () => {
    const pod = mustRead(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{image: x}]\n',
    );
    expect(pod.resources[0]!.podTemplates[0]!.containers[0]!.image!.text).toBe('x');
    const wrong = mustRead('apiVersion: apps/v1\nkind: Deployment\nspec: [1]\n');
    expect(wrong.resources[0]!.podTemplates).toEqual([]);
  });
});

describe('other kinds', () => {
  it('reads the ports and the selector of a Service', () => {
    const service = mustRead(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - {port: 80, targetPort: http, nodePort: 30080}
    - {port: "\${PORT}"}
`).resources[0]!.service!;
    expect(service.type!.text).toBe('NodePort');
    expect(labels(service.selector)).toEqual(['app=web']);
    expect(service.ports.map((it) => [it.port!.number, it.targetPort?.text, it.nodePort?.number])).toEqual([
      [80, 'http', 30080],
      [undefined, undefined, undefined],
    ]);
  });

  it('reads the backends of an Ingress in both forms', () => {
    const ingress = mustRead(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls: [{secretName: cert, hosts: [a]}]
  rules:
    - http:
        paths:
          - {path: /, backend: {service: {name: web, port: {number: 80}}}}
          - {path: /old, backend: {serviceName: old, servicePort: http}}
`).resources[0]!;
    expect(ingress.ingressBackends.map((it) => `${it.service.name.text} ${it.port!.text}`)).toEqual([
      'web 80',
      'old http',
    ]);
    expect(ingress.references.map((it) => `${it.kind} ${it.name.text}`)).toEqual([
      'Service web',
      'Service old',
      'Secret cert',
    ]);
  });

  it('reads the texts of a ConfigMap', () => {
    const map = mustRead(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.conf: |\n    x $uri\n',
    );
    expect(map.resources[0]!.data.map((it) => `${it.field} ${it.key.text} ${it.value!.node.style}`)).toEqual([
      'data a.conf literal',
    ]);
  });
});
