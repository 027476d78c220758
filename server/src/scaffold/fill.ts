/** Fills the templates in templates/. */
import Mustache from 'mustache';
import { templates } from './generated/templates.ts';

export type View = Readonly<Record<string, unknown>>;

/**
 * A template with its values filled in. Templates of the same folder are its partials.
 * @param name as below templates/, without its ending
 */
export function fill(name: string, view: View): string {
  const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/') + 1) : '';
  return Mustache.render(templateOf(name), view, (partial) => templateOf(folder + partial), {
    escape: String,
  });
}

function templateOf(name: string): string {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined) throw new Error(`There is no template ${name}`);
  return template;
}
