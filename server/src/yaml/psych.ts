/**
 * What Ruby's Psych, with which GitLab reads YAML, makes of a plain scalar, and the text that it becomes again when
 * GitLab needs one. Checked against Psych 4 (Ruby 3.1): unlike YAML 1.1 says, `1e3`, `0o17` and `y` stay text.
 */

export interface PsychValue {
  readonly type:
    | 'null'
    | 'boolean'
    | 'octal number'
    | 'hexadecimal number'
    | 'binary number'
    | 'base 60 number'
    | 'number'
    | 'date'
    | 'symbol'
    | 'text';
  /** The value as text again, as Ruby's to_s writes it. */
  readonly text: string;
}

const INTEGER = /^[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)$/;
const OCTAL = /^[-+]?0[_,]*[0-7](?:[0-7]|[_,][0-7])*$/;
const HEXADECIMAL = /^[-+]?0x[_,]*[0-9a-fA-F](?:[0-9a-fA-F]|[_,][0-9a-fA-F])*$/;
const BINARY = /^[-+]?0b[_,]*[01](?:[01]|[_,][01])*$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][+-][0-9]+)?$/;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/;
const SEXAGESIMAL_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;

/** Reads the text of a plain scalar. */
export function readPsych(text: string): PsychValue {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return { type: 'null', text: '' };
  if (/^(?:yes|true|on)$/i.test(text)) return { type: 'boolean', text: 'true' };
  if (/^(?:no|false|off)$/i.test(text)) return { type: 'boolean', text: 'false' };
  if (!/^[-+.:0-9]/.test(text)) return { type: 'text', text };
  if (/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)) return { type: 'date', text };
  return readNumber(text);
}

function readNumber(text: string): PsychValue {
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.replace(/[-+_,]/g, (character, index: number) =>
    index > 0 && /[-+]/.test(character) ? character : '',
  );
  const whole = (type: PsychValue['type'], literal: string): PsychValue => {
    const value = BigInt(literal).toString();
    return { type, text: value === '0' ? '0' : sign + value };
  };
  if (INTEGER.test(text)) return whole('number', digits);
  if (OCTAL.test(text)) return whole('octal number', `0o${digits}`);
  if (HEXADECIMAL.test(text)) return whole('hexadecimal number', digits);
  if (BINARY.test(text)) return whole('binary number', digits);
  if (FLOAT.test(text) && /\d/.test(text)) return { type: 'number', text: sign + rubyFloat(Number(digits)) };
  if (SEXAGESIMAL.test(text)) return whole('base 60 number', String(base60(digits)));
  if (SEXAGESIMAL_FLOAT.test(text))
    return {
      type: 'base 60 number',
      text: sign + rubyFloat(base60(digits)),
    };
  if (/^:\w/.test(text)) return { type: 'symbol', text: text.slice(1) };
  return { type: 'text', text };
}

/** As Ruby's Float#to_s writes it: always with a point; with an exponent from 1e16 on and below 1e-4. */
function rubyFloat(value: number): string {
  if (value !== 0 && (value >= 1e16 || value < 1e-4)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Psych takes the first part for hours, whether or not seconds follow: 1:30 is 5400. */
function base60(digits: string): number {
  return digits.split(':').reduce((sum, part, index) => sum + Number(part) * 60 ** Math.abs(index - 2), 0);
}
