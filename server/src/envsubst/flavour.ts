/** The programs called envsubst: `gnu` of gettext, and `a8m`, the Go program github.com/a8m/envsubst. */
export type EnvsubstFlavour = 'gnu' | 'a8m';

/** The options of a8m's program that change what it writes. */
export interface A8mOptions {
  /** `-no-digit`: `$1` and `${1}` stay as they are. */
  readonly noDigit: boolean;
  /** `-no-unset`: a variable that is not set ends the program. */
  readonly noUnset: boolean;
  /** `-no-empty`: a variable that is set and empty ends the program. */
  readonly noEmpty: boolean;
}
