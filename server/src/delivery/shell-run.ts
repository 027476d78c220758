/** Follows a job's scripts as its shell would, command by command, and collects what they do. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type {
  AndOr,
  CommandNode,
  CompoundList,
  For,
  If,
  Pipeline as PipelineNode,
  Statement,
} from '../shell/parse.ts';
import { parseShell } from '../shell/parse.ts';
import { plainScript, type ScriptText } from '../shell/script-text.ts';
import type { Segment, Span } from '../text/span.ts';
import { branchesOf, failsOnPurpose, isTestLike, looksAtCluster } from './conditions.ts';
import type { Decisions } from './decisions.ts';
import type { Fact, Section } from './facts.ts';
import { placeText, type FileReference } from './file-reference.ts';
import { known, knownText, type PartialText } from './partial-text.ts';
import type { Truth } from '../gitlab/evaluate-expression.ts';
import { runCommand } from './run-command.ts';
import { runCase, runFor, runWhile } from './run-loop.ts';
import { deliver, redirect } from './run-redirection.ts';
import { expanderOf } from './run-substitution.ts';
import { fitsPathPattern } from './shell-pattern.ts';
import { subshell, type ShellFrame } from './shell-frame.ts';
import { and, not, or } from './truth.ts';
import { ShellVariables, type PipelineVariables } from './shell-variables.ts';
import { concatenated, EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';
import { StreamReader } from './stream-text.ts';
import { WorkingFiles, type FilePath, type StartingFiles } from './working-files.ts';

/** What the scripts of a job run in. */
export interface RunWorld {
  readonly variables: PipelineVariables;
  readonly start: StartingFiles;
  /** What the command `envsubst` is where its options do not tell. */
  readonly envsubstFlavour: EnvsubstFlavour;
  /** What conditions come to in the run that the variables are of; absent where they may be those of any. */
  readonly decisions?: Decisions | undefined;
  /** The files of the repository. */
  paths(): Iterable<FilePath>;
  /** The text of a file of the repository; undefined where it is no text or not known. */
  textOf(path: FilePath): Segment | undefined;
}

/** The texts of a job's two shells. */
export interface JobTexts {
  /** `before_script` and `script`. */
  readonly main: ScriptText;
  /** Where in `main` the lines of `script` start; UTF-16 offset. */
  readonly scriptStart: number;
  readonly after: ScriptText;
}

type Node = CommandNode | PipelineNode | AndOr;

const MAXIMUM_STEPS = 20_000;
const MAXIMUM_DEPTH = 40;

export class ShellRun {
  readonly facts: Fact[] = [];
  /** What is to run when the shell ends. */
  readonly exitTraps: { readonly script: ScriptText; readonly frame: ShellFrame }[] = [];
  readonly files: WorkingFiles;
  readonly world: RunWorld;
  readonly streams: StreamReader;
  /** What the job's sections printed: what its log shows. */
  log: Stream = EMPTY_STREAM;
  #steps = 0;
  #depth = 0;

  constructor(world: RunWorld) {
    this.world = world;
    this.files = new WorkingFiles(world.start);
    this.streams = new StreamReader(world);
  }

  /** Follows a job's sections in their order. */
  runJob(texts: JobTexts): void {
    const tree = parseShell(texts.main);
    const frame = this.#newShell(texts.main, 'before_script');
    const printed = tree.root.commands.map((statement) => {
      frame.section = statement.pos < texts.scriptStart ? 'before_script' : 'script';
      return this.statements([statement], frame, UNKNOWN_STREAM);
    });
    this.#runExitTraps();
    const after = parseShell(texts.after);
    printed.push(
      this.statements(after.root.commands, this.#newShell(texts.after, 'after_script'), UNKNOWN_STREAM),
    );
    this.log = concatenated(printed);
  }

  /** Runs what `trap … EXIT` set up, once the scripts have ended. */
  #runExitTraps(): void {
    for (const { script, frame } of this.exitTraps.splice(0))
      this.statements(
        parseShell(script).root.commands,
        { ...frame, script, isExitTrap: true },
        UNKNOWN_STREAM,
      );
  }

  #newShell(script: ScriptText, section: Section): ShellFrame {
    const variables = new ShellVariables(this.world.variables);
    return {
      variables,
      folder: '',
      folders: [],
      functions: new Map(),
      clusterVariables: new Set(),
      script,
      section,
      through: [],
      conditions: 0,
      guards: 0,
      isInTest: false,
      goesOnAfterFailure: false,
      umask: undefined,
      isExitTrap: false,
      locals: undefined,
    };
  }

  /** Follows commands one after the other; what they print is one stream. */
  statements(statements: readonly Statement[], frame: ShellFrame, input: Stream): Stream {
    return concatenated(statements.map((statement) => this.node(statement.command, frame, input)));
  }

  /** Follows one command, simple or compound. */
  node(node: Node | CompoundList, frame: ShellFrame, input: Stream): Stream {
    if (this.#steps++ > MAXIMUM_STEPS || this.#depth > MAXIMUM_DEPTH) return UNKNOWN_STREAM;
    this.#depth++;
    try {
      return this.#dispatch(node, frame, input);
    } finally {
      this.#depth--;
    }
  }

  #dispatch(node: Node | CompoundList, frame: ShellFrame, input: Stream): Stream {
    switch (node.type) {
      case 'Command':
        return runCommand(this, node, frame, input);
      case 'Pipeline':
        return this.#pipeline(node, frame, input);
      case 'AndOr':
        return this.#andOr(node, frame, input);
      case 'CompoundList':
        return this.statements(node.commands, frame, input);
      case 'If':
        return this.#if(node, frame, input);
      case 'For':
      case 'Select':
        return runFor(this, node as For, frame, input);
      case 'While':
        return runWhile(this, node, frame, input);
      case 'Case':
        return runCase(this, node, frame, input);
      case 'ArithmeticFor':
        return this.perhaps(frame, () => this.statements(node.body.commands, frame, input));
      case 'Subshell':
        return this.statements(node.body.commands, subshell(frame), input);
      case 'BraceGroup':
        return this.statements(node.body.commands, frame, input);
      case 'Redirected': {
        const redirected = redirect(this, node.redirects, frame, input);
        const output = this.node(node.command, frame, redirected.input);
        return deliver(this, output, redirected, frame, frame.script.spanAt(node.pos, node.end));
      }
      case 'Function':
        frame.functions.set(node.name.value, { node, script: frame.script });
        return EMPTY_STREAM;
      default:
        return EMPTY_STREAM;
    }
  }

  #pipeline(node: PipelineNode, frame: ShellFrame, input: Stream): Stream {
    if (node.commands.length === 1) return this.node(node.commands[0]!, frame, input);
    let stream = input;
    for (const command of node.commands) stream = this.node(command, subshell(frame), stream);
    return stream;
  }

  #andOr(node: AndOr, frame: ShellFrame, input: Stream): Stream {
    const streams: Stream[] = [];
    let truth: Truth;
    for (const [index, command] of node.commands.entries()) {
      const operator = node.operators[index - 1];
      const before = node.commands[index - 1];
      const success = operator === '||' ? not(truth) : truth;
      if (operator && success === false) continue;
      const guard = node.operators.findIndex((it, at) => at >= index && it === '||');
      const isGuarded = guard >= 0 && !failsOnPurpose(node.commands[guard + 1]!, frame.script);
      const run = () =>
        streams.push(this.#guarded(frame, isGuarded ? 1 : 0, () => this.node(command, frame, input)));
      const mayFail = operator === '||' || (operator === '&&' && isTestLike(before!));
      const isPerhaps = mayFail && success !== true;
      if (!isPerhaps) {
        const isTest = node.operators[index] !== undefined && isTestLike(command);
        const was = frame.isInTest;
        frame.isInTest ||= isTest || node.operators[index] === '||';
        run();
        frame.isInTest = was;
      } else {
        const looks = before && looksAtCluster(before, frame.script, frame.clusterVariables);
        this.#guarded(frame, looks ? 1 : 0, () => this.perhaps(frame, () => (run(), EMPTY_STREAM)));
      }
      const own = () => this.#decide(command, frame);
      truth = !operator ? own() : operator === '&&' ? and(truth, own) : or(truth, own);
    }
    return concatenated(streams);
  }

  #guarded(frame: ShellFrame, guards: number, run: () => Stream): Stream {
    frame.guards += guards;
    try {
      return run();
    } finally {
      frame.guards -= guards;
    }
  }

  /** Runs what may be left out: variables that it changes are unknown afterwards. */
  perhaps(frame: ShellFrame, run: () => Stream): Stream {
    const { variables, folder } = frame;
    const before = variables.fork();
    frame.variables = variables.fork();
    frame.conditions++;
    try {
      return run();
    } finally {
      frame.conditions--;
      const after = frame.variables;
      frame.variables = variables;
      variables.mergeFrom([before, after]);
      if (frame.folder !== folder) frame.folder = undefined;
    }
  }

  #if(node: If, frame: ShellFrame, input: Stream): Stream {
    const branches = branchesOf(node);
    const streams: Stream[] = [];
    const { variables, folder } = frame;
    const outcomes: ShellVariables[] = [];
    let looks = false;
    let isMoved = false;
    let isDecided = false;
    for (const branch of branches) {
      if (branch.clause) {
        looks ||= branch.clause.commands.some((it) =>
          looksAtCluster(it.command, frame.script, frame.clusterVariables),
        );
        this.inTest(frame, () => this.statements(branch.clause!.commands, frame, input));
      }
      const truth = branch.clause ? this.#decide(branch.clause, frame) : true;
      if (truth === false) continue;
      if (truth === true && outcomes.length === 0 && this.world.decisions)
        return concatenated([...streams, this.statements(branch.body.commands, frame, input)]);
      frame.variables = variables.fork();
      frame.conditions++;
      frame.guards += looks ? 1 : 0;
      streams.push(this.statements(branch.body.commands, frame, input));
      frame.guards -= looks ? 1 : 0;
      frame.conditions--;
      outcomes.push(frame.variables);
      frame.variables = variables;
      isMoved ||= frame.folder !== folder;
      frame.folder = folder;
      isDecided = truth === true;
      if (isDecided) break;
    }
    if (isMoved) frame.folder = undefined;
    if (!isDecided) outcomes.push(variables.fork());
    variables.mergeFrom(outcomes);
    return concatenated(streams);
  }

  /** Whether a condition is met in the run; undefined where the scripts are read for any. */
  #decide(node: Node | CompoundList, frame: ShellFrame): Truth {
    const at = frame.script.spanAt(node.pos, node.end);
    const { decisions } = this.world;
    return decisions?.decide([...frame.through, at], () => decisions.evaluate(node, expanderOf(this, frame)));
  }

  /** Runs a condition or a loop's test. */
  inTest(frame: ShellFrame, run: () => Stream): Stream {
    const was = frame.isInTest;
    frame.isInTest = true;
    const stream = run();
    frame.isInTest = was;
    return stream;
  }

  /** The file that a text names, seen from the frame's folder. */
  fileOf(text: PartialText, at: Span, frame: ShellFrame): FileReference {
    return placeText(text, at, frame.folder, this.files);
  }

  /** The files that a pattern fits, each with the text that the shell would put in its place. */
  filesOf(text: PartialText, at: Span, frame: ShellFrame): readonly FileReference[] {
    const pattern = knownText(text);
    const reference = this.fileOf(text, at, frame);
    if (pattern === undefined || reference.path === undefined) return [];
    const written = this.files.writtenBelow('').map((file) => file.path);
    const paths = [...new Set([...this.world.paths(), ...written])].filter(
      (path) => fitsPathPattern(path, reference.path!) && this.files.stateOf(path).kind !== 'missing',
    );
    return paths.sort().map((path) => ({
      ...placeText(known(path), at, '', this.files),
      path,
      text: known(asWritten(path, pattern, reference.path!)),
    }));
  }

  record(
    details: Record<string, unknown> & { kind: Fact['kind'] },
    frame: ShellFrame,
    node: { readonly pos: number; readonly end: number },
  ): Fact {
    return this.recordAt(details, frame, frame.script.spanAt(node.pos, node.end));
  }

  recordAt(details: Record<string, unknown> & { kind: Fact['kind'] }, frame: ShellFrame, at: Span): Fact {
    const fact = {
      ...details,
      at,
      section: frame.section,
      order: this.facts.length,
      isConditional: frame.conditions > 0,
      through: frame.through,
    } as unknown as Fact;
    this.facts.push(fact);
    return fact;
  }

  /** Follows a file of the repository as a script; undefined where its text is not known or no shell's. */
  runFile(path: FilePath, frame: ShellFrame, input: Stream): { readonly stream: Stream } | undefined {
    const segment = this.world.textOf(path);
    if (!segment || this.#depth > MAXIMUM_DEPTH) return undefined;
    const shebang = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(segment.text);
    if (shebang && !/\b(?:ba|da|a|z|k)?sh$/.test(`${shebang[1]!.endsWith('env') ? shebang[2] : shebang[1]}`))
      return undefined;
    let script = scripts.get(segment);
    if (!script) scripts.set(segment, (script = plainScript(segment)));
    frame.script = script;
    this.#depth++;
    try {
      return { stream: this.statements(parseShell(script).root.commands, frame, input) };
    } finally {
      this.#depth--;
    }
  }
}

/** One script per file text, so that its syntax tree is kept. */
const scripts = new WeakMap<Segment, ScriptText>();

/** What the shell writes for a path that a pattern fits: the pattern's own way of saying its folder is kept. */
function asWritten(path: FilePath, pattern: string, resolved: FilePath): string {
  const plain = /^[^*?[]*\//.exec(pattern)?.[0] ?? '';
  const resolvedPlain = /^[^*?[]*\//.exec(resolved)?.[0] ?? '';
  return plain + path.slice(resolvedPlain.length);
}
