import { expect, test } from 'vitest';
import { locateFix } from '../../../server/src/rules/fix-all.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { lintFiles } from '../../rules/lint-files.ts';

const TEXT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web # the shop
        image: web:1
        ports:
        - name: http
          containerPort: 8080
`;

/** The text after the first fix of a rule's first finding. */
async function fixed(rule: string): Promise<string> {
  const { snapshot, findings } = await lintFiles({ 'app.yaml': TEXT });
  const found = findings.find(({ finding }) => finding.rule === rule)!;
  return applyEdits(TEXT, locateFix(snapshot, found.finding.fixes![0]!)!.edits);
}

test('probes ask the HTTP port by its name', async () => {
  expect(await fixed('kubernetes/no-probes')).toBe(`${TEXT}        livenessProbe:
          httpGet:
            path: /
            port: http
          initialDelaySeconds: 30
          periodSeconds: 10
        readinessProbe:
          httpGet:
            path: /
            port: http
          initialDelaySeconds: 5
          periodSeconds: 5
`);
});

test('requests and a limit stand behind the ports', async () => {
  expect(await fixed('kubernetes/no-resources')).toBe(`${TEXT}        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 256Mi
`);
});
