/** A workspace of 2,000 manifests: how long it takes to open, and to answer an edit of one of them. */
import { core } from './core.mjs';
import { median } from './figures.mjs';

const EDITS = 30;

/** @returns {Promise<import('./figures.mjs').Figure[]>} */
export async function manifestFigures() {
  const { MemoryFileSystem, Project, RuleEngine, loadAllRules } = await core();
  const rules = await loadAllRules();
  const files = manifestsOf(1000);
  const start = performance.now();
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  const engine = new RuleEngine(rules, ({ rule, error }) => {
    throw new Error(rule, { cause: error });
  });
  engine.lint(project.snapshot());
  const opened = performance.now() - start;
  const edits = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const file = 'k8s/1/deployment-1.yaml';
    project.setOpen(file, files[file].replace('replicas: 1', `replicas: ${edit + 2}`));
    const before = performance.now();
    await project.settle();
    engine.lint(project.snapshot());
    edits.push(performance.now() - before);
  }
  return [
    { name: '2,000 manifests: open, all rules', value: opened, unit: 'ms', bar: { atMost: 3000 } },
    { name: '2,000 manifests: answer an edit', value: median(edits), unit: 'ms', bar: { atMost: 50 } },
  ];
}

/** Deployments and their Services, half of them named by placeholders, applied by one job. */
function manifestsOf(count) {
  const files = {
    '.gitlab-ci.yml': [
      'variables:',
      '  APP_0: web',
      'deploy:',
      '  script:',
      '    - for file in k8s/*/*.yaml; do envsubst < $file | kubectl apply -f -; done',
      '    - envsubst < k8s/0/deployment-0.yaml | kubectl apply -f -',
      '',
    ].join('\n'),
  };
  for (let i = 0; i < count; i++) {
    const name = i % 2 ? `app-${i}` : `\${APP_${i}}`;
    files[`k8s/${i % 50}/deployment-${i}.yaml`] = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels: { app: "${name}" }
  template:
    metadata:
      labels: { app: "${name}" }
    spec:
      containers:
        - name: app
          image: registry.example.com/app:1
          ports:
            - containerPort: 8080
          envFrom:
            - configMapRef: { name: settings-${i} }
`;
    files[`k8s/${i % 50}/service-${i}.yaml`] = `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  selector: { app: "${name}" }
  ports:
    - port: 80
      targetPort: 8080
`;
  }
  return files;
}
