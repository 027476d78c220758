/** envsubst/malformed: text that was meant as a placeholder and that envsubst leaves as it is. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { isPredefined } from '../../gitlab/predefined-variables.ts';
import { lookalikesOf, type ManifestLookalike } from '../../kubernetes/lookalike.ts';
import { namesOf, templatesOf } from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, replaceFix, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/malformed',
  severity: 'warning',
  summary: 'Text that looks like a placeholder and that envsubst leaves as it is.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses } of templatesOf(snapshot)) {
      for (const lookalike of lookalikesOf(manifest)) {
        const use = uses.find((it) => isMeant(snapshot, it, lookalike));
        if (!use) continue;
        const { name, at } = lookalike;
        report({
          at,
          message: `\`${textOf(at)}\` ${outcomeOf(use, lookalike)}. Write \`\${${intended(lookalike, namesOf(snapshot, use))}}\`.`,
          fixes: fixesOf(lookalike, name, namesOf(snapshot, use)),
        });
      }
    }
  },
});

function outcomeOf({ call }: TemplateUse, { kind, at }: ManifestLookalike): string {
  if (call.flavour === 'gnu' || (kind !== 'blanks' && kind !== 'unclosed'))
    return `stays as it is: ${WHY[kind] ?? 'it is no placeholder to envsubst'}`;
  if (kind === 'blanks') return 'renders empty: envsubst takes the blank for a part of the name';
  const rest = /.*/.exec(at.segment.text.slice(at.end))![0];
  return rest.includes('}')
    ? 'goes on to the next brace: envsubst takes all that stands between for a part of it'
    : 'makes envsubst fail, and nothing is written: the closing brace is missing';
}

const WHY: Partial<Record<ManifestLookalike['kind'], string>> = {
  angle: 'envsubst knows no angle brackets',
  blanks: 'envsubst takes no blanks between the braces',
  dash: 'a name holds letters, digits and `_` alone, no dash',
  unclosed: 'the closing brace is missing',
  split: 'a blank stands between `$` and the brace',
  percent: 'envsubst knows no percent signs',
  brackets: 'envsubst knows no square brackets',
  template: 'envsubst knows no double braces',
  at: 'envsubst knows no `@`',
  parentheses: 'parentheses are Kubernetes’ own form, which it knows in `command`, `args` and `env` alone',
};

/** Whether a placeholder was surely meant; text of programs may be anything. */
function isMeant(snapshot: Snapshot, use: TemplateUse, lookalike: ManifestLookalike): boolean {
  const { kind, name, reader } = lookalike;
  if (kind === 'operator' || reader === 'program') return false;
  // sed, or another tool that the script calls, replaces it.
  if (use.job.job.sections.main.text.includes(textOf(lookalike.at))) return false;
  const isKnown = namesOf(snapshot, use).has(name) || isPredefined(name);
  switch (kind) {
    case 'parentheses':
      return reader === 'kubernetes';
    case 'percent':
    case 'brackets':
    case 'template':
    case 'at':
      return isKnown;
    case 'dash':
      return use.call.flavour === 'gnu' && reader === 'kubernetes';
    case 'blanks':
      // With a blank behind the name it is a placeholder to a8m's.
      if (use.call.flavour === 'a8m' && !/^\$\{\s/.test(textOf(lookalike.at))) return false;
      return reader === 'kubernetes' || isKnown;
    default:
      return reader === 'kubernetes' || isKnown;
  }
}

/** The name to write: `A_B` for `A-B` where the dash was a slip. */
function intended({ kind, name, operand }: ManifestLookalike, names: ReadonlySet<string>): string {
  if (kind !== 'dash') return name;
  const joined = `${name}_${operand ?? ''}`;
  return names.has(joined) || !names.has(name) ? joined : name;
}

function fixesOf(lookalike: ManifestLookalike, name: string, names: ReadonlySet<string>): Fix[] {
  const { at, kind } = lookalike;
  if (kind !== 'dash') return [replaceFix(`Change to \`\${${name}}\``, at, `\${${name}}`)];
  const joined = intended(lookalike, names);
  return names.has(joined) ? [replaceFix(`Change to \`\${${joined}}\``, at, `\${${joined}}`)] : [];
}
