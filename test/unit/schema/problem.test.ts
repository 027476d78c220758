import { expect, test } from 'vitest';
import { findingsOf } from '../../rules/lint-files.ts';

test('a required field that is misspelt is one fault, not an unknown field and a missing one', async () => {
  const findings = await findingsOf('kubernetes/schema', {
    'app.yaml': `apiVersion: v1
kind: Pod
metadata: { name: app }
spec:
  containers:
    - name: app
      ports:
        - contanerPort: 80
        - name: http
`,
  });
  expect(findings.map(({ finding }) => finding.message)).toEqual([
    expect.stringContaining('Did you mean `containerPort`?'),
    expect.stringContaining('has no `containerPort`'),
  ]);
});
