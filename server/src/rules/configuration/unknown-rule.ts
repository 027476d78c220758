/** configuration/unknown-rule: a level for a rule that there is not. */
import { nearestName } from '../../text/nearest.ts';
import { isMap, isSequence, keyOf, type YamlNode } from '../../yaml/node.ts';
import { ruleNames } from '../generated/names.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'configuration/unknown-rule',
  severity: 'warning',
  summary: 'A level for a rule that does not exist.',
  scope: 'document',
  check({ kind, document }, report) {
    if (kind !== 'configuration') return;
    const look = (rules: YamlNode | undefined) => {
      for (const pair of isMap(rules) ? document.pairsOf(rules) : []) {
        const name = keyOf(pair);
        if (name !== undefined && !NAMES.has(name)) report(unknownRule(name, pair.key));
      }
    };
    look(document.valueOf(document.root, 'rules'));
    const overrides = document.valueOf(document.root, 'overrides');
    for (const item of isSequence(overrides) ? overrides.items : []) look(document.valueOf(item, 'rules'));
  },
});

const FAMILIES = [...new Set(ruleNames.map((id) => `${id.slice(0, id.indexOf('/'))}/*`))];
const NAMES: ReadonlySet<string> = new Set(['*', ...ruleNames, ...FAMILIES]);

function unknownRule(name: string, key: YamlNode): Report {
  const rest = name.slice(name.indexOf('/') + 1);
  const near =
    nearestName(name, NAMES) ??
    // The right name in the wrong family, or without one.
    ruleNames.find((id) => id.slice(id.indexOf('/') + 1) === rest);
  const isQuoted = key.kind === 'scalar' && key.style !== 'plain';
  return {
    at: key,
    message: `The level has no effect: there is no rule \`${name}\`.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`,
    fixes:
      near === undefined
        ? []
        : [
            {
              title: `Change to \`${near}\``,
              isPreferred: true,
              edits: () => ({
                edits: [{ at: key, newText: isQuoted || near.includes('*') ? `"${near}"` : near }],
              }),
            },
          ],
  };
}
