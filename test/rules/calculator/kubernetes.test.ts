import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const LABELS = '      labels:\n        app: calculator\n    spec:';
const SELECTOR = '    matchLabels:\n      app: calculator\n';
const VOLUMES =
  '      volumes:\n        - name: clock\n          hostPath:\n            path: /etc/localtime\n';
const MOUNT = '            - name: clock\n              mountPath: /etc/localtime\n';
const SERVICE = 'kind: Service\nmetadata:\n  name: calculator\n  namespace: tools\nspec:\n';
const POLICY = '          imagePullPolicy: Always # every pipeline pushes a tag of its own\n';
const TAG = '${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}';

const manifest = (from: string, to: string): Edit => ['manifest', from, to];
/** Fields of the container. */
const container = (...lines: string[]): Edit =>
  manifest(POLICY, POLICY + lines.map((line) => `          ${line}\n`).join(''));
/** Fields of the pod. */
const pod = (...lines: string[]): Edit =>
  manifest(
    '      # Made by the deploy job',
    `${lines.map((line) => `      ${line}\n`).join('')}      # Made by the deploy job`,
  );
/** A further document. */
const document = (text: string): Edit =>
  manifest('---\napiVersion: v1\n', `---\n${text.trim()}\n---\napiVersion: v1\n`);

findsFaults('kubernetes/schema', {
  'letters that changed places': [manifest('replicas: 2', 'replcias: 2')],
  'the wrong case of a value': [manifest('imagePullPolicy: Always', 'imagePullPolicy: always')],
  'a text for a number': [manifest('replicas: 2', 'replicas: "two"')],
  'a field in the wrong place': [manifest('  replicas: 2\n', '  replicas: 2\n  containers: []\n')],
  'a list that is none': [
    manifest(
      '          ports:\n            - name: http\n              containerPort',
      '          ports:\n              name: http\n              containerPort',
    ),
  ],
});

findsFaults('kubernetes/removed-api', {
  'of a Deployment': [manifest('apiVersion: apps/v1', 'apiVersion: apps/v1beta1')],
  'in quotes': [manifest('apiVersion: apps/v1', 'apiVersion: "extensions/v1beta1"')],
  'of a configured cluster': [
    ['.pipewright.yml', 'cluster:\n  version: "1.31"\n'],
    document(
      'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: calculator\n  namespace: tools\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: calculator\n',
    ),
  ],
  'of an Ingress': [
    document(
      'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: calculator\n  namespace: tools\nspec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            backend:\n              serviceName: calculator\n              servicePort: 30500\n',
    ),
  ],
});

findsFaults('kubernetes/selector-mismatch', {
  'in the selector': [manifest(SELECTOR, SELECTOR.replace('calculator', 'calc'))],
  'in the labels': [manifest(LABELS, LABELS.replace('calculator', 'calculater'))],
  'a label more': [manifest(SELECTOR, `${SELECTOR}      tier: web\n`)],
  'in flow style': [manifest(SELECTOR, '    matchLabels: { app: calculators }\n')],
});

findsFaults('kubernetes/service-selects-nothing', {
  'another value': [
    manifest('  selector:\n    app: calculator\n  ports', '  selector:\n    app: calculators\n  ports'),
  ],
  'another label': [
    manifest('  selector:\n    app: calculator\n  ports', '  selector:\n    name: calculator\n  ports'),
  ],
  'another namespace': [manifest(SERVICE, SERVICE.replace('tools', 'default'))],
  'a label more, in flow style': [
    manifest(
      '  selector:\n    app: calculator\n  ports',
      '  selector: { app: calculator, tier: web }\n  ports',
    ),
  ],
});

findsFaults('kubernetes/service-port', {
  'another number': [manifest('targetPort: 30500', 'targetPort: 30501')],
  'a name that no port has': [manifest('targetPort: 30500', 'targetPort: web')],
  'a number in quotes': [manifest('targetPort: 30500', 'targetPort: "30500"')],
  'none, and another port': [manifest('      port: 30500\n      targetPort: 30500\n', '      port: 80\n')],
});

findsFaults('kubernetes/node-port-range', {
  'below the range': [manifest('nodePort: 30500', 'nodePort: 8080')],
  'above the range': [manifest('nodePort: 30500', 'nodePort: 33000')],
  'by what a placeholder becomes': [
    ['ci', '  KUBECONFIG: "/tmp/kubeconfig"\n', '  KUBECONFIG: "/tmp/kubeconfig"\n  NODE_PORT: "3050"\n'],
    manifest('nodePort: 30500', 'nodePort: ${NODE_PORT}'),
  ],
  'taken by another Service': [
    document(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: other\n  namespace: tools\nspec:\n  type: NodePort\n  selector:\n    app: calculator\n  ports:\n    - { port: 30500, nodePort: 30500 }\n',
    ),
  ],
});

findsFaults('kubernetes/unknown-volume', {
  'a misspelt mount': [manifest(MOUNT, MOUNT.replace('clock', 'clok'))],
  'no volumes': [manifest(VOLUMES, '')],
  'of an init container': [
    pod(
      'initContainers:',
      '  - { name: init, image: "busybox:1.36", volumeMounts: [{ name: data, mountPath: /data }] }',
    ),
  ],
  'a volume that nothing mounts': [
    manifest(VOLUMES, `${VOLUMES}        - name: cache\n          emptyDir: {}\n`),
  ],
});

findsFaults('kubernetes/unknown-reference', {
  'a ConfigMap for the environment': [
    container('envFrom:', '  - configMapRef:', '      name: calculator-settings'),
  ],
  'a key of a Secret': [
    container(
      'env:',
      '  - name: TOKEN',
      '    valueFrom: { secretKeyRef: { name: calculator-token, key: token } }',
    ),
  ],
  'a claim': [
    manifest(
      VOLUMES,
      `${VOLUMES}        - name: data\n          persistentVolumeClaim: { claimName: calculator-data }\n`,
    ),
    manifest(MOUNT, `            - { name: data, mountPath: /data }\n${MOUNT}`),
  ],
  'an account': [pod('serviceAccountName: calculator')],
});

const pulled = (tag: string, policy: string): readonly Edit[] => [['ci', TAG, tag], manifest(POLICY, policy)];

findsFaults('kubernetes/pull-policy', {
  'latest, if it is not there': pulled('latest', '          imagePullPolicy: IfNotPresent\n'),
  'the branch, if it is not there': pulled(
    '${CI_COMMIT_REF_SLUG}',
    '          imagePullPolicy: "IfNotPresent"\n',
  ),
  'the branch, and nothing said': pulled('$CI_COMMIT_REF_SLUG', ''),
});

findsFaults('kubernetes/no-probes', {
  'as it is': [],
  'only one of them': [container('livenessProbe:', '  httpGet: { path: /, port: http }')],
  'only one that asks at the start': [container('startupProbe:', '  tcpSocket: { port: http }')],
});

findsFaults('kubernetes/no-resources', {
  'as it is': [],
  'only requests': [container('resources:', '  requests:', '    memory: 64Mi')],
  'in flow style': [container('resources: { requests: { cpu: 100m } }')],
});

findsFaults('kubernetes/host-path', {
  'all of the node': [manifest('            path: /etc/localtime\n', '            path: /\n')],
  'the socket of Docker': [
    manifest('            path: /etc/localtime\n', '            path: /var/run/docker.sock\n'),
  ],
  'a folder to write in': [
    manifest('            path: /etc/localtime\n', '            path: /etc\n'),
    manifest('              readOnly: true\n', ''),
  ],
});

findsFaults('kubernetes/privileged', {
  'a privileged container': [container('securityContext:', '  privileged: true')],
  'the network of the node': [pod('hostNetwork: true')],
  'a capability': [container('securityContext: { capabilities: { add: [SYS_ADMIN] } }')],
  root: [container('securityContext:', '  runAsUser: 0')],
});

const AGAIN =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: calculator\n  namespace: tools\nspec:\n  selector:\n    app: calculator\n  ports:\n    - port: 30500\n';

findsFaults('kubernetes/duplicate-resource', {
  'in one file': [document(AGAIN)],
  'in another file': [
    ['again.yaml', AGAIN],
    ['ci', 'apply -f calculator-rendered.yaml', 'apply -f calculator-rendered.yaml -f again.yaml'],
  ],
  'in a List': [
    document(
      'apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: Service, metadata: { name: calculator, namespace: tools }, spec: { selector: { app: calculator }, ports: [{ port: 30500 }] } }\n',
    ),
  ],
});

findsFaults('kubernetes/name', {
  'an upper case letter': [
    manifest('kind: Service\nmetadata:\n  name: calculator', 'kind: Service\nmetadata:\n  name: Calculator'),
  ],
  'an underscore': [
    manifest(
      '        - name: calculator\n          image',
      '        - name: calculator_app\n          image',
    ),
  ],
  'a label with a blank': [
    manifest(LABELS, `      labels:\n        app: calculator\n        team: "two people"\n    spec:`),
  ],
  'a label that ends with a dash': [
    manifest(LABELS, `      labels:\n        app: calculator\n        team: tools-\n    spec:`),
  ],
});

findsFaults('kubernetes/single-replica', {
  one: [manifest('replicas: 2', 'replicas: 1')],
  'none said': [manifest('  replicas: 2\n', '')],
  'by what a placeholder becomes': [
    ['ci', '  KUBECONFIG: "/tmp/kubeconfig"\n', '  KUBECONFIG: "/tmp/kubeconfig"\n  COUNT: "1"\n'],
    manifest('replicas: 2', 'replicas: ${COUNT}'),
  ],
});

isSilentOn({
  'a port by its name': [manifest('targetPort: 30500', 'targetPort: http')],
  'more labels than selected': [
    manifest(LABELS, '      labels:\n        app: calculator\n        tier: web\n    spec:'),
  ],
  'two Services with their own ports': [
    document(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: inside\n  namespace: tools\nspec:\n  selector:\n    app: calculator\n  ports:\n    - port: 80\n      targetPort: http\n',
    ),
  ],
  'the same name in another namespace': [
    document(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: calculator\n  namespace: other\ndata: {}\n',
    ),
  ],
  'a ConfigMap that is there': [
    container('envFrom:', '  - configMapRef:', '      name: settings'),
    document(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: tools\ndata:\n  LEVEL: info\n',
    ),
  ],
  'a claim of a StatefulSet': [
    manifest('kind: Deployment', 'kind: StatefulSet'),
    manifest(
      '  replicas: 2\n',
      '  replicas: 2\n  serviceName: calculator\n  volumeClaimTemplates:\n    - metadata:\n        name: data\n      spec:\n        accessModes: [ReadWriteOnce]\n        resources:\n          requests:\n            storage: 1Gi\n',
    ),
    manifest(MOUNT, `            - { name: data, mountPath: /data }\n${MOUNT}`),
  ],
  'a tag of its own, if it is not there': [
    manifest('imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent'),
  ],
  'a custom resource': [
    document(
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: calculator\n  namespace: tools\nspec:\n  anything: [goes]\n',
    ),
  ],
  'a Helm chart beside it': [
    [
      'chart/templates/deployment.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  replcias: {{ .Values.replicas }}\n',
    ],
    ['chart/Chart.yaml', 'apiVersion: v2\nname: calculator\nversion: 0.1.0\n'],
  ],
  'a binary file and a huge one beside it, that are applied too': [
    ['manifests/logo.yaml', 'apiVersion: v1\nkind: \u0000Service\nspce: 1\n'],
    ['manifests/data.yaml', `apiVersion: v1\nkind: ConfigMap\ndta: ${'x'.repeat(2_100_000)}\n`],
    ['ci', 'apply -f calculator-rendered.yaml', 'apply -f calculator-rendered.yaml -f manifests/'],
  ],
  'empty documents': [manifest('---\napiVersion: v1\n', '---\n# nothing\n---\n---\napiVersion: v1\n')],
});
