/** A call of envsubst in a job: what it reads, with which list and variables, and where its output goes. */
import type { A8mOptions, EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Span } from '../text/span.ts';
import type { ApplyCall, FactBase } from './facts.ts';
import type { FileReference } from './file-reference.ts';
import type { PartialText } from './partial-text.ts';
import type { Environment } from './shell-variables.ts';
import type { Stream } from './stream.ts';

/** The SHELL-FORMAT argument. */
export interface SubstitutionList {
  /** The argument's word. */
  readonly at: Span;
  readonly quoting: 'single' | 'double' | 'none';
  /** The argument as envsubst gets it, after the shell expanded it. */
  readonly text: PartialText;
  /** The names that envsubst replaces; undefined where the argument is not wholly known. */
  readonly names: ReadonlySet<string> | undefined;
  /** Whether the shell replaced names in the argument before envsubst could see them. */
  readonly isExpandedByShell: boolean;
}

export type EnvsubstOutput =
  | { readonly kind: 'file'; readonly file: FileReference; readonly isAppended: boolean; readonly by: string }
  | { readonly kind: 'apply'; readonly call: ApplyCall }
  /** Read by another program of the pipe. */
  | { readonly kind: 'command'; readonly name: string; readonly at: Span };

export interface EnvsubstCall extends FactBase {
  readonly kind: 'envsubst';
  /** The command's name in the script. */
  readonly nameAt: Span;
  /** The whole command with its arguments and redirections. */
  readonly command: Span;
  /** By its options: `-i`, `-o` and `-no-unset` are the Go program's; else by the configuration. */
  readonly flavour: EnvsubstFlavour;
  /** What a8m's program was told. */
  readonly options: A8mOptions;
  readonly input: Stream;
  /** The files read directly: by `<`, `-i` or `cat` in front. */
  readonly files: readonly FileReference[];
  /** The redirection or `cat` argument of the same file that the call writes, when it does. */
  readonly inPlace?: { readonly input: FileReference; readonly output: FileReference };
  /** Absent when envsubst replaces every variable, as a8m's always does. */
  readonly list?: SubstitutionList;
  /** Where the output goes; empty when it is only printed. */
  readonly outputs: readonly EnvsubstOutput[];
  readonly environment: Environment;
}
