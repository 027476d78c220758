/** envsubst/swallowed-suffix: `$APP_NAME_v2`, where APP_NAME is a variable and the rest was meant as text. */
import { templatesOf } from '../../project/templates.ts';
import { defineRule } from '../rule.ts';
import { swallowedSuffix } from './swallowed.ts';

export const rule = defineRule({
  id: 'envsubst/swallowed-suffix',
  severity: 'error',
  summary: 'Text behind a placeholder without braces is taken for a part of its name.',
  scope: 'project',
  check(snapshot, report) {
    for (const { uses, placeholders } of templatesOf(snapshot)) {
      for (const placeholder of placeholders) {
        if (placeholder.place === 'comment') continue;
        const found = swallowedSuffix(snapshot, uses, placeholder);
        if (!found) continue;
        const { name, at } = placeholder;
        const { meant, suffix, isCertain } = found;
        const newText = `\${${meant}}${suffix}`;
        report({
          at,
          ...(!isCertain && { severity: 'info' }),
          message: `\`$${name}\` renders empty${isCertain ? '' : ' unless the project’s settings have it'}: envsubst reads it as the variable ${name}, which nothing defines. If ${meant} is meant, write \`${newText}\`.`,
          fixes: [
            {
              title: `Change to \`${newText}\``,
              isPreferred: isCertain,
              edits: () => ({ edits: [{ at, newText }] }),
            },
          ],
        });
      }
    }
  },
});
