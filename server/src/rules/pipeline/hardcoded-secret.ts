/** pipeline/hardcoded-secret: a secret that stands in the pipeline itself. */
import { isMap, keyOf, type Pair, type ScalarNode } from '../../yaml/node.ts';
import { valueOf } from '../../yaml/node.ts';
import { spanInScalar } from '../../yaml/scalar-map.ts';
import { findSecretShapes, isSecretValue } from '../../gitlab/secret-literal.ts';
import { scriptItems } from '../../gitlab/script-items.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/hardcoded-secret',
  severity: 'warning',
  summary:
    'A password, token or key stands in the pipeline, where everyone who can read the repository has it.',
  scope: 'entry',
  check({ kind, document, entry }, report) {
    if (kind !== 'pipeline' || !isMap(entry.root)) return;
    for (const pair of entry.root.pairs) {
      const maps = keyOf(pair) === 'variables' ? [pair.value] : [valueOf(pair.value, 'variables')];
      for (const map of maps) if (isMap(map)) for (const variable of map.pairs) inVariable(variable, report);
    }
    for (const { node } of scriptItems(document, entry)) if (node.kind === 'scalar') inScript(node, report);
  },
});

function inVariable(pair: Pair, report: (report: Report) => void): void {
  const name = keyOf(pair);
  const value = isMap(pair.value) ? valueOf(pair.value, 'value') : pair.value;
  if (name === undefined || value?.kind !== 'scalar') return;
  const [shape] = findSecretShapes(value.value);
  if (!shape && !isSecretValue(name, value.value)) return;
  report({
    at: value,
    message: `\`${name}\` holds ${shape?.what ?? 'what looks like a secret'} in plain text: everyone who can read the repository or its history has it. Revoke it, and set a new one, masked, in the project's CI/CD variables.`,
  });
}

/** `NAME=value` and `--password value`, besides tokens by their shape. */
const ASSIGNMENT =
  /(?:^|[\s;&(])(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"$`\n]*)"|'([^'\n]*)'|([^\s"'$`;&|()]+))/g;

function inScript(node: ScalarNode, report: (report: Report) => void): void {
  const text = node.value;
  const found = findSecretShapes(text);
  for (const { what, start, end } of found) {
    report({
      at: spanInScalar(node, start, end),
      message: `The script holds ${what} in plain text: everyone who can read the repository or its history has it. Revoke it, and set a new one, masked, in the project's CI/CD variables.`,
    });
  }
  for (const match of text.matchAll(ASSIGNMENT)) {
    const name = match[1]!;
    const value = match[2] ?? match[3] ?? match[4] ?? '';
    const start = match.index + match[0].lastIndexOf(value);
    if (!isSecretValue(name, value) || found.some((it) => it.start < start + value.length && start < it.end))
      continue;
    report({
      at: spanInScalar(node, start, start + value.length),
      message: `The script gives \`${name}\` what looks like a secret in plain text: everyone who can read the repository or its history has it. Revoke it, and set a new one, masked, in the project's CI/CD variables.`,
    });
  }
}
