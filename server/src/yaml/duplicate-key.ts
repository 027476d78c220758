/** Keys that stand twice in one mapping. */
import { textOf } from '../text/span.ts';
import type { Pair } from './node.ts';
import type { YamlProblem } from './parse-segment.ts';

/**
 * The problem of a key that stood before: `DUPLICATE_KEY` when its first value is lost, `REPEATED_KEY` when both say
 * the same. None when the first value has an anchor: it lives on where an alias calls for it.
 */
export function duplicateKey(name: string, earlier: Pair, later: Pair): YamlProblem | undefined {
  if (earlier.value?.anchor !== undefined) return undefined;
  const isSame =
    (earlier.value ? textOf(earlier.value) : '').trim() === (later.value ? textOf(later.value) : '').trim();
  return {
    code: isSame ? 'REPEATED_KEY' : 'DUPLICATE_KEY',
    message: name,
    at: later.key,
    related: [{ at: earlier.key, message: 'The first one is here.' }],
  };
}
