/** envsubst/unbraced: `$NAME` in a manifest, whose name goes on with the next letter that somebody types. */
import { outcomeOf, placeholderReader, templatesOf } from '../../project/templates.ts';
import { defineRule, replaceFix } from '../rule.ts';
import { swallowedSuffix } from './swallowed.ts';

export const rule = defineRule({
  id: 'envsubst/unbraced',
  severity: 'warning',
  summary: '`$NAME` without braces in a manifest that a job renders.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses, placeholders } of templatesOf(snapshot)) {
      for (const placeholder of placeholders) {
        const { name, at, isBraced } = placeholder;
        const reader = isBraced ? undefined : placeholderReader(manifest, placeholder);
        if (!reader) continue;
        const outcomes = uses.map((use) => outcomeOf(use, name).kind);
        if (outcomes.every((kind) => kind === 'kept')) continue;
        // What programs read may have `$names` of its own: envsubst/destroys-text tells of those.
        if (reader === 'program' && !outcomes.some((kind) => kind === 'set')) continue;
        if (swallowedSuffix(snapshot, uses, placeholder)) continue;
        report({
          at,
          message: `\`$${name}\` ends where letters, digits and \`_\` end: anything of these written behind it makes it the name of another variable, which renders empty. Write \`\${${name}}\`.`,
          fixes: [replaceFix(`Change to \`\${${name}}\``, at, `\${${name}}`)],
        });
      }
    }
  },
});
