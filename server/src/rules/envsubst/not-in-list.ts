/** envsubst/not-in-list: a placeholder that the list of the call leaves out. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { insertInList } from '../../delivery/insert-rendering.ts';
import { outcomeOf, placeholderReader, templatesOf } from '../../project/templates.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/not-in-list',
  severity: 'error',
  summary: 'A placeholder whose name is not in the list of the envsubst call.',
  scope: 'project',
  check(snapshot, report) {
    for (const { manifest, uses, placeholders } of templatesOf(snapshot)) {
      for (const placeholder of placeholders) {
        const { name, at } = placeholder;
        const reader = placeholderReader(manifest, placeholder);
        if (!reader || reader === 'program') continue;
        const use = leavingOut(uses, name);
        if (!use) continue;
        // What an application reads from its environment may know `${NAME}` itself.
        if (reader === 'environment' && !use.call.environment.variable(name)) continue;
        const list = use.call.list!;
        report({
          at,
          message: `\`${textOf(at)}\` stays as it is: the list of envsubst in \`${use.job.job.name}\` does not name ${name}. Add it to the list.`,
          related: [{ at: list.at, message: `envsubst replaces these alone.` }],
          fixes: [addToList(use, name)],
        });
      }
    }
  },
});

/** A job in which every call that reads the file leaves the name out. */
function leavingOut(uses: readonly TemplateUse[], name: string): TemplateUse | undefined {
  return uses.find(
    (use) =>
      outcomeOf(use, name).kind === 'kept' &&
      use.call.list!.names!.size > 0 &&
      uses.every((other) => other.job !== use.job || outcomeOf(other, name).kind === 'kept'),
  );
}

function addToList({ job, call }: TemplateUse, name: string): Fix {
  return {
    title: `Add ${name} to the list`,
    isPreferred: true,
    edits: () => {
      const edit = insertInList(job, call, name);
      return edit && { edits: [edit] };
    },
  };
}
