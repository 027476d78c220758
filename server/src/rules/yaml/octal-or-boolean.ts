/** yaml/octal-or-boolean: a variable's value that YAML turns into something else. */
import { isMap, isSequence, keyOf, valueOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import { readPsych } from '../../yaml/psych.ts';
import type { YamlDocument } from '../../yaml/yaml-file.ts';
import { defineRule, replaceFix } from '../rule.ts';
import type { EntrySubject } from '../subjects.ts';

export const rule = defineRule({
  id: 'yaml/octal-or-boolean',
  severity: 'warning',
  summary: 'A variable’s value such as 010, yes or 1.10 that YAML turns into another one.',
  scope: 'entry',
  check(subject, report) {
    if (subject.kind !== 'pipeline') return;
    for (const { name, value } of variableValues(subject)) {
      const { type, text } = readPsych(value.value);
      // A null is what it looks like; a sign in front and separators between digits are lost without harm.
      if (type === 'null' || type === 'text' || text === value.value.replace(/^\+|_/g, '')) continue;
      report({
        at: value,
        message: `\`${name}\` becomes \`${text}\`: without quotes YAML reads ${value.value} as a ${type}. Quote it to keep the text.`,
        fixes: [replaceFix('Quote the value', value, `"${value.value}"`)],
      });
    }
  },
});

/** The plain values under `variables:` of a job, of the whole pipeline and of rules. */
function variableValues({ document, entry }: EntrySubject): { name: string; value: ScalarNode }[] {
  const found: { name: string; value: ScalarNode }[] = [];
  for (const pair of isMap(entry.root) ? entry.root.pairs : []) {
    if (keyOf(pair) === 'variables') found.push(...valuesIn(document, pair.value));
    const job = document.follow(pair.value);
    if (!isMap(job)) continue;
    found.push(...valuesIn(document, valueOf(job, 'variables')));
    const rules = document.follow(valueOf(job, 'rules'));
    for (const item of isSequence(rules) ? rules.items : [])
      found.push(...valuesIn(document, valueOf(document.follow(item), 'variables')));
  }
  return found;
}

function valuesIn(document: YamlDocument, node: YamlNode | undefined): { name: string; value: ScalarNode }[] {
  const map = document.follow(node);
  if (!isMap(map) || map.tag) return [];
  return map.pairs.flatMap((pair) => {
    const name = keyOf(pair);
    const written = document.follow(pair.value);
    const value = isMap(written) ? document.valueOf(written, 'value') : written;
    return name !== undefined && value?.kind === 'scalar' && value.style === 'plain' && !value.tag
      ? [{ name, value }]
      : [];
  });
}
