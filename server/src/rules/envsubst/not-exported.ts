/** envsubst/not-exported: assigned in the script, but no program that the shell starts sees it. */
import type { EnvironmentVariable } from '../../delivery/shell-variables.ts';
import { outcomeOf, placeholderReader, templatesOf } from '../../project/templates.ts';
import { textOf, type Span } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/not-exported',
  severity: 'warning',
  summary: 'A variable assigned in the script without `export`: envsubst does not see it.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses, placeholders } of templatesOf(snapshot)) {
      const seen = new Set<string>();
      for (const placeholder of placeholders) {
        const { name } = placeholder;
        if (placeholder.place === 'comment' || placeholderReader(manifest, placeholder) === 'program')
          continue;
        for (const use of uses) {
          const outcome = outcomeOf(use, name);
          if (outcome.kind !== 'not-exported') continue;
          const at = outcome.variable.at ?? use.call.nameAt;
          const key = `${name} ${use.job.job.name} ${at.start}`;
          if (seen.has(key)) continue;
          seen.add(key);
          report({
            at: nameIn(at, name),
            message: `envsubst writes an empty text for \`\${${name}}\`: the shell keeps ${name} to itself, and only exported variables reach the programs that it starts. Export it.`,
            related: [
              { at: placeholder.at, message: `${name} is to be put in here.` },
              { at: use.call.nameAt, message: 'This call does not see it.' },
            ],
            fixes: exportFix(outcome.variable),
          });
        }
      }
    }
  },
});

function nameIn(at: Span, name: string): Span {
  return textOf(at).startsWith(name) ? { ...at, end: at.start + name.length } : at;
}

function exportFix({ name, at }: EnvironmentVariable): Fix[] {
  if (!at || !new RegExp(`^${name}\\+?=`).test(textOf(at))) return [];
  // `readonly X=1` and `local X=1` take no `export` in front.
  const before = at.segment.text.slice(0, at.start);
  if (
    !/(?:^|[\n\r;&|{('"]|\b(?:then|do|else)\s)[ \t]*(?:-[ \t]+)*$|(?:^|\n)[ \t]*(?:-[ \t]+)+["']?$|:[ \t]+["']?$/.test(
      before,
    )
  )
    return [];
  return [
    {
      title: `Export ${name}`,
      isPreferred: true,
      edits: () => ({ edits: [{ at: { ...at, end: at.start }, newText: 'export ' }] }),
    },
  ];
}
