/** What a command of the script is, and what its reader may ask of and tell to the shell that runs it. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Span } from '../text/span.ts';
import type { Argument } from './argument.ts';
import type { Fact, FactBase } from './facts.ts';
import type { FileReference } from './file-reference.ts';
import type { PartialText } from './partial-text.ts';
import type { Environment } from './shell-variables.ts';
import type { Stream } from './stream.ts';
import type { FilePath } from './working-files.ts';

export interface Invocation {
  /** The program's name without folders. */
  readonly name: string;
  readonly nameAt: Span;
  readonly words: readonly Argument[];
  /** The whole command with its redirections. */
  readonly at: Span;
  /** What it reads from its standard input. */
  readonly input: Stream;
}

/** A fact without what the shell adds to it. */
export type FactDetails<Kind extends Fact['kind']> = Omit<Extract<Fact, { kind: Kind }>, keyof FactBase>;

export interface CommandContext {
  /** Records a fact about the current command. */
  record<Kind extends Fact['kind']>(details: FactDetails<Kind>): Extract<Fact, { kind: Kind }>;
  /** The file that a word, or a part of it, names. */
  file(at: Span, text: PartialText): FileReference;
  fileAtPath(at: Span, path: FilePath): FileReference;
  /** The files that a word names: several where it is a pattern. */
  files(argument: Argument): readonly FileReference[];
  /** The files that lie in a folder, for as much as is known; `isComplete` is false where there may be others. */
  filesIn(
    folder: FilePath,
    isRecursive: boolean,
  ): { readonly files: readonly FilePath[]; readonly isComplete: boolean };
  /** Whether the job may have, at this moment, a file or folder that the repository does not hold. */
  filesBesides(): (path: FilePath) => boolean;
  environment(): Environment;
  /** The command writes a file. */
  write(file: FileReference, content: Stream, by: string, isAppended?: boolean): void;
  /** The command may write files that are not known, into a folder or, for '', anywhere in the project. */
  writeUnknown(folder: FilePath): void;
  remove(files: readonly FileReference[]): void;
  /** What the command `envsubst` is where its options do not tell. */
  readonly envsubstFlavour: EnvsubstFlavour;
  /** Whether a failure of the command does not end the job. */
  readonly isGuarded: boolean;
  /** Whether the command is in a loop's or condition's test. */
  readonly isInTest: boolean;
  /** Runs another command in this one's place: `sudo x`, `env A=1 x`. */
  run(words: readonly Argument[], assignments?: readonly (readonly [string, PartialText, Span])[]): Stream;
  /** Runs a text as a script in a shell of its own. */
  runText(script: Argument, positional: readonly PartialText[], input: Stream): Stream;
  /** Runs what a stream holds as a script: `sh -s <<EOF`. */
  runInput(stream: Stream): Stream;
  /** The lines of a stream; undefined where they are not known. */
  linesOf(stream: Stream): readonly PartialText[] | undefined;
  /** The current folder as `pwd` prints it. */
  folderText(): PartialText;
  /** Runs a file as a script; in this shell when sourced. */
  runFile(file: FileReference, positional: readonly PartialText[], isSourced: boolean, input: Stream): Stream;
}

/** Reads one kind of command: records facts and says what it prints. */
export type CommandReader = (command: Invocation, context: CommandContext) => Stream;
