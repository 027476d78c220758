/** configuration/schema: keys and values of `.pipewright.yml` that are not understood. */
import { validateConfiguration } from '../../schema/pipewright.ts';
import { defineRule, replaceFix } from '../rule.ts';

export const rule = defineRule({
  id: 'configuration/schema',
  severity: 'error',
  summary: 'An unknown key, a wrong type or a wrong value in .pipewright.yml.',
  scope: 'document',
  check({ kind, document }, report) {
    if (kind !== 'configuration' || !document.root) return;
    for (const { at, message, nearest } of validateConfiguration(document, document.root))
      report({
        at,
        message,
        fixes: nearest === undefined ? [] : [replaceFix(`Change to \`${nearest}\``, at, nearest)],
      });
  },
});
