/** Code actions in manifests: the text after them, in the spelling that was there. */
import { describe, expect, test } from 'vitest';
import { apply, titles } from './apply.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
  namespace: "shop"
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
      tier: 'front'
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      containers:
        - name: web
          image: registry.example.com/team/web:1.2 # pinned
          ports:
            - name: http
              containerPort: 8080
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: "shop"
spec:
  selector:
    app: web
    tier: 'front'
  ports:
    - name: http
      port: 80
      targetPort: http
`;

const PIPELINE = `stages: [deploy]

deploy:
  stage: deploy
  image: alpine/k8s:1.34.1
  script:
    - kubectl apply -f k8s/web.yaml
`;

/** The text with a cursor before a part of it. */
function at(text: string, part: string): string {
  const place = text.indexOf(part);
  if (place < 0) throw new Error(`${part} is not in the text`);
  return `${text.slice(0, place)}‸${text.slice(place)}`;
}

async function after(
  manifest: string,
  title: RegExp | string,
  files: Record<string, string> = {},
): Promise<string> {
  const result = await apply({ 'k8s/web.yaml': manifest, ...files }, title);
  return result['k8s/web.yaml']!;
}

describe('a container', () => {
  test('gets probes for its HTTP port, with the health path that the application has', async () => {
    const application = {
      'requirements.txt': 'flask==3.1.1\n',
      'app.py':
        "from flask import Flask\napp = Flask(__name__)\n@app.route('/healthz')\ndef healthz():\n    return 'ok'\napp.run(port=8080)\n",
    };
    expect(await after(at(DEPLOYMENT, 'image:'), /^Add liveness and readiness probes/, application)).toBe(
      `${DEPLOYMENT}          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 30
            periodSeconds: 10
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 5
            periodSeconds: 5
`,
    );
  });

  test('gets the probe that it lacks, in flow style', async () => {
    const text = DEPLOYMENT.replace(
      / {10}ports:[^]*/,
      '          ports: [{containerPort: 5432}]\n          livenessProbe: {tcpSocket: {port: 5432}}\n',
    );
    expect(await after(at(text, 'image:'), 'Add a readiness probe for its port')).toBe(
      `${text}          readinessProbe:
            tcpSocket:
              port: 5432
            initialDelaySeconds: 5
            periodSeconds: 5
`,
    );
  });

  test('gets resources, with line ends of Windows and four blanks', async () => {
    const text = DEPLOYMENT.replaceAll('\n', '\r\n');
    expect(await after(at(text, 'image:'), 'Add requests and a limit for memory')).toBe(
      `${text}          resources:\r\n            requests:\r\n              cpu: 100m\r\n              memory: 128Mi\r\n            limits:\r\n              memory: 256Mi\r\n`,
    );
  });

  test('is left to the quick fixes where they are offered, and has them when the rules are off', async () => {
    const files = { 'k8s/web.yaml': at(DEPLOYMENT, 'web\n          image'), '.gitlab-ci.yml': PIPELINE };
    const offered = await titles(files, { withFixes: true });
    expect(offered).not.toContain('Add requests and a limit for memory');
    const off = 'rules:\n  kubernetes/*: off\n';
    expect(await titles({ ...files, '.pipewright.yml': off }, { withFixes: true })).toEqual(
      expect.arrayContaining([
        'Add requests and a limit for memory',
        'Add liveness and readiness probes for `/`',
      ]),
    );
  });

  test('gets the secret that a job of the pipeline creates', async () => {
    const pipeline = PIPELINE.replace(
      '    - kubectl',
      '    - kubectl create secret docker-registry pull --namespace=shop --docker-server=registry.example.com --docker-username="$U" --docker-password="$P" --dry-run=client -o yaml | kubectl apply -f -\n    - kubectl',
    );
    expect(
      await after(at(DEPLOYMENT, 'image:'), 'Add the pull secret pull', { '.gitlab-ci.yml': pipeline }),
    ).toBe(`${DEPLOYMENT}      imagePullSecrets:\n        - name: pull\n`);
  });
});

describe('a Service for a workload', () => {
  const title = 'Add a Service for Deployment web';

  test('is a document behind it, with its labels, port and namespace', async () => {
    expect(await after(at(DEPLOYMENT, 'kind:'), title)).toBe(
      `${DEPLOYMENT.trimEnd()}\n---\n${SERVICE.trimEnd()}\n`,
    );
  });

  test('stands between the documents, with line ends of Windows', async () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';
    const text = `# first\n${DEPLOYMENT}\n---\n${config}`.replaceAll('\n', '\r\n');
    expect(await after(at(text, 'kind: Dep'), title)).toBe(
      text.replace('8080\r\n', `8080\r\n---\r\n${SERVICE.trimEnd().replaceAll('\n', '\r\n')}\r\n`),
    );
  });

  test('takes over the depth of lists and levels', async () => {
    const text =
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n    name: db\nspec:\n    serviceName: db\n    selector:\n        matchLabels: {app: db}\n    template:\n        metadata:\n            labels: {app: db}\n        spec:\n            containers:\n            -   name: db\n                image: postgres:17\n                ports:\n                -   containerPort: 5432\n';
    expect(await after(at(text, '  name: db'), 'Add a Service for StatefulSet db')).toBe(
      `${text}---\napiVersion: v1\nkind: Service\nmetadata:\n    name: db\nspec:\n    selector:\n        app: db\n    ports:\n    - port: 5432\n      targetPort: 5432\n`,
    );
  });

  test('is not offered where one selects the pods, or none can be told', async () => {
    expect(
      await titles({ 'k8s/web.yaml': at(DEPLOYMENT, 'kind:'), 'k8s/service.yaml': SERVICE }),
    ).not.toContain(title);
    const portless = DEPLOYMENT.replace(/ {10}ports:[^]*/, '');
    expect(await titles({ 'k8s/web.yaml': at(portless, 'kind:') })).not.toContain(title);
  });
});

describe('an Ingress for a Service', () => {
  const title = 'Add an Ingress for Service web';

  test('sends all requests for a host to its port', async () => {
    const text = `${DEPLOYMENT}---\n${SERVICE}`;
    expect(await after(at(text, 'targetPort'), title)).toBe(`${text}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: "shop"
spec:
  rules:
    - host: web.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http
`);
  });

  test('is not offered for what speaks no HTTP', async () => {
    const text = SERVICE.replace(/ {4}- name: http[^]*/, '    - port: 5432\n');
    expect(await titles({ 'k8s/web.yaml': at(text, 'kind') })).toEqual([]);
  });

  test('is not offered for one behind a load balancer', async () => {
    const text = SERVICE.replace('spec:\n', 'spec:\n  type: LoadBalancer\n');
    expect(await titles({ 'k8s/web.yaml': at(text, 'ports') })).toEqual([]);
  });
});

describe('an image', () => {
  const title = 'Turn the tag into the placeholder ${IMAGE_TAG}, defined in the pipeline';

  test('has its tag in the pipeline, which renders the manifest', async () => {
    const result = await apply(
      { 'k8s/web.yaml': at(DEPLOYMENT, 'registry.'), '.gitlab-ci.yml': PIPELINE },
      title,
    );
    expect(result['k8s/web.yaml']).toBe(DEPLOYMENT.replace('web:1.2', 'web:${IMAGE_TAG}'));
    expect(result['.gitlab-ci.yml']).toBe(
      PIPELINE.replace('deploy:', 'variables:\n  IMAGE_TAG: "1.2"\n\ndeploy:').replace(
        'kubectl apply -f k8s/web.yaml',
        "envsubst '${IMAGE_TAG}' < k8s/web.yaml | kubectl apply -f -",
      ),
    );
  });

  test('joins the list of the call that renders it, and the variables that are there', async () => {
    const pipeline = PIPELINE.replace('deploy:', 'variables: {HOST: example.com}\n\ndeploy:').replace(
      '- kubectl apply -f k8s/web.yaml',
      "- 'envsubst ''$HOST'' < k8s/web.yaml | kubectl apply -f -'",
    );
    const quoted = DEPLOYMENT.replace(
      'registry.example.com/team/web:1.2',
      '"registry.example.com/team/web:1.2"',
    );
    const result = await apply({ 'k8s/web.yaml': at(quoted, 'image'), '.gitlab-ci.yml': pipeline }, title);
    expect(result['k8s/web.yaml']).toBe(quoted.replace('web:1.2', 'web:${IMAGE_TAG}'));
    expect(result['.gitlab-ci.yml']).toBe(
      pipeline
        .replace('example.com}', 'example.com, IMAGE_TAG: "1.2"}')
        .replace("''$HOST''", "''$HOST $IMAGE_TAG''"),
    );
  });

  test('is the one that the pipeline pushes', async () => {
    const pipeline = `variables:\n  WEB: $CI_REGISTRY_IMAGE/web:$CI_COMMIT_SHA\n\nbuild:\n  stage: .pre\n  script:\n    - docker build -t "$WEB" .\n    - docker push "$WEB"\n\n${PIPELINE}`;
    const result = await apply(
      { 'k8s/web.yaml': at(DEPLOYMENT, 'image'), '.gitlab-ci.yml': pipeline },
      'Deploy the image that the pipeline pushes: ${WEB}',
    );
    expect(result['k8s/web.yaml']).toBe(DEPLOYMENT.replace('registry.example.com/team/web:1.2', '${WEB}'));
    expect(result['.gitlab-ci.yml']).toContain("envsubst '${WEB}' < k8s/web.yaml | kubectl apply -f -");
  });

  test('stays where no job applies it, or the job’s image has no envsubst', async () => {
    const marked = { 'k8s/web.yaml': at(DEPLOYMENT, 'image') };
    expect(await titles(marked)).not.toContain(title);
    const pipeline = PIPELINE.replace('alpine/k8s:1.34.1', 'rancher/kubectl:v1.34.1');
    expect(await titles({ ...marked, '.gitlab-ci.yml': pipeline })).not.toContain(title);
  });
});
