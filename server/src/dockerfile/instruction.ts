/** Instructions of a Dockerfile with exact ranges: plain data, read with the library dockerfile-ast. */
import {
  DockerfileParser,
  JSONInstruction,
  ModifiableInstruction,
  PropertyInstruction,
  type Instruction as LibraryInstruction,
} from 'dockerfile-ast';
import { SourceText, type PositionRange } from '../text/source-text.ts';
import { span, textOf, type Segment, type Span } from '../text/span.ts';

/** A word as docker reads it: the line breaks of continued lines are left out. */
export interface Word {
  readonly text: string;
  readonly at: Span;
}

/** `NAME=value` of ARG, ENV and LABEL. */
export interface Property {
  readonly name: string;
  /** Without quotes; undefined where none is given. */
  readonly value: string | undefined;
}

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  readonly keywordAt: Span;
  /** From the keyword to the end, here-documents included. */
  readonly at: Span;
  /** What stands behind the keyword and the flags, but for RUN; the texts of here-documents are left out. */
  readonly words: readonly Word[];
  /** `--from=build` as `from` and `build`. */
  readonly flags: readonly { readonly name: string; readonly value: string | undefined; readonly at: Span }[];
  /** The strings of the exec form, `["a", "b"]`, placed between their quotes; undefined for the shell form. */
  readonly strings: readonly Word[] | undefined;
  readonly properties: readonly Property[];
}

export interface InstructionList {
  readonly instructions: readonly Instruction[];
  /** The character that continues lines: `\`, or what the directive `escape` says. */
  readonly escape: string;
}

/** Nobody writes longer ones by hand, and what reading one takes grows with the square of its length. */
export const MAXIMUM_LENGTH = 50_000;

const NOTHING: InstructionList = { instructions: [], escape: '\\' };

/** All instructions, in their order. Never throws: none of a text that the library cannot read. */
export function readInstructions(segment: Segment): InstructionList {
  if (segment.text.length > MAXIMUM_LENGTH) return NOTHING;
  // docker skips a byte order mark; a blank of the same width keeps the offsets.
  const text = segment.text.replace(/^\ufeff/, ' ');
  try {
    const dockerfile = DockerfileParser.parse(text);
    const reader = new Reader(segment, text);
    return {
      instructions: dockerfile.getInstructions().map((it) => reader.read(it)),
      escape: dockerfile.getEscapeCharacter(),
    };
  } catch {
    return NOTHING;
  }
}

class Reader {
  readonly #segment: Segment;
  readonly #source: SourceText;

  constructor(segment: Segment, text: string) {
    this.#segment = segment;
    this.#source = new SourceText('', text);
  }

  read(instruction: LibraryInstruction): Instruction {
    const isModifiable = instruction instanceof ModifiableInstruction;
    const keywordAt = this.#spanOf(instruction.getInstructionRange());
    return {
      keyword: instruction.getKeyword(),
      keywordAt,
      at: this.#spanOf(instruction.getRange()),
      words: this.#wordsOf(instruction),
      flags: (isModifiable ? instruction.getFlags() : []).map((flag) => ({
        name: flag.getName().toLowerCase(),
        value: flag.getValue() ?? undefined,
        at: this.#spanOf(flag.getRange()),
      })),
      strings: this.#stringsOf(instruction),
      properties:
        instruction instanceof PropertyInstruction
          ? instruction.getProperties().map((property) => ({
              name: property.getName(),
              value: property.getValue() ?? undefined,
            }))
          : [],
    };
  }

  #wordsOf(instruction: LibraryInstruction): readonly Word[] {
    if (instruction.getKeyword() === 'RUN') return [];
    const words = instruction
      .getArguments()
      .map((word) => ({ text: word.getValue(), at: this.#spanOf(word.getRange()) }));
    const start = this.#heredocStart(words);
    return start === undefined ? words : words.filter(({ at }) => at.start < start);
  }

  /** Where the texts of here-documents begin: with the line behind the one that opens them. */
  #heredocStart(words: readonly Word[]): number | undefined {
    const opening = words.find(({ text }) => /^\d*<<-?["']?\w/.test(text));
    return opening && this.#source.lineStarts[this.#source.lineAt(opening.at.start) + 1];
  }

  #stringsOf(instruction: LibraryInstruction): readonly Word[] | undefined {
    if (!(instruction instanceof JSONInstruction)) return undefined;
    if (!instruction.getOpeningBracket() || !instruction.getClosingBracket()) return undefined;
    const strings: Word[] = [];
    for (const string of instruction.getJSONStrings()) {
      const at = this.#spanOf(string.getJSONRange());
      const text = jsonText(textOf(at));
      // What is no JSON after all is taken for a command of the shell.
      if (text === undefined) return undefined;
      strings.push({ text, at });
    }
    return strings;
  }

  #spanOf({ start, end }: PositionRange): Span {
    return span(this.#segment, this.#source.offsetAt(start), this.#source.offsetAt(end));
  }
}

/** @param written what stands between the quotes */
function jsonText(written: string): string | undefined {
  try {
    const value: unknown = JSON.parse(`"${written}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
