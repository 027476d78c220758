/** What a stage says of the image that it makes: ports, user, what it copies, and what it starts. */
import type { Span } from '../text/span.ts';
import { lineageOf, stageNamed, type Dockerfile, type Stage } from './dockerfile.ts';
import type { Instruction, Word } from './instruction.ts';
import { expand, globalVariables, stageVariables, type Expanded } from './variables.ts';

/** The image that a stage starts from. */
export interface BaseImage {
  readonly at: Span;
  /** As it is named with the defaults of ARG; undefined where a variable without one hides it. */
  readonly name: Expanded | undefined;
}

/** The base of a stage, unless that is another stage, or nothing yet. */
export function baseImage(dockerfile: Dockerfile, { base, index }: Stage): BaseImage | undefined {
  if (!base || stageNamed(dockerfile, base.text, index)) return undefined;
  return { at: base.at, name: expand(unquoted(base.text), globalVariables(dockerfile)) };
}

export interface ExposedPort {
  readonly port: number;
  readonly protocol: string;
  readonly at: Span;
}

/** The ports of all EXPOSE of a stage and those that it goes on from; undefined where one of them is not known. */
export function exposedPorts(dockerfile: Dockerfile, stage: Stage): readonly ExposedPort[] | undefined {
  const ports: ExposedPort[] = [];
  for (const current of lineageOf(dockerfile, stage)) {
    for (const instruction of current.instructions) {
      if (instruction.keyword !== 'EXPOSE') continue;
      const variables = stageVariables(dockerfile, current, instruction);
      for (const { text, at } of instruction.words) {
        const value = expand(unquoted(text), variables);
        const [, first, last, protocol = 'tcp'] =
          /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/.exec(value?.text ?? '') ?? [];
        if (first === undefined || last !== undefined) return undefined;
        ports.push({ port: Number(first), protocol: protocol.toLowerCase(), at });
      }
    }
  }
  return ports;
}

export interface UserSetting {
  /** The name or number, without a group; undefined where a variable hides it. */
  readonly name: string | undefined;
  readonly at: Span;
}

/** The last USER of a stage or of those that it goes on from; undefined where none sets one. */
export function lastUser(dockerfile: Dockerfile, stage: Stage): UserSetting | undefined {
  for (const current of lineageOf(dockerfile, stage)) {
    const instruction = current.instructions.findLast(({ keyword }) => keyword === 'USER');
    const [word] = instruction?.words ?? [];
    if (!instruction || !word) continue;
    const value = expand(unquoted(word.text), stageVariables(dockerfile, current, instruction));
    return { name: value?.isFixed ? value.text.replace(/:.*/, '') : undefined, at: word.at };
  }
  return undefined;
}

/** A source that COPY or ADD takes from the build context. */
export interface CopySource {
  readonly instruction: Instruction;
  /** As written, without quotes. */
  readonly text: string;
  readonly at: Span;
}

/** What a stage's own COPY and ADD take from the build context: no other stages, addresses and here-documents. */
export function copySources({ instructions }: Stage): readonly CopySource[] {
  return instructions.flatMap((instruction) => {
    const { keyword, flags, strings, words } = instruction;
    if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return [];
    const operands = strings ? strings : words.map((word) => ({ ...word, text: unquoted(word.text) }));
    return operands
      .slice(0, -1)
      .filter(({ text }) => text !== '' && !/^<<|^\w[\w+.-]*:\/\/|^git@/.test(text))
      .map(({ text, at }) => ({ instruction, text, at }));
  });
}

/** The program that the image starts: the last ENTRYPOINT and CMD, as they are written. */
export interface StartedProgram {
  readonly instruction: Instruction;
  /** Words of the exec form, or those of the shell form as written. */
  readonly words: readonly Word[];
}

/** ENTRYPOINT with CMD behind it, of a stage or those that it goes on from; undefined where neither is there. */
export function startedProgram(dockerfile: Dockerfile, stage: Stage): StartedProgram | undefined {
  const lineage = lineageOf(dockerfile, stage);
  const last = (wanted: string) =>
    lineage
      .map(({ instructions }) => instructions.findLast(({ keyword }) => keyword === wanted))
      .find((it) => it !== undefined);
  const found = [last('ENTRYPOINT'), last('CMD')].filter((it) => it !== undefined);
  const [instruction] = found;
  if (!instruction) return undefined;
  return { instruction, words: found.flatMap(({ strings, words }) => strings ?? words) };
}

/** The last WORKDIR of a stage, absolute; undefined where it is not known. */
export function workingFolder(
  dockerfile: Dockerfile,
  stage: Stage,
  before?: Instruction,
): string | undefined {
  let folder = '/';
  for (const current of lineageOf(dockerfile, stage).toReversed()) {
    for (const instruction of current.instructions) {
      if (instruction === before) return folder;
      if (instruction.keyword !== 'WORKDIR') continue;
      const value = expand(
        unquoted(instruction.words.map(({ text }) => text).join(' ')),
        stageVariables(dockerfile, current, instruction),
      );
      if (!value) return undefined;
      folder = value.text.startsWith('/') ? value.text : `${folder.replace(/\/$/, '')}/${value.text}`;
    }
  }
  return folder;
}

function unquoted(text: string): string {
  return text.replace(/["']/g, '');
}
