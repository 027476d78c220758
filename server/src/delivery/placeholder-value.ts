/** What a placeholder becomes when a call of envsubst reads it. */
import type { PlaceholderLookup, PlaceholderValue, ValuePiece } from '../kubernetes/rendering.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { PartialText } from './partial-text.ts';
import type { EnvironmentVariable } from './shell-variables.ts';

export type PlaceholderOutcome =
  /** The variable is set, its value known wholly, partly or not at all. */
  | { readonly kind: 'set'; readonly variable: EnvironmentVariable }
  /** Assigned in the script, but envsubst does not see it: it writes nothing. */
  | { readonly kind: 'not-exported'; readonly variable: EnvironmentVariable }
  /** The list leaves the name out: the text stays. */
  | { readonly kind: 'kept' }
  /** Nothing in the files defines it: empty, unless the project's settings have it. */
  | { readonly kind: 'undefined' }
  /** Not to be told: a list or an env file of unknown content. */
  | { readonly kind: 'unknown' };

/** What decides over placeholders in a call of envsubst. */
export type PlaceholderReader = Pick<EnvsubstCall, 'list' | 'environment'>;

/** What becomes of `$name` in a text that the call reads. */
export function placeholderOutcome(call: PlaceholderReader, name: string): PlaceholderOutcome {
  if (call.list) {
    if (!call.list.names) return { kind: 'unknown' };
    if (!call.list.names.has(name)) return { kind: 'kept' };
  }
  const variable = call.environment.variable(name);
  if (variable) return { kind: variable.isExported ? 'set' : 'not-exported', variable };
  return { kind: call.environment.hasUnknownAdditions ? 'unknown' : 'undefined' };
}

/**
 * The values that a call puts into a manifest, for validating it. What nothing in the files defines is unknown, not
 * empty: the project's settings may have it.
 */
export function lookupOf(call: EnvsubstCall): PlaceholderLookup {
  return (name): PlaceholderValue => {
    const outcome = placeholderOutcome(call, name);
    if (outcome.kind === 'kept') return { kind: 'kept' };
    if (outcome.kind === 'set') return { kind: 'value', pieces: valuePieces(outcome.variable.value, name) };
    if (outcome.kind === 'not-exported') return { kind: 'value', pieces: [{ text: '' }] };
    return { kind: 'value', pieces: [{ unknown: name }] };
  };
}

function valuePieces(text: PartialText, name: string): readonly ValuePiece[] {
  return text.map((piece) =>
    piece.kind === 'text' ? { text: piece.text } : { unknown: piece.variable ?? name },
  );
}
