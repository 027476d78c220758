/**
 * What GNU envsubst replaces: `$NAME` and `${NAME}`, wherever they stand. `$$` and `\$` are no escapes, and all else
 * (`${NAME:-x}`, `$1`, `${ NAME }`) stays as it is. Measured on gettext 0.21.
 */

export interface Placeholder {
  readonly name: string;
  /** UTF-16 offsets in the text, from the `$` to behind the name or the closing brace. */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** `${NAME}` rather than `$NAME`. */
  readonly isBraced: boolean;
}

const PATTERN = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/** All placeholders of a text, in order. */
export function findPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const isBraced = match[1] !== undefined;
    const name = match[1] ?? match[2]!;
    const nameStart = match.index + (isBraced ? 2 : 1);
    found.push({
      name,
      start: match.index,
      end: match.index + match[0].length,
      nameStart,
      nameEnd: nameStart + name.length,
      isBraced,
    });
  }
  return found;
}
