/** envsubst/unquoted-string: a placeholder where a text belongs, and YAML reads its value as a number or a boolean. */
import { templatesOf } from '../../project/templates.ts';
import type { ManifestPlaceholder } from '../../kubernetes/placeholder.ts';
import type { ScalarNode } from '../../yaml/node.ts';
import { readPlain } from '../../yaml/plain-value.ts';
import { span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';
import {
  allValueProblems,
  definitionOf,
  isOneLine,
  kindOfNumber,
  numericLookup,
  shownValue,
  valueProblems,
  type NumberKind,
} from './rendered.ts';

export const rule = defineRule({
  id: 'envsubst/unquoted-string',
  severity: 'warning',
  summary: 'A placeholder without quotes where a text belongs, whose value may be read as something else.',
  scope: 'project',
  check(snapshot, report) {
    const reported = new Set<ManifestPlaceholder>();
    for (const { use, placeholder, node, isMendedByQuotes } of allValueProblems(snapshot)) {
      if (!isMendedByQuotes || reported.has(placeholder)) continue;
      reported.add(placeholder);
      const value = shownValue(use, placeholder.name);
      report({
        at: placeholder.at,
        severity: 'error',
        message: `In \`${use.job.job.name}\` \`\${${placeholder.name}}\` becomes \`${value}\`, which YAML reads as ${describe(value)} where a text belongs, and the API server refuses it. Put it in quotes.`,
        related: definitionOf(snapshot, use, placeholder.name),
        fixes: quote(node),
      });
    }
    for (const { manifest, uses } of templatesOf(snapshot)) {
      for (const use of uses) {
        for (const found of valueProblems(manifest, use, numericLookup(use))) {
          const { placeholder, node, isMendedByQuotes } = found;
          if (!isMendedByQuotes || reported.has(placeholder)) continue;
          reported.add(placeholder);
          const value = shownValue(use, placeholder.name);
          const source = /^\$\{(\w+)\}$/.exec(value)?.[1] ?? placeholder.name;
          report({
            at: placeholder.at,
            message: `${REASON[kindOfNumber(source) ?? 'probably'](placeholder.name)}, which YAML reads as a number where a text belongs, and the API server refuses it. Put it in quotes.`,
            related: definitionOf(snapshot, use, placeholder.name),
            fixes: quote(node),
          });
        }
      }
    }
  },
});

const REASON: Readonly<Record<NumberKind, (name: string) => string>> = {
  always: (name) => `\`\${${name}}\` becomes a number`,
  probably: (name) => `\`\${${name}}\` becomes digits alone`,
  sometimes: (name) => `\`\${${name}}\` becomes digits alone for about one commit in fifty`,
};

function describe(value: string): string {
  const { type } = readPlain(value);
  if (type === 'integer' || type === 'float') return 'a number';
  if (type === 'boolean') return 'a boolean';
  return type === 'timestamp' ? 'a date' : 'no text';
}

function quote(node: ScalarNode | undefined): Fix[] {
  if (!node || !isOneLine(node)) return [];
  const mark = /["\\]/.test(node.value) ? "'" : '"';
  if (node.value.includes(mark)) return [];
  return [
    {
      title: 'Put it in quotes',
      isPreferred: true,
      edits: () => ({
        edits: [
          { at: span(node.segment, node.start, node.start), newText: mark },
          { at: span(node.segment, node.end, node.end), newText: mark },
        ],
      }),
    },
  ];
}
