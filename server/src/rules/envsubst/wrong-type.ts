/** envsubst/wrong-type: the value that a placeholder becomes does not fit its field. */
import { readPlain } from '../../yaml/plain-value.ts';
import { span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import { allValueProblems, definitionOf, shownValue, type ValueProblem } from './rendered.ts';

export const rule = defineRule({
  id: 'envsubst/wrong-type',
  severity: 'error',
  summary: 'The known value of a placeholder does not fit the field that it stands in.',
  scope: 'project',
  check(snapshot, report) {
    for (const found of allValueProblems(snapshot)) {
      if (found.isMendedByQuotes) continue;
      const { use, problem, placeholder } = found;
      const { name } = placeholder;
      const value = shownValue(use, name);
      const becomes =
        value === '' ? `\`\${${name}}\` is put in here` : `\`\${${name}}\` becomes \`${value}\``;
      report({
        at: placeholder.at,
        message:
          problem.kind === 'yaml'
            ? `In \`${use.job.job.name}\` ${becomes}, and the manifest is no YAML any more: ${problem.message}`
            : `In \`${use.job.job.name}\` ${becomes}. ${problem.message}`,
        related: definitionOf(snapshot, use, name),
        fixes: withoutQuotes(found, value),
      });
    }
  },
});

/** `replicas: "${REPLICAS}"`: without quotes it would fit. */
function withoutQuotes({ problem, placeholder, node }: ValueProblem, value: string): Fix[] {
  if (problem.kind !== 'type' || !placeholder.isWhole || !node) return [];
  if (node.style !== 'single' && node.style !== 'double') return [];
  const wanted = problem.expected ?? [];
  const read = readPlain(value).type;
  const fits = value === '' || value.startsWith('${') || wanted.includes(read === 'float' ? 'number' : read);
  if (!fits || !wanted.some((type) => /^(?:integer|number|boolean)$/.test(type))) return [];
  return [
    {
      title: 'Remove the quotes',
      isPreferred: true,
      edits: () => ({
        edits: [{ at: span(node.segment, node.start, node.end), newText: node.value }],
      }),
    },
  ];
}
