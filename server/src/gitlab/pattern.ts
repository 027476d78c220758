/**
 * Regular expressions as GitLab runs them: RE2, in time linear in the text whatever the pattern. Loaded late: nothing
 * that the first diagnostics need may import this file.
 */
import { RE2JS } from 're2js';

export interface CompiledPattern {
  /** Whether the pattern is found anywhere in the text. */
  readonly matches: (text: string) => boolean;
}

export type PatternResult =
  | { readonly pattern: CompiledPattern; readonly error?: undefined }
  /** What RE2 says: in English, without the pattern. */
  | { readonly pattern?: undefined; readonly error: string };

const compiled = new Map<string, PatternResult>();
const MAXIMUM_KEPT = 500;
const MAXIMUM_LENGTH = 10_000;

/** Compiles `/pattern/flags`, with `\/` for a slash inside and the flags `i`, `s`, `m` and `U`. Never throws. */
export function compilePattern(source: string): PatternResult {
  let known = compiled.get(source);
  if (!known) {
    if (compiled.size >= MAXIMUM_KEPT) compiled.clear();
    compiled.set(source, (known = compile(source)));
  }
  return known;
}

function compile(source: string): PatternResult {
  const parts = /^\/([^]*)\/([ismU]*)$/.exec(source);
  if (!parts) return { error: 'not between slashes' };
  const text = parts[1]!.replaceAll('\\/', '/');
  if (text.length > MAXIMUM_LENGTH) return { error: 'too long' };
  try {
    // GitLab sets RE2's longest-match and never-newline options to their defaults: only the flags count.
    const pattern = RE2JS.compile(parts[2] ? `(?${parts[2]})${text}` : text);
    return { pattern: { matches: (subject) => pattern.matcher(subject).find() } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message.replace(/^error parsing regexp: /, '') };
  }
}

/** Whether a text is written as `/pattern/flags`, as a variable's value may be. */
export function isPatternText(text: string): boolean {
  return /^\/(?:[^/]|\\\/)+\/[ismU]*$/.test(text);
}
