/** The names in text of programs that envsubst takes for placeholders though they are the programs' own. */
import type { ManifestPlaceholder } from '../../kubernetes/placeholder.ts';
import { outcomeOf, placeholderReader, type Template } from '../../project/templates.ts';

const NONE: ReadonlyMap<string, readonly ManifestPlaceholder[]> = new Map();
const known = new WeakMap<Template, ReadonlyMap<string, readonly ManifestPlaceholder[]>>();

/** Such names, each with its places. */
export function destroyedNames(template: Template): ReadonlyMap<string, readonly ManifestPlaceholder[]> {
  let found = known.get(template);
  if (!found) known.set(template, (found = read(template)));
  return found;
}

function read(template: Template): ReadonlyMap<string, readonly ManifestPlaceholder[]> {
  const { manifest, uses, placeholders } = template;
  if (uses.every((use) => use.call.list)) return NONE;
  const names = new Map<string, ManifestPlaceholder[]>();
  for (const placeholder of placeholders) {
    const { name, field } = placeholder;
    if (!field || placeholderReader(manifest, placeholder) !== 'program') continue;
    if (!uses.some((use) => !use.call.list && outcomeOf(use, name).kind === 'undefined')) continue;
    if (!isOfProgram(template, name, field.node.value)) continue;
    const places = names.get(name);
    if (places) places.push(placeholder);
    else names.set(name, [placeholder]);
  }
  return names;
}

/** Set by the text itself or by the container's environment, or in small letters as no CI/CD variable is. */
function isOfProgram({ manifest }: Template, name: string, text: string): boolean {
  if (/^[a-z]/.test(name)) return true;
  if (
    new RegExp(`(?:^|[\\s;(])(?:export |local |read |for |set \\$?)?${name}(?:=|\\s+in\\s)`, 'm').test(text)
  )
    return true;
  return manifest.resources.some((resource) =>
    resource.podTemplates.some((pod) =>
      pod.containers.some((container) => container.environment.some((it) => it.name?.text === name)),
    ),
  );
}
