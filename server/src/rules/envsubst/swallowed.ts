/** Which variable was meant where an unbraced placeholder took the text behind it for a part of its name. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { isPredefined, predefinedVariables } from '../../gitlab/predefined-variables.ts';
import type { ManifestPlaceholder } from '../../kubernetes/placeholder.ts';
import { namesOf, outcomeOf } from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';

export interface SwallowedSuffix {
  readonly meant: string;
  readonly suffix: string;
  /** False where the project's settings may well have a variable of the whole name. */
  readonly isCertain: boolean;
}

export function swallowedSuffix(
  snapshot: Snapshot,
  uses: readonly TemplateUse[],
  { name, isBraced }: ManifestPlaceholder,
): SwallowedSuffix | undefined {
  if (isBraced || snapshot.configuration.variables?.has(name)) return undefined;
  for (const use of uses) {
    const outcome = outcomeOf(use, name);
    const isUnset =
      outcome.kind === 'undefined' ||
      (outcome.kind === 'set' &&
        isNoName(name) &&
        outcome.variable.origin === 'pipeline' &&
        isPredefined(name));
    if (!isUnset) continue;
    const names = namesOf(snapshot, use);
    if (names.has(name)) continue;
    const meant = longestPrefix(name, names);
    if (meant === undefined) continue;
    const suffix = name.slice(meant.length);
    // Capitals go on with lower case: no name is written so.
    const isOther = /^[A-Z0-9_]+$/.test(meant) && /^_?(?:[a-z]|\d+$)/.test(suffix);
    const isClosed = snapshot.configuration.variables !== undefined;
    if (!isOther && !suffix.startsWith('_')) continue;
    return { meant, suffix, isCertain: isOther || isClosed };
  }
  return undefined;
}

/** Names that begin like GitLab's own are in capitals. */
function isNoName(name: string): boolean {
  return /[a-z]/.test(name);
}

function longestPrefix(name: string, names: ReadonlySet<string>): string | undefined {
  for (let length = name.length - 1; length >= 2; length--) {
    const prefix = name.slice(0, length);
    if (prefix.endsWith('_')) continue;
    if (names.has(prefix) || predefinedVariables().has(prefix)) return prefix === 'CI' ? undefined : prefix;
  }
  return undefined;
}
