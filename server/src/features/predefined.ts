/** What GitLab's own variables hold, for hovers and completion. */
import {
  availabilityText,
  isPredefined,
  predefinedVariable,
  predefinedVariables,
} from '../gitlab/predefined-variables.ts';

/** Paragraphs about a predefined variable; none for other names. */
export function describePredefined(name: string): string[] {
  const variable = predefinedVariable(name);
  if (variable) return [`${variable.description}.`, `GitLab sets it ${availabilityText(variable)}.`];
  return isPredefined(name) ? ['GitLab or the system sets it in every job.'] : [];
}

/** What a predefined variable may hold, so that people see what a text becomes; undefined where none is known. */
export function exampleOf(name: string): string | undefined {
  return predefinedVariable(name)?.example;
}

/** The predefined variables that completion offers. */
export function predefinedNames(): Iterable<string> {
  return predefinedVariables().keys();
}
