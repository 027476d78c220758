/** A variable's whole way: from GitLab or the files through `variables:` and scripts to a placeholder in a manifest. */
import type { Job } from '../gitlab/job.ts';
import type { ManifestPlaceholder } from '../kubernetes/placeholder.ts';
import type { Span } from '../text/span.ts';
import { keyOf, type Pair } from '../yaml/node.ts';
import type { Delivery, TemplateUse } from './delivery.ts';
import type { PartialText } from './partial-text.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import { placeholderOutcome, type PlaceholderOutcome } from './placeholder-value.ts';
import { occurrencesInNode } from './variable-occurrences.ts';

/** Where a variable gets its value. */
export type VariableSource =
  | {
      readonly kind: 'pipeline' | 'job';
      readonly name: string;
      /** The key under `variables:`. */
      readonly at: Span;
      readonly pair: Pair;
      /** The variables that its value names, in order. */
      readonly from: readonly VariableSource[];
    }
  /** Assigned by the script. */
  | { readonly kind: 'script'; readonly name: string; readonly at: Span; readonly isExported: boolean }
  | { readonly kind: 'predefined'; readonly name: string }
  /** Nothing in the files defines it: the project's settings may. */
  | { readonly kind: 'settings'; readonly name: string };

/** The way of one placeholder through one call of envsubst. */
export interface VariableFlow {
  readonly placeholder: ManifestPlaceholder;
  readonly use: TemplateUse;
  readonly outcome: PlaceholderOutcome;
  readonly source: VariableSource;
  /** What is put in, as far as it is known. */
  readonly value: PartialText | undefined;
}

const MAXIMUM_DEPTH = 20;

/** The ways that lead to a placeholder, one for each call of envsubst that reads its file. */
export function flowsTo(
  delivery: Delivery,
  path: string,
  placeholder: ManifestPlaceholder,
): readonly VariableFlow[] {
  return delivery.templateUses(path).map((use) => {
    const outcome = placeholderOutcome(use.call, placeholder.name);
    const assigned = outcome.kind === 'set' || outcome.kind === 'not-exported' ? outcome.variable : undefined;
    const source: VariableSource =
      assigned?.origin === 'script' && assigned.at
        ? { kind: 'script', name: placeholder.name, at: assigned.at, isExported: assigned.isExported }
        : variableSource(delivery, use.job.job, placeholder.name);
    return {
      placeholder,
      use,
      outcome,
      source,
      value: outcome.kind === 'set' ? outcome.variable.value : undefined,
    };
  });
}

/** Where a CI/CD variable of a job gets its value, with the variables that its value names. */
export function variableSource(
  delivery: Delivery,
  job: Job,
  name: string,
  path: readonly string[] = [],
): VariableSource {
  const own = job.variables.findLast((pair) => keyOf(pair) === name);
  const pair = own ?? delivery.variables(job)?.pair(name);
  if (!pair) return { kind: isPredefined(name) ? 'predefined' : 'settings', name };
  const inner = [...path, name];
  const names = pair.value ? [...new Set(occurrencesInNode(pair.value).map((it) => it.name))] : [];
  const from =
    inner.length > MAXIMUM_DEPTH
      ? []
      : names.filter((it) => !inner.includes(it)).map((it) => variableSource(delivery, job, it, inner));
  return { kind: own ? 'job' : 'pipeline', name, at: pair.key, pair, from };
}
