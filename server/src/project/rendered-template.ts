/** A template as envsubst writes it with the values of a run, as far as they are known. */
import { readA8mTemplate, type A8mPlaceholder } from '../envsubst/a8m-template.ts';
import type { A8mOptions } from '../envsubst/flavour.ts';
import { findPlaceholders } from '../envsubst/placeholder.ts';
import type { OffsetRange, Span } from '../text/span.ts';

/** Something that must be known for a placeholder's value and is not. */
export interface MissingValue {
  /** The variable that would have to be given. */
  readonly name: string;
  readonly why:
    /** Nothing in the files defines it: the project's settings may. */
    | 'settings'
    /** An earlier job may hand it over by a dotenv report. */
    | 'report'
    /** GitLab sets it, and there is no example. */
    | 'gitlab'
    /** Differs between the jobs of `parallel:matrix`, or is a token or secret that GitLab fetches. */
    | 'job'
    /** Rules may set it or not. */
    | 'rules'
    /** Made by a command of the script. */
    | 'script'
    /** Only the run tells whether the list of envsubst holds the name. */
    | 'list';
  /** Where the files come to it: the assignment, the key, the call. */
  readonly at: Span | undefined;
}

/** What is known of a variable whose value is not: that nothing sets it, that it is set, that it is not even empty. */
export type Presence = 'absent' | 'set' | 'filled';

/** What becomes of `${NAME}`. */
export type VariableValue =
  /** The list leaves the name out: the placeholder stays. */
  | { readonly kind: 'kept' }
  /** envsubst writes nothing: assigned without export, or not set by GitLab for this event. */
  | { readonly kind: 'empty'; readonly why: 'not-exported' | 'not-set' }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** GitLab's variables for which an example was put in. */
      readonly examples: readonly string[];
    }
  | {
      readonly kind: 'unknown';
      /** As far as it is known, with `${NAME}` for variables; the placeholder itself where that does not tell all. */
      readonly text: string;
      /** For people: with `…` for what is not even a variable. */
      readonly shown: string;
      readonly missing: readonly MissingValue[];
      readonly presence: Presence | undefined;
    };

/** What becomes of a placeholder. */
export type RenderedValue =
  | VariableValue
  /** An option of the program ends it here: nothing is written. */
  | { readonly kind: 'fails'; readonly why: 'unset' | 'empty' };

export interface RenderedPlaceholder {
  /** In the template. */
  readonly range: OffsetRange;
  readonly name: string;
  readonly value: RenderedValue;
  /** The variable that counts as not set since nothing in the files sets it: an operator decided by that. */
  readonly assumed?: string;
}

export interface RenderedTemplate {
  /** In order; what stands between them is copied. */
  readonly parts: readonly (RenderedPlaceholder | { readonly range: OffsetRange; readonly text: string })[];
  /** Where the rendering ends: the program fails, or what it does was not measured. Offset in the template. */
  readonly stop?: { readonly at: number; readonly why: 'unclosed' | 'unclear' };
}

type ValueOf = (name: string) => VariableValue;

export function renderByGnu(template: string, value: ValueOf): RenderedTemplate {
  const values = kept(value);
  return {
    parts: findPlaceholders(template).map(({ name, start, end }) => ({
      range: { start, end },
      name,
      value: values(name),
    })),
  };
}

export function renderByA8m(template: string, value: ValueOf, options: A8mOptions): RenderedTemplate {
  const values = kept(value);
  const read = readA8mTemplate(template, options.noDigit);
  const parts = read.parts.map((part) => {
    const range = { start: part.start, end: part.end };
    if (part.kind === 'text') return { range, text: part.text };
    const written = operated(part, values, options, template.slice(part.start, part.end));
    return { range, name: part.name, ...written };
  });
  return { parts, ...(read.stop && { stop: read.stop }) };
}

/** Asks once for each name. */
function kept(value: ValueOf): ValueOf {
  const known = new Map<string, VariableValue>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found: VariableValue = /^[A-Za-z_]\w*$/.test(name)
      ? value(name)
      : { kind: 'empty', why: 'not-set' };
    known.set(name, found);
    return found;
  };
}

type Written = Pick<RenderedPlaceholder, 'value' | 'assumed'>;

/** Measured: `${X:+y}` counts an empty X as set, and no option looks at the variable before `:-`. */
function operated(
  { name, operation }: A8mPlaceholder,
  values: ValueOf,
  options: A8mOptions,
  written: string,
): Written {
  const value = values(name);
  const own = { value: restricted(value, options) };
  if (!operation) return own;
  const { operator, operand } = operation;
  const other: RenderedValue =
    operand.kind === 'text'
      ? { kind: 'text', text: operand.text, examples: [] }
      : restricted(values(operand.name), options);
  const isAbsent = value.kind === 'unknown' && value.presence === 'absent';
  const assumed = isAbsent ? { assumed: name } : {};
  const counts = operator === ':-' || operator === ':=' ? isFilled(value) : isSet(value);
  if (counts === undefined)
    return { value: value.kind === 'unknown' ? { ...value, text: written, shown: written } : value };
  if (operator === '+' || operator === ':+')
    return { value: counts ? other : { kind: 'text', text: '', examples: [] }, ...assumed };
  return counts ? own : { value: other, ...assumed };
}

/** Undefined where that is not known; what nothing in the files sets counts as not set. */
function isSet(value: VariableValue): boolean | undefined {
  if (value.kind !== 'unknown') return value.kind !== 'empty';
  return value.presence === undefined ? undefined : value.presence !== 'absent';
}

function isFilled(value: VariableValue): boolean | undefined {
  if (value.kind === 'text') return value.text !== '';
  if (value.kind !== 'unknown') return value.kind !== 'empty';
  if (value.presence === 'absent') return false;
  return value.presence === 'filled' ? true : undefined;
}

/** A value as the program's options let it through. */
function restricted(value: VariableValue, { noUnset, noEmpty }: A8mOptions): RenderedValue {
  if (noUnset && value.kind === 'empty') return { kind: 'fails', why: 'unset' };
  if (noEmpty && value.kind === 'text' && value.text === '') return { kind: 'fails', why: 'empty' };
  return value;
}

export interface WrittenTemplate {
  readonly text: string;
  /** The placeholders with where their values stand in the text. */
  readonly places: readonly { readonly placeholder: RenderedPlaceholder; readonly range: OffsetRange }[];
}

/**
 * The whole text.
 * @param textFor what to write for a placeholder; undefined to leave it
 */
export function writtenTemplate(
  template: string,
  { parts }: RenderedTemplate,
  textFor: (value: RenderedValue) => string | undefined,
): WrittenTemplate {
  const places: { placeholder: RenderedPlaceholder; range: OffsetRange }[] = [];
  let text = '';
  let last = 0;
  for (const part of parts) {
    text += template.slice(last, part.range.start);
    last = part.range.end;
    const start = text.length;
    text += 'text' in part ? part.text : (textFor(part.value) ?? template.slice(part.range.start, last));
    if (!('text' in part)) places.push({ placeholder: part, range: { start, end: text.length } });
  }
  return { text: text + template.slice(last), places };
}
