/** What is wrong in a manifest once a call of envsubst has put its values in. Loads the schemas of Kubernetes. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { displayText } from '../../delivery/partial-text.ts';
import { lookupOf } from '../../delivery/placeholder-value.ts';
import { isPredefinedNumber } from '../../gitlab/predefined-variables.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { ManifestPlaceholder } from '../../kubernetes/placeholder.ts';
import type { PlaceholderLookup } from '../../kubernetes/rendering.ts';
import { validateRendered, type RenderedProblem } from '../../kubernetes/validate-rendered.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { outcomeOf, templatesOf } from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import type { ScalarNode } from '../../yaml/node.ts';
import type { RelatedPlace } from '../rule.ts';

export interface ValueProblem {
  readonly use: TemplateUse;
  readonly problem: RenderedProblem;
  readonly placeholder: ManifestPlaceholder;
  /** The scalar that the placeholder stands in. */
  readonly node: ScalarNode | undefined;
  /** Whether a text belongs here and YAML reads the value as something else: quotes mend it. */
  readonly isMendedByQuotes: boolean;
}

/** The problems that values cause; those of what is written itself are kubernetes/schema's. */
export function valueProblems(
  manifest: Manifest,
  use: TemplateUse,
  lookup: PlaceholderLookup = lookupOf(use.call),
): readonly ValueProblem[] {
  return validateRendered(manifest, lookup).flatMap((problem): ValueProblem[] => {
    const [placeholder] = problem.placeholders;
    // What the list leaves out may be another call's: envsubst/not-in-list tells of it.
    if (!placeholder || outcomeOf(use, placeholder.name).kind === 'kept') return [];
    const node = manifest.fieldAt(placeholder.at)?.node;
    const isMendedByQuotes =
      problem.kind === 'type' &&
      node?.style === 'plain' &&
      placeholder.place === 'value' &&
      problem.expected?.includes('string') === true;
    return [{ use, problem, placeholder, node, isMendedByQuotes }];
  });
}

/** The value problems of all templates. */
export function allValueProblems(
  snapshot: Snapshot,
): readonly (ValueProblem & { readonly manifest: Manifest })[] {
  return snapshot.derive(allValueProblems, (it) =>
    templatesOf(it).flatMap(({ manifest, uses }) =>
      uses.flatMap((use) => valueProblems(manifest, use).map((found) => ({ ...found, manifest }))),
    ),
  );
}

/** A number that CI_COMMIT_SHORT_SHA may be. */
const DIGITS = '12345678';

/** What unknown values that are numbers by their name, or may be, would be. */
export function numericLookup(use: TemplateUse): PlaceholderLookup {
  const known = lookupOf(use.call);
  return (name) => {
    const value = known(name);
    if (value.kind === 'kept') return value;
    const pieces = value.pieces.map((piece) =>
      'unknown' in piece && kindOfNumber(piece.unknown) ? { text: DIGITS } : piece,
    );
    return { kind: 'value', pieces };
  };
}

export type NumberKind = 'always' | 'sometimes' | 'probably';

/** Whether a variable of unknown value holds a number, by its name. */
export function kindOfNumber(name: string): NumberKind | undefined {
  if (isPredefinedNumber(name)) return 'always';
  if (name === 'CI_COMMIT_SHORT_SHA') return 'sometimes';
  const isUsual = /(?:^|_)(?:PORT|REPLICAS|COUNT|TIMEOUT|TTL|SECONDS|MINUTES|NODE_?PORT)$/.test(name);
  return isUsual && !name.startsWith('CI_') ? 'probably' : undefined;
}

/** What stands in a placeholder's place, for people. */
export function shownValue(use: TemplateUse, name: string): string {
  const outcome = outcomeOf(use, name);
  if (outcome.kind !== 'set') return '';
  const text = displayText(outcome.variable.value);
  const line = text.split(/\r?\n/)[0]!;
  return line.length < text.length || line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Where the value is defined. */
export function definitionOf(snapshot: Snapshot, use: TemplateUse, name: string): RelatedPlace[] {
  const outcome = outcomeOf(use, name);
  if (outcome.kind !== 'set') return [];
  const pair = deliveryOf(snapshot).variables(use.job.job)?.pair(name);
  const at = outcome.variable.origin === 'script' ? outcome.variable.at : pair?.key;
  return at ? [{ at, message: `${name} gets its value here.` }] : [];
}

/** Whether a node is on one line, so that quotes can be put around it. */
export function isOneLine(node: ScalarNode): boolean {
  return !/[\r\n]/.test(node.segment.text.slice(node.start, node.end));
}
