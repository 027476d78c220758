/** envsubst/unsupported-operator: `${NAME:-x}` and its like, which GNU envsubst leaves as text, and a8m's reads otherwise. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { placeholderOutcome } from '../../delivery/placeholder-value.ts';
import { insertJobVariable } from '../../gitlab/insert-variable.ts';
import { operationsOf, type ManifestLookalike } from '../../kubernetes/lookalike.ts';
import { templatesOf } from '../../project/templates.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/unsupported-operator',
  severity: 'error',
  summary: 'A default, length or other operator of the shell that envsubst does not know.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses } of templatesOf(snapshot)) {
      const [use] = uses;
      if (!use || uses.some(({ call }) => call.flavour !== use.call.flavour)) continue;
      for (const lookalike of operationsOf(manifest)) {
        if (lookalike.reader === 'program') continue;
        // Applications read defaults of their own from their environment: `${PORT:8080}`.
        if (lookalike.reader === 'environment' && !isOfShell(lookalike)) continue;
        const found = use.call.flavour === 'a8m' ? reportByA8m(lookalike) : reportByGnu(use, lookalike);
        if (found) report({ at: lookalike.at, ...found });
      }
    }
  },
});

type Outcome = Omit<Report, 'at'>;

function reportByGnu(use: TemplateUse, lookalike: ManifestLookalike): Outcome | undefined {
  // envsubst/malformed tells of `${A-B}`, where a name with a dash was meant.
  if (lookalike.kind !== 'operator') return undefined;
  return {
    message: `\`${textOf(lookalike.at)}\` stays as it is: GNU envsubst knows \`\${${lookalike.name}}\` alone, without ${nameOf(lookalike)}. ${remedy(lookalike)}`,
    fixes: fixesOf(use, lookalike),
  };
}

/** a8m's knows defaults and alternatives; of all else it takes the name, and the first brace for the end. */
function reportByA8m({ at, name, operator = '', operand = '' }: ManifestLookalike): Outcome | undefined {
  const written = `\`${textOf(at)}\``;
  if (/^\$\{[#!]/.test(textOf(at)))
    return {
      message: `${written} renders empty: envsubst takes \`${operator}\` for a part of the name. Compute the value in the script and export it.`,
    };
  if (!/^:?[-=+]$/.test(operator))
    return {
      ...(/^:?\?$/.test(operator) && { severity: 'warning' }),
      message: `${written} becomes the value of ${name} as it is: envsubst knows defaults and alternatives, and passes over other operators. Compute the value in the script and export it.`,
    };
  if (!operand.includes('${')) return undefined;
  const newText = `\${${name}${operator}${operand.replace(/^\$\{(\w+)\}$/, '$$$1')}}`;
  return {
    message: `${written} ends at its first brace, and the other one stays behind: envsubst knows no braces in a default. Write one variable there, without braces.`,
    fixes: newText.includes('${', 2) ? [] : [replaceFix(`Change to \`${newText}\``, at, newText)],
  };
}

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
