/**
 * Globs from files, matched in bounded time. The package `picomatch` does it for what people write; its regular
 * expressions backtrack, and a pattern such as `*a*a*a*a*a*b` would hold a server up for minutes. Such ones are
 * matched here by a table, in time proportional to the lengths of pattern and text multiplied.
 */
import picomatch from 'picomatch/posix';

export interface GlobOptions {
  /** `*` fits a dot at the start of a name. */
  readonly dot: boolean;
  readonly nobrace?: boolean;
  readonly noglobstar?: boolean;
}

const MAXIMUM_LENGTH = 2000;
const MAXIMUM_KEPT = 2000;
const matchers = new Map<string, (text: string) => boolean>();

/** A matcher, kept for the next time. Never throws: an empty pattern or one of over 2,000 characters fits only itself. */
export function globMatcher(pattern: string, options: GlobOptions): (text: string) => boolean {
  const key = `${options.dot ? 'd' : ''}${options.nobrace ? 'b' : ''}${options.noglobstar ? 's' : ''}/${pattern}`;
  let matcher = matchers.get(key);
  if (!matcher) {
    if (matchers.size >= MAXIMUM_KEPT) matchers.clear();
    matchers.set(key, (matcher = makeMatcher(pattern, options)));
  }
  return matcher;
}

function makeMatcher(pattern: string, options: GlobOptions): (text: string) => boolean {
  const literal = (text: string) => text === pattern;
  if (pattern === '' || pattern.length > MAXIMUM_LENGTH || !/[*?[{\\]/.test(pattern)) return literal;
  if (mayBacktrack(pattern)) return (text) => new TableMatch(pattern, text, options).fits();
  try {
    return picomatch(pattern, { ...options, noextglob: true, nonegate: true });
  } catch {
    return literal;
  }
}

/** Whether a name of the pattern has many stars, or the pattern many `**`. */
function mayBacktrack(pattern: string): boolean {
  const parts = pattern.split('/');
  const stars = (part: string) => part.split('*').length - 1;
  return (
    parts.filter((part) => part === '**').length > 3 || parts.some((part) => part !== '**' && stars(part) > 3)
  );
}

/** One comparison. Braces are taken as text: nobody writes both. */
class TableMatch {
  readonly #pattern: string;
  readonly #text: string;
  readonly #options: GlobOptions;
  /** 0 where it is not known yet, 1 for no, 2 for yes. */
  readonly #known: Uint8Array;

  constructor(pattern: string, text: string, options: GlobOptions) {
    this.#pattern = pattern;
    this.#text = text.slice(0, MAXIMUM_LENGTH);
    this.#options = options;
    this.#known = new Uint8Array((pattern.length + 1) * (this.#text.length + 1));
  }

  /** From the ends to the beginnings, so that each answer is there when it is asked for. */
  fits(): boolean {
    for (let i = this.#pattern.length; i >= 0; i--)
      for (let j = this.#text.length; j >= 0; j--)
        this.#known[this.#place(i, j)] = this.#fitsFrom(i, j) ? 2 : 1;
    return this.#at(0, 0);
  }

  #place(i: number, j: number): number {
    return i * (this.#text.length + 1) + j;
  }

  #at(i: number, j: number): boolean {
    return this.#known[this.#place(i, j)] === 2;
  }

  #fitsFrom(i: number, j: number): boolean {
    const pattern = this.#pattern;
    const text = this.#text;
    if (i >= pattern.length) return j === text.length;
    const character = pattern[i]!;
    const isNameStart = j === 0 || text[j - 1] === '/';
    if (character === '*') {
      const isFolders =
        !this.#options.noglobstar && pattern[i + 1] === '*' && (i === 0 || pattern[i - 1] === '/');
      if (isFolders && pattern[i + 2] === '/') {
        // `**/` fits nothing, or whole folders.
        if (isNameStart && this.#at(i + 3, j)) return true;
        return j < text.length && this.#at(i, j + 1);
      }
      if (isFolders && i + 2 === pattern.length) return true;
      if (this.#at(i + 1, j)) return true;
      const isHidden = !this.#options.dot && isNameStart && text[j] === '.';
      return j < text.length && text[j] !== '/' && !isHidden && this.#at(i, j + 1);
    }
    if (j >= text.length) return false;
    if (character === '?') return text[j] !== '/' && this.#at(i + 1, j + 1);
    if (character === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end > 0) return fitsClass(pattern.slice(i + 1, end), text[j]!) && this.#at(end + 1, j + 1);
    }
    const isEscape = character === '\\' && i + 1 < pattern.length;
    return text[j] === (isEscape ? pattern[i + 1] : character) && this.#at(i + (isEscape ? 2 : 1), j + 1);
  }
}

/** `abc`, `a-z`, `!a-z`. */
function fitsClass(text: string, character: string): boolean {
  const isNegated = /^[!^]/.test(text);
  const members = isNegated ? text.slice(1) : text;
  let isMember = false;
  for (let i = 0; i < members.length; i++) {
    const isRange = members[i + 1] === '-' && i + 2 < members.length;
    if (isRange ? character >= members[i]! && character <= members[i + 2]! : character === members[i])
      isMember = true;
    if (isRange) i += 2;
  }
  return character !== '/' && isMember !== isNegated;
}
