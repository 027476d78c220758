/** envsubst/malformed: text that was meant as a placeholder and that envsubst leaves as it is. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { isPredefined } from '../../gitlab/predefined-variables.ts';
import { lookalikesOf, type ManifestLookalike } from '../../kubernetes/lookalike.ts';
import { isGoFlavour, namesOf, templatesOf } from '../../project/templates.ts';
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
          message: `\`${textOf(at)}\` stays as it is: ${WHY[lookalike.kind] ?? 'it is no placeholder to envsubst'}. Write \`\${${intended(lookalike, namesOf(snapshot, use))}}\`.`,
          fixes: fixesOf(lookalike, name, namesOf(snapshot, use)),
        });
      }
    }
  },
});

const WHY: Partial<Record<ManifestLookalike['kind'], string>> = {
  angle: 'envsubst knows no angle brackets',
  blanks: 'envsubst takes no blanks between the braces',
  dash: 'a name holds letters, digits and `_` alone, no dash',
  unclosed: 'the closing brace is missing',
  split: 'a blank stands between `$` and the brace',
  percent: 'envsubst knows no percent signs',
  parentheses: 'parentheses are Kubernetes’ own form, which it knows in `command`, `args` and `env` alone',
};

/** Whether a placeholder was surely meant; text of programs may be anything. */
function isMeant(snapshot: Snapshot, use: TemplateUse, lookalike: ManifestLookalike): boolean {
  const { kind, name, reader } = lookalike;
  if (kind === 'operator' || reader === 'program') return false;
  const isKnown = namesOf(snapshot, use).has(name) || isPredefined(name);
  switch (kind) {
    case 'parentheses':
      return reader === 'kubernetes';
    case 'percent':
      return isKnown;
    case 'dash':
      return !isGoFlavour(snapshot, use) && reader === 'kubernetes';
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
