/** What GitLab's own variables hold, for hovers and completion. */
import { isPredefined } from '../delivery/pipeline-variables.ts';

/** Paragraphs about a predefined variable; none for other names. */
export function describePredefined(name: string): string[] {
  return isPredefined(name) ? ['GitLab or the system sets it in every job.'] : [];
}

/** What a predefined variable may hold, so that people see what a text becomes; undefined where none is known. */
export function exampleOf(_name: string): string | undefined {
  return undefined;
}
