/** envsubst/destroys-text: `$host` of nginx, `$i` of a shell, emptied by envsubst without a list. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { templatesOf, type Template } from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { placeOfCommand } from '../../gitlab/command-place.ts';
import { inStyle } from '../../gitlab/script-item-text.ts';
import { defineRule, type Fix } from '../rule.ts';
import { destroyedNames } from './destroyed.ts';

export const rule = defineRule({
  id: 'envsubst/destroys-text',
  severity: 'warning',
  summary: 'envsubst without a list empties `$names` that belong to nginx, a shell or another program.',
  scope: 'project',
  check(snapshot, report) {
    for (const template of templatesOf(snapshot)) {
      const names = destroyedNames(template);
      if (names.size === 0) continue;
      const use = template.uses.find((it) => !it.call.list && it.call.flavour === 'gnu');
      if (!use) continue;
      for (const [name, [first, ...others]] of names) {
        report({
          at: first!.at,
          message: `envsubst empties \`$${name}\` here, though it belongs to the text itself: without a list it replaces every \`$name\`. Name the placeholders in its argument, as in \`envsubst '$A $B'\`.`,
          related: [
            { at: use.call.nameAt, message: 'This call has no list.' },
            ...others.map(({ at }) => ({ at, message: 'Here as well.' })),
          ],
          fixes: [addList(snapshot, use)],
        });
      }
    }
  },
});

function addList(snapshot: Snapshot, use: TemplateUse): Fix {
  const wanted = placeholdersReadBy(snapshot, use);
  return {
    title: 'Give envsubst the list of the placeholders',
    isPreferred: wanted !== undefined && wanted.length > 0,
    edits: () => {
      if (!wanted || wanted.length === 0) return undefined;
      const list = `'${wanted.map((name) => `\${${name}}`).join(' ')}'`;
      const place = placeOfCommand(use.job.job, use.call.nameAt);
      const newText = place?.item ? inStyle(` ${list}`, place.item.style) : ` ${list}`;
      const { nameAt } = use.call;
      return newText === undefined
        ? undefined
        : { edits: [{ at: { ...nameAt, start: nameAt.end }, newText }] };
    },
  };
}

/** The placeholders of all that a call reads; undefined where some of it is not known. */
function placeholdersReadBy(snapshot: Snapshot, { call }: TemplateUse): readonly string[] | undefined {
  const all = templatesOf(snapshot).filter((it) => it.uses.some((use) => isSameCall(use, call)));
  const isKnown = call.files.every(
    (file) => file.path !== undefined && all.some((it) => it.manifest.path === file.path),
  );
  return isKnown ? [...new Set(all.flatMap(ownNames))] : undefined;
}

/** A loop calls the same envsubst several times. */
function isSameCall(use: TemplateUse, call: TemplateUse['call']): boolean {
  return use.call.nameAt.segment === call.nameAt.segment && use.call.nameAt.start === call.nameAt.start;
}

function ownNames(template: Template): readonly string[] {
  const destroyed = destroyedNames(template);
  return template.manifest.placeholders
    .filter((it) => it.place !== 'comment' && !destroyed.has(it.name))
    .map((it) => it.name);
}
