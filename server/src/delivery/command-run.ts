/** The shell's side of a command that is being read: see CommandContext. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Span } from '../text/span.ts';
import type { Argument } from './argument.ts';
import type { CommandContext, FactDetails } from './command.ts';
import type { Fact } from './facts.ts';
import { placeAt, type FileReference } from './file-reference.ts';
import { joined, known, type PartialText } from './partial-text.ts';
import { writeFile } from './run-redirection.ts';
import { runScriptFile, runScriptText, scriptOf, type Call, type Runner } from './run-script.ts';
import type { ShellRun } from './shell-run.ts';
import type { Environment } from './shell-variables.ts';
import type { Stream } from './stream.ts';
import type { FilePath } from './working-files.ts';

export class CommandRun implements CommandContext {
  readonly #run: ShellRun;
  readonly #call: Call;
  readonly #runner: Runner;

  constructor(run: ShellRun, call: Call, runner: Runner) {
    this.#run = run;
    this.#call = call;
    this.#runner = runner;
  }

  record<Kind extends Fact['kind']>(details: FactDetails<Kind>): Extract<Fact, { kind: Kind }> {
    const fact = details as unknown as Record<string, unknown> & { kind: Fact['kind'] };
    return this.#run.recordAt(fact, this.#call.frame, this.#call.at) as Extract<Fact, { kind: Kind }>;
  }

  file = (at: Span, text: PartialText): FileReference => this.#run.fileOf(text, at, this.#call.frame);

  fileAtPath(at: Span, path: FilePath): FileReference {
    return placeAt(at, path, this.#run.files);
  }

  files(argument: Argument): readonly FileReference[] {
    if (argument.isPattern) {
      const files = this.#run.filesOf(argument.text, argument.at, this.#call.frame);
      if (files.length > 0) return files;
    }
    return [this.file(argument.at, argument.text)];
  }

  filesIn(
    folder: FilePath,
    isRecursive: boolean,
  ): { readonly files: readonly FilePath[]; readonly isComplete: boolean } {
    const prefix = folder === '' ? '' : `${folder}/`;
    const found = new Set<FilePath>();
    const add = (path: FilePath) => {
      if (path.startsWith(prefix) && (isRecursive || !path.slice(prefix.length).includes('/')))
        found.add(path);
    };
    for (const path of this.#run.world.paths()) add(path);
    for (const file of this.#run.files.writtenBelow(folder)) add(file.path);
    const files = [...found].filter((path) => this.#run.files.stateOf(path).kind !== 'missing').sort();
    return { files, isComplete: !this.#run.files.mayHoldOthers(folder) };
  }

  filesBesides(): (path: FilePath) => boolean {
    const files = this.#run.files.copy();
    return (path) => files.mayHoldBesides(path);
  }

  environment(): Environment {
    return this.#call.frame.variables.environment();
  }

  write(file: FileReference, content: Stream, by: string, isAppended = false): void {
    writeFile(this.#run, { file, content, by, isAppended }, this.#call.frame, this.#call.at);
  }

  writeUnknown(folder: FilePath): void {
    this.#run.files.writeUnknown(folder);
  }

  remove(files: readonly FileReference[]): void {
    this.record<'remove'>({ kind: 'remove', files, isAlways: this.#call.frame.isExitTrap });
    const isCertain = this.#call.frame.conditions === 0;
    for (const file of files)
      if (file.path !== undefined) this.#run.files.remove(file.path, file.at, isCertain);
  }

  get envsubstFlavour(): EnvsubstFlavour {
    return this.#run.world.envsubstFlavour;
  }

  get isGuarded(): boolean {
    const { guards, goesOnAfterFailure } = this.#call.frame;
    return guards > 0 || goesOnAfterFailure;
  }

  get isInTest(): boolean {
    return this.#call.frame.isInTest;
  }

  run(
    words: readonly Argument[],
    assignments: readonly (readonly [string, PartialText, Span])[] = [],
  ): Stream {
    if (assignments.length === 0) return this.#runner(this.#run, words, this.#call);
    const frame = { ...this.#call.frame, variables: this.#call.frame.variables.fork() };
    for (const [name, value, at] of assignments) frame.variables.assign(name, value, at, true);
    return this.#runner(this.#run, words, { ...this.#call, frame });
  }

  runText(script: Argument, positional: readonly PartialText[], input: Stream): Stream {
    return runScriptText(this.#run, scriptOf(script), positional, { ...this.#call, input });
  }

  runInput(stream: Stream): Stream {
    const script = stream.kind === 'text' ? stream.script : undefined;
    return runScriptText(this.#run, script, [], this.#call);
  }

  runFile(
    file: FileReference,
    positional: readonly PartialText[],
    isSourced: boolean,
    input: Stream,
  ): Stream {
    return runScriptFile(this.#run, file, positional, isSourced, { ...this.#call, input })!;
  }

  linesOf(stream: Stream): readonly PartialText[] | undefined {
    return this.#run.streams.linesOf(stream);
  }

  /** The current folder as a text: below the project it starts with a variable of GitLab. */
  folderText(): PartialText {
    const { folder } = this.#call.frame;
    if (folder === undefined) return [{ kind: 'unknown' }];
    if (folder.startsWith('/') || folder.startsWith('~')) return known(folder);
    return joined([
      [{ kind: 'unknown', variable: 'CI_PROJECT_DIR' }],
      known(folder === '' ? '' : `/${folder}`),
    ]);
  }
}
