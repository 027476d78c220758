/** The bytes of a template, and what envsubst makes of them on standard output. */
import { isUtf8 } from 'node:buffer';
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import {
  writtenTemplate,
  type RenderedPlaceholder,
  type RenderedTemplate,
  type RenderedValue,
} from '../project/rendered-template.ts';
import { SourceText } from '../text/source-text.ts';
import { UsageError } from './command.ts';

export interface TemplateBytes {
  readonly file: string;
  readonly flavour: EnvsubstFlavour;
  readonly text: string;
  /** How `text` stands for the bytes. */
  readonly encoding: 'latin1' | 'utf8';
}

/**
 * The template as a text that keeps every byte: to GNU's envsubst names are ASCII in any encoding, so that one
 * character stands for each byte; a8m's takes letters of all languages for names.
 * @throws UsageError for bytes that are no text to a8m's
 */
export function readTemplate(file: string, bytes: Buffer, flavour: EnvsubstFlavour = 'gnu'): TemplateBytes {
  if (flavour === 'a8m' && !isUtf8(bytes))
    throw new UsageError(`'${file}' is not UTF-8: what a8m's envsubst makes of it is not known.`);
  const encoding = flavour === 'a8m' ? 'utf8' : 'latin1';
  return { file, flavour, text: bytes.toString(encoding), encoding };
}

/** Writes what envsubst writes: nothing where it fails, which is said. Whether it is written. */
export function writeRendered(template: TemplateBytes, rendered: RenderedTemplate): boolean {
  const failures = failuresOf(template, rendered);
  for (const failure of failures) say(`envsubst writes nothing: ${failure}`);
  if (failures.length > 0) return false;
  const { text } = writtenTemplate(template.text, rendered, (value) => {
    const written = textFor(value);
    return written === undefined || template.encoding === 'utf8'
      ? written
      : Buffer.from(written, 'utf8').toString('latin1');
  });
  process.stdout.write(Buffer.from(text, template.encoding));
  return true;
}

function textFor(value: RenderedValue): string | undefined {
  switch (value.kind) {
    case 'text':
    case 'unknown':
      return value.text;
    case 'empty':
      return '';
    default:
      return undefined;
  }
}

function failuresOf({ file, text }: TemplateBytes, rendered: RenderedTemplate): readonly string[] {
  const source = new SourceText(file, text);
  const place = (offset: number) => {
    const { line, character } = source.positionAt(offset);
    return `${file}:${line + 1}:${character + 1}`;
  };
  const restricted = placeholdersOf(rendered).flatMap(({ name, value, range }) => {
    if (value.kind !== 'fails') return [];
    const why = value.why === 'unset' ? 'not set, and -no-unset is given' : 'empty, and -no-empty is given';
    return [`${name} is ${why} (${place(range.start)})`];
  });
  const { stop } = rendered;
  if (!stop) return restricted;
  const what =
    stop.why === 'unclosed'
      ? 'it fails at a brace that is not closed on its line'
      : 'what it does with this text is not known';
  return [...restricted, `${what} (${place(stop.at)})`];
}

export function placeholdersOf({ parts }: RenderedTemplate): readonly RenderedPlaceholder[] {
  return parts.flatMap((part) => ('text' in part ? [] : [part]));
}

/** Their names, each once. */
export function namesOf(placeholders: readonly RenderedPlaceholder[]): readonly string[] {
  return [...new Set(placeholders.map(({ name }) => name))];
}

/** A line on standard error. */
export function say(text: string): void {
  process.stderr.write(`pipewright: ${text}\n`);
}
