/** envsubst/unsupported-operator: `${NAME:-x}` and its like, which GNU envsubst leaves as text. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { placeholderOutcome } from '../../delivery/placeholder-value.ts';
import { insertJobVariable } from '../../gitlab/insert-variable.ts';
import { lookalikesOf, type ManifestLookalike } from '../../kubernetes/lookalike.ts';
import { templatesOf } from '../../project/templates.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/unsupported-operator',
  severity: 'error',
  summary: 'A default, length or other operator of the shell, which envsubst leaves as text.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses } of templatesOf(snapshot)) {
      const use = uses.find((it) => it.call.flavour === 'gnu');
      if (!use || uses.length > uses.filter((it) => it.call.flavour === 'gnu').length) continue;
      for (const lookalike of lookalikesOf(manifest)) {
        if (lookalike.kind !== 'operator' || lookalike.reader === 'program') continue;
        // Applications read defaults of their own from their environment: `${PORT:8080}`.
        if (lookalike.reader === 'environment' && !isOfShell(lookalike)) continue;
        report({
          at: lookalike.at,
          message: `\`${textOf(lookalike.at)}\` stays as it is: GNU envsubst knows \`\${${lookalike.name}}\` alone, without ${nameOf(lookalike)}. ${remedy(lookalike)}`,
          fixes: fixesOf(use, lookalike),
        });
      }
    }
  },
});

const DEFAULT = /^:?[-=]$/;

function isOfShell({ operator = '' }: ManifestLookalike): boolean {
  return operator !== ':' && operator !== '@' && operator !== '/';
}

function nameOf({ operator = '' }: ManifestLookalike): string {
  if (DEFAULT.test(operator)) return 'defaults';
  if (/^:?\?$/.test(operator)) return 'checks';
  if (/^:?\+$/.test(operator)) return 'alternatives';
  if (operator === '#') return 'lengths and trimming';
  return operator === '!' ? 'indirection' : 'operators';
}

function remedy({ operator = '', name }: ManifestLookalike): string {
  return DEFAULT.test(operator)
    ? `Write \`\${${name}}\`, and the default into the variables of the job.`
    : 'Compute the value in the script and export it.';
}

function fixesOf({ job: { job }, call }: TemplateUse, lookalike: ManifestLookalike): Fix[] {
  const { name, operator = '', operand = '', at } = lookalike;
  const newText = `\${${name}}`;
  if (/^:?\?$/.test(operator))
    return [{ title: `Change to \`${newText}\``, edits: () => ({ edits: [{ at, newText }] }) }];
  if (!DEFAULT.test(operator)) return [];
  const value = operand.replace(/^(["'])(.*)\1$/, '$2');
  const outcome = placeholderOutcome(call, name);
  if (outcome.kind === 'set')
    return [
      {
        title: `Change to \`${newText}\`: ${name} is set`,
        isPreferred: true,
        edits: () => ({ edits: [{ at, newText }] }),
      },
    ];
  return [
    {
      title: `Set ${name} to \`${value}\` in the variables of ${job.name}`,
      isPreferred: true,
      edits: () => {
        const edit = insertJobVariable(job, name, value);
        return edit && { edits: [{ at, newText }, edit] };
      },
    },
  ];
}
