/** pipeline/hardcoded-secret: a secret that stands in the pipeline itself. */
import type { Service } from '../../gitlab/job.ts';
import { scriptItems } from '../../gitlab/script-items.ts';
import { isDatabaseSecret, isSecretValue, secretsInScript } from '../../gitlab/secret-literal.ts';
import { findSecretShapes } from '../../gitlab/secret-shape.ts';
import { isMap, keyOf, valueOf, type Pair, type ScalarNode } from '../../yaml/node.ts';
import { spanInScalar } from '../../yaml/scalar-map.ts';
import { checkOf, defineRule, type Report } from '../rule.ts';

const ofDatabases = checkOf('pipeline', ({ pipeline }, report) => {
  const jobs = [...pipeline.jobs.values()];
  // What only lives beside a test needs no secret.
  if (!pipeline.isComplete || jobs.some(({ services }) => services.some(mayBeDatabase))) return;
  const pairs = [...pipeline.variables.values(), ...jobs.flatMap(({ variables }) => variables)];
  for (const pair of new Set(pairs)) {
    const variable = literalOf(pair);
    if (variable && isDatabaseSecret(variable.name, variable.value.value)) report(inVariable(variable));
  }
});

export const rule = defineRule(
  {
    id: 'pipeline/hardcoded-secret',
    severity: 'warning',
    summary:
      'A password, token or key stands in the pipeline, where everyone who can read the repository has it.',
    scope: 'entry',
    check({ kind, document, entry }, report) {
      if (kind !== 'pipeline' || !isMap(entry.root)) return;
      for (const pair of entry.root.pairs) {
        const map = keyOf(pair) === 'variables' ? pair.value : valueOf(pair.value, 'variables');
        for (const variable of isMap(map) ? map.pairs : []) checkVariable(variable, report);
      }
      for (const { node } of scriptItems(document, entry))
        if (node.kind === 'scalar') checkScript(node, report);
    },
  },
  [ofDatabases],
);

interface Literal {
  readonly name: string;
  readonly value: ScalarNode;
}

/** A variable with its value, as written. */
function literalOf(pair: Pair): Literal | undefined {
  const name = keyOf(pair);
  const value = isMap(pair.value) ? valueOf(pair.value, 'value') : pair.value;
  return name !== undefined && value?.kind === 'scalar' ? { name, value } : undefined;
}

function checkVariable(pair: Pair, report: (report: Report) => void): void {
  const variable = literalOf(pair);
  if (!variable) return;
  const [shape] = findSecretShapes(variable.value.value);
  if (shape || isSecretValue(variable.name, variable.value.value)) report(inVariable(variable, shape?.what));
}

function inVariable({ name, value }: Literal, what = 'what looks like a secret'): Report {
  return { at: value, message: `\`${name}\` holds ${what} in plain text: ${CONSEQUENCE}` };
}

function checkScript(node: ScalarNode, report: (report: Report) => void): void {
  for (const { what, variable, start, end } of secretsInScript(node.value))
    report({
      at: spanInScalar(node, start, end),
      message:
        variable === undefined
          ? `The script holds ${what} in plain text: ${CONSEQUENCE}`
          : `The script gives \`${variable}\` ${what} in plain text: ${CONSEQUENCE}`,
    });
}

const CONSEQUENCE =
  "everyone who can read the repository or its history has it. Revoke it, and set a new one, masked, in the project's CI/CD variables.";

function mayBeDatabase({ name }: Service): boolean {
  return /postg|mysql|mariadb|mongo|redis|rabbit|elastic|minio|mssql|\$/i.test(name.value);
}
