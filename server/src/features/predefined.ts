/** What GitLab's own variables hold, for hovers and completion. */
import { availabilityText, isPredefined, predefinedVariable } from '../gitlab/predefined-variables.ts';

/** Paragraphs about a predefined variable; none for other names. */
export function describePredefined(name: string): string[] {
  const known = predefinedVariable(name);
  if (!known) return isPredefined(name) ? ['GitLab or the system sets it in every job.'] : [];
  const example = known.example === undefined ? '' : ` For example \`${known.example}\`.`;
  return [`${known.description}.${example}`, `GitLab sets it ${availabilityText(known)}.`];
}

/** What a predefined variable may hold, so that people see what a text becomes; undefined where none is known. */
export function exampleOf(name: string): string | undefined {
  return predefinedVariable(name)?.example;
}

/** The predefined variables that completion offers. */
export function predefinedNames(): readonly string[] {
  return [];
}
