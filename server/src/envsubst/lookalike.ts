/** Text that looks like a placeholder but that GNU envsubst leaves as it is. Facts only: what was meant is for rules to say. */

export type LookalikeKind =
  /** An operator of the shell: `${NAME:-x}`, `${#NAME}`, `${NAME%x}`. */
  | 'operator'
  /** `$<NAME>` */
  | 'angle'
  /** `${ NAME }` */
  | 'blanks'
  /** `${A-B}` where both sides are words: an operator to the shell, a name with a dash to many. */
  | 'dash'
  /** `${NAME` without an end. */
  | 'unclosed'
  /** `$ {NAME}` */
  | 'split'
  /** `%NAME%` */
  | 'percent'
  /** `$[NAME]` */
  | 'brackets'
  /** `{{ NAME }}`, with a `$` before it or none: of template languages. */
  | 'template'
  /** `@NAME@` */
  | 'at';

export interface Lookalike {
  readonly kind: LookalikeKind;
  /** The name that was probably meant. */
  readonly name: string;
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** For `operator` and `dash`. */
  readonly operator?: string;
  readonly operand?: string;
}

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const CAPITALS = '[A-Z_][A-Z0-9_]{2,}';
const PATTERN = new RegExp(
  [
    `\\$\\{#(?<length>${NAME})\\}`,
    `\\$\\{!(?<indirect>${NAME})\\}`,
    `\\$\\{(?<operated>${NAME})(?<operator>:[-=?+]|[-=?+]|%%|%|##|#|\\/\\/|\\/[#%]?|\\^\\^|\\^|,,|,|@|:)(?<operand>(?:[^{}\\r\\n]|\\$\\{\\w+\\}){0,200})\\}`,
    `\\$<(?<angle>${NAME})>`,
    `\\$\\{[ \\t]+(?<blanks>${NAME})[ \\t]*\\}|\\$\\{(?<trailing>${NAME})[ \\t]+\\}`,
    `\\$[ \\t]\\{(?<split>${NAME})\\}`,
    `\\$\\{(?<unclosed>${NAME})(?=[\\s"'/:,;)\\]]|$)`,
    `(?<![%\\w])%(?<percent>${CAPITALS})%(?![%\\w])`,
    `\\$\\[(?<brackets>${CAPITALS})\\]`,
    `\\$?\\{\\{[ \\t]*(?<template>${CAPITALS})[ \\t]*\\}\\}`,
    `(?<![@\\w])@(?<at>${CAPITALS})@(?![@\\w])`,
  ].join('|'),
  'g',
);

/** All lookalikes of a text, in order. */
export function findLookalikes(text: string): Lookalike[] {
  const found: Lookalike[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const place = { start: match.index, end: match.index + match[0].length };
    const lookalike = classify(match.groups ?? {});
    if (lookalike) found.push({ ...lookalike, ...place });
  }
  return found;
}

/** Whether an operator stands between the braces, so that other programs than GNU's may replace it. */
export function isOperation({ kind }: { readonly kind: string }): boolean {
  return kind === 'operator' || kind === 'dash';
}

/** Those with an operator, as `${NAME:-x}`: a8m's envsubst and others replace them. */
export function findOperations(text: string): Lookalike[] {
  return /\$\{[^\s{}]*[^\w\s{}]/.test(text) ? findLookalikes(text).filter(isOperation) : [];
}

function classify(groups: Record<string, string | undefined>): Omit<Lookalike, 'start' | 'end'> | undefined {
  const {
    length,
    indirect,
    operated,
    operator,
    operand = '',
    angle,
    blanks,
    trailing,
    split,
    unclosed,
  } = groups;
  if (length !== undefined) return { kind: 'operator', name: length, operator: '#', operand: '' };
  if (indirect !== undefined) return { kind: 'operator', name: indirect, operator: '!', operand: '' };
  if (operated !== undefined) {
    const isDash =
      operator === '-' && /^[A-Z][A-Z0-9_]*$/.test(operand) && /^[A-Z][A-Z0-9_]*$/.test(operated);
    return { kind: isDash ? 'dash' : 'operator', name: operated, operator: operator!, operand };
  }
  if (angle !== undefined) return { kind: 'angle', name: angle };
  if (blanks !== undefined || trailing !== undefined) return { kind: 'blanks', name: blanks ?? trailing! };
  if (split !== undefined) return { kind: 'split', name: split };
  if (unclosed !== undefined) return { kind: 'unclosed', name: unclosed };
  for (const kind of ['percent', 'brackets', 'template', 'at'] as const) {
    const name = groups[kind];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}
