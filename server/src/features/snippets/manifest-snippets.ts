/** Whole resources at the top of a manifest, and fields of a container. */
import type { Snapshot } from '../../project/snapshot.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { CompletionChoice } from '../completion-choice.ts';
import type { YamlCursor } from '../yaml-cursor.ts';
import { snippetChoices, type Snippet } from './snippet.ts';

export function manifestSnippets(
  snapshot: Snapshot,
  cursor: YamlCursor,
  source: SourceText,
): CompletionChoice[] {
  if (cursor.kind !== 'open' || cursor.isInFlow || cursor.hasColon || cursor.quote !== '') return [];
  const { path, siblings } = cursor;
  if (path.length === 0)
    return siblings.size === 0 ? snippetChoices(resources(snapshot), cursor, source) : [];
  if (path.at(-1) !== '[]' || !/^(?:initC|c)ontainers$/.test(path.at(-2) ?? '')) return [];
  const fields = CONTAINER_FIELDS.filter(({ keyword }) => !siblings.has(keyword));
  return snippetChoices(fields, cursor, source);
}

/** A variable of a pipeline that holds an image, for the placeholder. */
function imageVariable(snapshot: Snapshot): string {
  const names = snapshot.pipelines.flatMap((pipeline) => [...pipeline.variables.keys()]);
  return names.find((name) => /(?:^|_)IMAGE$/.test(name)) ?? 'IMAGE';
}

function resources(snapshot: Snapshot): readonly Snippet[] {
  const image = imageVariable(snapshot);
  return [
    {
      label: 'Deployment',
      detail: 'pods of one image, with probes and resources',
      lines: [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  name: ‹web›',
        'spec:',
        '  replicas: ‹2›',
        '  selector:',
        '    matchLabels:',
        '      app: ‹web›',
        '  template:',
        '    metadata:',
        '      labels:',
        '        app: ‹web›',
        '    spec:',
        '      containers:',
        '        - name: ‹web›',
        `          image: \${‹${image}›}`,
        '          ports:',
        '            - name: http',
        '              containerPort: ‹8080›',
        '          readinessProbe:',
        '            httpGet:',
        '              path: ‹/›',
        '              port: http',
        '            periodSeconds: 5',
        '          livenessProbe:',
        '            httpGet:',
        '              path: ‹/›',
        '              port: http',
        '            initialDelaySeconds: 10',
        '            periodSeconds: 10',
        '          resources:',
        '            requests:',
        '              cpu: 100m',
        '              memory: 128Mi',
        '            limits:',
        '              memory: 256Mi‹›',
      ],
    },
    {
      label: 'Service',
      detail: 'one address for the pods of a workload',
      lines: [
        'apiVersion: v1',
        'kind: Service',
        'metadata:',
        '  name: ‹web›',
        'spec:',
        '  selector:',
        '    app: ‹web›',
        '  ports:',
        '    - name: http',
        '      port: 80',
        '      targetPort: ‹http›‹›',
      ],
    },
    {
      label: 'Ingress',
      detail: 'requests from outside for a host name',
      lines: [
        'apiVersion: networking.k8s.io/v1',
        'kind: Ingress',
        'metadata:',
        '  name: ‹web›',
        'spec:',
        '  rules:',
        '    - host: ‹${HOST}›',
        '      http:',
        '        paths:',
        '          - path: /',
        '            pathType: Prefix',
        '            backend:',
        '              service:',
        '                name: ‹web›',
        '                port:',
        '                  name: http‹›',
      ],
    },
  ];
}

const CONTAINER_FIELDS: readonly (Snippet & { readonly keyword: string })[] = [
  {
    keyword: 'livenessProbe',
    label: 'livenessProbe: HTTP',
    detail: 'restarts a container that does not answer',
    lines: [
      'livenessProbe:',
      '  httpGet:',
      '    path: ‹/›',
      '    port: ‹http›',
      '  initialDelaySeconds: 10',
      '  periodSeconds: 10‹›',
    ],
  },
  {
    keyword: 'readinessProbe',
    label: 'readinessProbe: HTTP',
    detail: 'no requests before the container answers',
    lines: ['readinessProbe:', '  httpGet:', '    path: ‹/›', '    port: ‹http›', '  periodSeconds: 5‹›'],
  },
  {
    keyword: 'resources',
    label: 'resources: requests and limits',
    detail: 'what the container needs, and what it may use',
    lines: [
      'resources:',
      '  requests:',
      '    cpu: ‹100m›',
      '    memory: ‹128Mi›',
      '  limits:',
      '    memory: ‹256Mi›‹›',
    ],
  },
];
