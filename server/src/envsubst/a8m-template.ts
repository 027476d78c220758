/**
 * What the Go program a8m/envsubst makes of a template, its peculiarities included. Measured on its version of 2025,
 * as test/unit/envsubst/a8m-template.test.ts shows.
 */

export type A8mOperator = '-' | '=' | '+' | ':-' | ':=' | ':+';

/** What stands behind an operator: a text as it is written, or one variable. */
export type A8mOperand =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'variable'; readonly name: string };

export interface A8mPlaceholder {
  readonly kind: 'placeholder';
  /** UTF-16 offsets in the template, from the `$` to behind the name or the closing brace. */
  readonly start: number;
  readonly end: number;
  /** As the program looks it up: of `${ A }` it is ` A`, which no variable has. */
  readonly name: string;
  /** Absent where there is none, or none that the program knows: `${A%x}` is `${A}` to it. */
  readonly operation?: { readonly operator: A8mOperator; readonly operand: A8mOperand };
}

export type A8mPart =
  | A8mPlaceholder
  /** Written in the place of what stands in the template: `$` for `$$`. */
  | { readonly kind: 'text'; readonly start: number; readonly end: number; readonly text: string };

export interface A8mTemplate {
  /** What the program writes anew, in order; all else it copies. */
  readonly parts: readonly A8mPart[];
  /** Where reading ends, if it does not reach the end of the text. */
  readonly stop?: {
    readonly at: number;
    /** `unclosed`: the program fails and writes nothing. `unclear`: what comes then was not measured. */
    readonly why: 'unclosed' | 'unclear';
  };
}

/** Reads a template. */
export function readA8mTemplate(text: string, noDigit = false): A8mTemplate {
  const reading = new Reading(text, noDigit);
  try {
    reading.read();
    return { parts: reading.parts };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { parts: reading.parts, stop: { at: error.at, why: error.why } };
  }
}

class Stop extends Error {
  readonly at: number;
  readonly why: 'unclosed' | 'unclear';

  constructor(at: number, why: 'unclosed' | 'unclear') {
    super(why);
    this.at = at;
    this.why = why;
  }
}

const WORD = /[_\p{L}\p{Nd}]*/uy;
const DIGIT = /\p{Nd}/uy;
const OPERATOR = /:?[-=+]/y;

type Item =
  | { readonly kind: 'operator'; readonly operator: A8mOperator }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text' };

interface PlacedItem {
  readonly item: Item;
  readonly start: number;
  readonly end: number;
}

class Reading {
  readonly parts: A8mPart[] = [];
  readonly #text: string;
  readonly #noDigit: boolean;

  constructor(text: string, noDigit: boolean) {
    this.#text = text;
    this.#noDigit = noDigit;
  }

  read(): void {
    let at = this.#text.indexOf('$');
    while (at >= 0) at = this.#text.indexOf('$', this.#readDollar(at));
  }

  /** Reads what begins with a `$`; returns the offset to go on from. */
  #readDollar(start: number): number {
    const next = this.#text[start + 1];
    if (next === '$') {
      this.parts.push({ kind: 'text', start, end: start + 2, text: '$' });
      return start + 2;
    }
    const name = start + (next === '{' ? 2 : 1);
    if (this.#noDigit && this.#match(DIGIT, name) > 0) return name + 1;
    if (next === '{') return this.#readBraced(start);
    const end = name + this.#match(WORD, name);
    if (end > name && this.#text.slice(name, end) !== '_') this.#add(start, end, this.#text.slice(name, end));
    return Math.max(end, start + 1);
  }

  #readBraced(start: number): number {
    const { items, end } = this.#itemsIn(start);
    const [head, ...rest] = items;
    if (head?.item.kind === 'variable') this.#add(start, end, head.item.name, operationOf(rest, this.#text));
    // Without a name in front the braces are text, and only what is inside of them is replaced.
    else
      for (const { item, start: from, end: to } of items)
        if (item.kind === 'variable') this.#add(from, to, item.name);
    return end;
  }

  /** What stands between braces, and the offset behind the closing one. */
  #itemsIn(start: number): { readonly items: readonly PlacedItem[]; readonly end: number } {
    const items: PlacedItem[] = [];
    let last = start;
    let at = start + 2;
    // Characters that were passed over and go with the next item.
    let pending = at;
    let mayBeOperator = true;
    const take = (item: Item, end: number) => {
      items.push({ item, start: pending, end });
      last = pending;
      pending = at = end;
    };
    for (;;) {
      const character = this.#text[at];
      if (character === undefined || character === '\n' || character === '\r')
        throw new Stop(start, 'unclosed');
      if (character === '}') return { items, end: at + 1 };
      const word = this.#match(WORD, character === '$' ? at + 1 : at);
      const startsName =
        (character === '$' && !mayBeOperator) ||
        (word > 0 && this.#text.startsWith('${', last) && character !== '$');
      if (startsName) {
        const end = at + (character === '$' ? 1 : 0) + word;
        const name = this.#text.slice(pending, end);
        if (name === '_' || name === '$_') throw new Stop(start, 'unclear');
        take({ kind: 'variable', name: items.length > 0 ? name.replace(/^\$/, '') : name }, end);
        mayBeOperator = true;
        continue;
      }
      if (!mayBeOperator) {
        take({ kind: 'text' }, at + this.#widthAt(at));
        continue;
      }
      mayBeOperator = false;
      const operator = this.#match(OPERATOR, at);
      if (operator > 0) {
        const end = at + operator;
        take({ kind: 'operator', operator: this.#text.slice(at, end) as A8mOperator }, end);
      } else at += this.#widthAt(at) + (character === ':' ? this.#widthAt(at + 1) : 0);
    }
  }

  #add(start: number, end: number, name: string, operation?: A8mPlaceholder['operation']): void {
    this.parts.push({ kind: 'placeholder', start, end, name, ...(operation && { operation }) });
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0].length ?? 0;
  }

  /** How many UTF-16 units the character has. */
  #widthAt(at: number): number {
    const code = this.#text.codePointAt(at);
    return code === undefined ? 0 : code > 0xffff ? 2 : 1;
  }
}

/** The last operator counts, and the last operand; a text takes in all that follows it. */
function operationOf(items: readonly PlacedItem[], text: string): A8mPlaceholder['operation'] {
  let operator: A8mOperator | undefined;
  let operand: A8mOperand | undefined;
  for (const { item, start } of items) {
    if (item.kind === 'operator') operator = item.operator;
    else if (item.kind === 'variable') operand = item;
    else {
      operand = { kind: 'text', text: text.slice(start, items.at(-1)!.end) };
      break;
    }
  }
  return operator && operand && { operator, operand };
}
