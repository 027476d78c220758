/**
 * What a plain scalar means. GitLab reads YAML through Ruby's Psych and Kubernetes through Go's yaml: both follow
 * YAML 1.1 for booleans, null and octal numbers, not YAML 1.2.
 */
import type { ScalarNode, YamlNode } from './node.ts';

export type PlainValue =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | {
      readonly type: 'integer';
      readonly value: number;
      readonly written: 'decimal' | 'octal' | 'hexadecimal' | 'binary' | 'sexagesimal';
    }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'timestamp' }
  | { readonly type: 'string'; readonly value: string };

const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/;
const NULL = /^(?:null|Null|NULL|~|)$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const OCTAL = /^[-+]?0[0-7_]+$/;
const NEW_OCTAL = /^[-+]?0o[0-7_]+$/;
const HEXADECIMAL = /^[-+]?0x[0-9a-fA-F_]+$/;
const BINARY = /^[-+]?0b[01_]+$/;
const FLOAT =
  /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+)$/;
const SEXAGESIMAL = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d\d)?))?)?$/;

/** Reads the text of a plain scalar by the core of YAML 1.1. */
export function readPlain(text: string): PlainValue {
  const first = text.charCodeAt(0);
  // Most scalars are words: they start with a letter that no special value starts with.
  if (first >= 97 && !/[tfyno~]/.test(text[0]!)) return { type: 'string', value: text };
  if (NULL.test(text)) return { type: 'null' };
  if (TRUE.test(text)) return { type: 'boolean', value: true };
  if (FALSE.test(text)) return { type: 'boolean', value: false };
  if (!/^[-+.0-9]/.test(text)) return { type: 'string', value: text };
  return readNumber(text);
}

function readNumber(text: string): PlainValue {
  const digits = text.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const unsigned = digits.replace(/^[-+]/, '');
  const integer = (value: number, written: 'decimal' | 'octal' | 'hexadecimal' | 'binary' | 'sexagesimal') =>
    ({ type: 'integer', value: sign * value, written }) as const;
  if (DECIMAL.test(text)) return integer(Number(unsigned), 'decimal');
  if (OCTAL.test(text)) return integer(parseInt(unsigned, 8), 'octal');
  if (NEW_OCTAL.test(text)) return integer(parseInt(unsigned.slice(2), 8), 'octal');
  if (HEXADECIMAL.test(text)) return integer(parseInt(unsigned.slice(2), 16), 'hexadecimal');
  if (BINARY.test(text)) return integer(parseInt(unsigned.slice(2), 2), 'binary');
  if (FLOAT.test(text)) return { type: 'float', value: Number(digits) };
  if (SEXAGESIMAL.test(text))
    return integer(
      unsigned.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
      'sexagesimal',
    );
  if (INFINITE.test(text)) return { type: 'float', value: sign * Infinity };
  if (NOT_A_NUMBER.test(text)) return { type: 'float', value: NaN };
  if (TIMESTAMP.test(text)) return { type: 'timestamp' };
  return { type: 'string', value: text };
}

/** What a scalar means: quoted and block scalars are strings, as are those tagged `!!str`. */
export function scalarValue(node: ScalarNode): PlainValue {
  if (node.tag === '!!str' || node.tag === '!') return { type: 'string', value: node.value };
  return node.style === 'plain' ? readPlain(node.value) : { type: 'string', value: node.value };
}

/** Whether YAML reads the node as null; an absent node is null too. */
export function isNull(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && scalarValue(node).type === 'null');
}
