/**
 * What docker refuses in a Dockerfile, found by the library dockerfile-utils and worded here. It knows the Dockerfile of
 * Docker 20.10: what newer syntaxes have brought (flags, ways to expand variables) is not taken from it.
 */
import { validate, ValidationCode as Code } from 'dockerfile-utils';
import { MAXIMUM_LENGTH } from './instruction.ts';
import { SourceText } from '../text/source-text.ts';
import { span, textOf, type Segment, type Span } from '../text/span.ts';

export interface SyntaxProblem {
  readonly at: Span;
  /** What is wrong, in a sentence or two. */
  readonly message: string;
  /** The instruction that was probably meant by one that there is none of. */
  readonly unknownInstruction?: string;
}

/** By code, what to say of the text that the library marks; codes that are not here are not told. */
const MESSAGES: ReadonlyMap<number, (written: string) => string> = new Map<Code, (written: string) => string>(
  [
    [Code.ARGUMENT_MISSING, () => 'The instruction lacks its argument.'],
    [
      Code.ARGUMENT_EXTRA,
      (written) => `The instruction takes no \`${written}\`: it has its argument already.`,
    ],
    [Code.ARGUMENT_REQUIRES_ONE, () => 'The instruction takes one argument.'],
    [Code.ARGUMENT_REQUIRES_AT_LEAST_ONE, () => 'The instruction takes at least one argument.'],
    [Code.ARGUMENT_REQUIRES_TWO, () => 'The instruction takes a name and a value: `NAME=value`.'],
    [
      Code.ARGUMENT_REQUIRES_AT_LEAST_TWO,
      () => 'The instruction takes at least one source, and a destination.',
    ],
    [Code.ARGUMENT_REQUIRES_ONE_OR_THREE, () => 'FROM takes an image, or an image, `AS` and a name.'],
    [Code.ARGUMENT_UNNECESSARY, () => 'HEALTHCHECK NONE takes no arguments.'],
    [Code.DUPLICATE_BUILD_STAGE_NAME, (written) => `Another stage is named \`${written}\` already.`],
    [
      Code.INVALID_BUILD_STAGE_NAME,
      (written) =>
        `\`${written}\` is no name of a stage: it starts with a letter, and has lower-case letters, digits, \`_\`, \`-\` and \`.\`.`,
    ],
    [Code.FLAG_AT_LEAST_ONE, () => '`--retries` takes a number from 1.'],
    [Code.FLAG_DUPLICATE, (written) => `\`${written}\` is given twice.`],
    [Code.FLAG_INVALID_DURATION, (written) => `\`${written}\` is no duration: \`30s\`, \`1m30s\`.`],
    [Code.FLAG_MISSING_DURATION, (written) => `\`${written}\` is no duration: \`30s\`, \`1m30s\`.`],
    [Code.FLAG_UNKNOWN_UNIT, (written) => `\`${written}\` is no duration: \`30s\`, \`1m30s\`.`],
    [Code.FLAG_LESS_THAN_1MS, () => 'The duration is shorter than a millisecond.'],
    [Code.NO_SOURCE_IMAGE, () => 'No FROM comes before it, so there is nothing to build on.'],
    [Code.INVALID_AS, (written) => `Behind the image \`AS\` and a name can stand, not \`${written}\`.`],
    [Code.INVALID_PORT, (written) => `\`${written}\` is no port.`],
    [Code.INVALID_PROTO, (written) => `\`${written}\` is no protocol: \`tcp\`, \`udp\`, \`sctp\`.`],
    [Code.INVALID_REFERENCE_FORMAT, (written) => `\`${written}\` is no image reference.`],
    [Code.ONBUILD_CHAINING_DISALLOWED, () => 'ONBUILD takes no ONBUILD.'],
    [Code.ONBUILD_TRIGGER_DISALLOWED, (written) => `ONBUILD takes no ${written}.`],
    [Code.SHELL_JSON_FORM, () => 'SHELL takes the exec form: `["program", "argument"]`.'],
    [Code.SHELL_REQUIRES_ONE, () => 'SHELL takes at least a program: `["program"]`.'],
    [Code.SYNTAX_MISSING_EQUALS, (written) => `\`${written}\` has no \`=\`: quote a value that has blanks.`],
    [Code.SYNTAX_MISSING_NAMES, () => 'The name before `=` is missing.'],
    [Code.SYNTAX_MISSING_SINGLE_QUOTE, () => 'The single quote is never closed.'],
    [Code.SYNTAX_MISSING_DOUBLE_QUOTE, () => 'The double quote is never closed.'],
    [Code.UNKNOWN_INSTRUCTION, (written) => `There is no instruction \`${written}\`.`],
    [Code.UNKNOWN_TYPE, (written) => `HEALTHCHECK takes CMD or NONE, not \`${written}\`.`],
    [Code.HEALTHCHECK_CMD_ARGUMENT_MISSING, () => 'HEALTHCHECK CMD lacks its command.'],
  ],
);

/** Whether the directive `syntax` names another frontend than docker's own: that may know any instruction. */
function hasOtherSyntax(text: string): boolean {
  const [, image] = /^\ufeff?(?:#[^\r\n]*\r?\n)*?#[ \t]*syntax[ \t]*=[ \t]*(\S+)/i.exec(text) ?? [];
  return image !== undefined && !/(?:^|\/)docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(image);
}

/** What docker refuses, each with its place. Never throws. */
export function syntaxProblems(segment: Segment): readonly SyntaxProblem[] {
  if (segment.text.length > MAXIMUM_LENGTH || hasOtherSyntax(segment.text)) return [];
  const text = segment.text.replace(/^\ufeff/, ' ');
  const source = new SourceText('', text);
  try {
    return validate(text).flatMap(({ code, range }) => {
      const word = MESSAGES.get(Number(code));
      if (!word) return [];
      const at = span(segment, source.offsetAt(range.start), source.offsetAt(range.end));
      const written = textOf(at);
      // What a variable becomes is not known.
      if (written.includes('$')) return [];
      return [
        {
          at,
          message: word(written),
          ...(Number(code) === Code.UNKNOWN_INSTRUCTION && { unknownInstruction: written }),
        },
      ];
    });
  } catch {
    return [];
  }
}
