/** The variables that a script takes from outside: it reads them and sets them nowhere. */
import { forEachChild, parseShell, type Command, type SyntaxNode, type Word } from '../shell/parse.ts';
import type { ScriptText } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';

export interface FreeVariable {
  readonly name: string;
  /** The name alone, without `$` and braces. */
  readonly at: Span;
  /** `${NAME:-x}`, `[ -n "$NAME" ]` and the like: the script goes on without it. */
  readonly isOptional: boolean;
  /** Whether a program is given the value as the path of a file: `cat "$NAME"`. */
  readonly isPath: boolean;
}

/** What shells set by themselves, and what images and systems bring for their tools. */
const OF_SHELLS_AND_IMAGES =
  /^(?:BASH\w*|RANDOM|SECONDS|LINENO|E?UID|IFS|PPID|OPTARG|OPTIND|REPLY|FUNCNAME|PIPESTATUS|PS[1-4]|LC_\w+|HOSTTYPE|OSTYPE|COLUMNS|LINES|EDITOR|DISPLAY|XDG_\w+|JAVA_HOME|GO(?:PATH|ROOT|BIN)|VIRTUAL_ENV|PYTHON(?:PATH|_VERSION)|NODE_VERSION|NVM_\w+|CARGO_HOME|RUSTUP_HOME|ANDROID_(?:HOME|SDK_ROOT)|COMPOSER_HOME|GEM_HOME|DEBIAN_FRONTEND|KUBERNETES_(?:SERVICE|PORT)\w*)$/;

/** Programs that read the files they are given. */
const READERS: ReadonlySet<string> = new Set(
  'cat source . head tail base64 openssl ssh-add chmod envsubst sha256sum'.split(' '),
);
const FILE_OPTION = /^--?(?:kubeconfig|from-env-file|env-file|key-file|cert|key|cacert|values|f|i)(?:=|$)/;
/** Variables whose values are paths, so that what they are set to is one. */
export const HOLDING_PATHS = /^(?:KUBECONFIG|GOOGLE_APPLICATION_CREDENTIALS|SSL_CERT_FILE)$/;
const NAMING = new Set(
  'read export local declare typeset readonly getopts mapfile readarray unset let'.split(' '),
);

const known = new WeakMap<ScriptText, readonly FreeVariable[]>();

/** Every use of such a variable, in the order of the script's tree. */
export function freeVariablesIn(script: ScriptText): readonly FreeVariable[] {
  let found = known.get(script);
  if (!found) known.set(script, (found = read(script)));
  return found;
}

function read(script: ScriptText): readonly FreeVariable[] {
  const assigned = new Set<string>();
  const paths = new Set<number>();
  const uses: FreeVariable[] = [];
  const visit = (node: SyntaxNode, depth: number, isTested: boolean): void => {
    if (node.type === 'Assignment') {
      assigned.add(node.name);
      if (HOLDING_PATHS.test(node.name) && node.value?.type === 'Word') notePath(node.value, paths);
    } else if (node.type === 'For' || node.type === 'Select') assigned.add(node.name.value);
    else if (node.type === 'Command') readCommand(node, assigned, paths);
    else if (node.type === 'SimpleExpansion' && /^\$[A-Za-z_]/.test(node.text))
      use(node.text.slice(1), node.pos, node.pos + 1, isTested);
    else if (node.type === 'ParameterExpansion' && /^[A-Za-z_]/.test(node.parameter))
      use(
        node.parameter,
        node.pos,
        node.parameterPos,
        isTested || (node.operation?.type === 'Default' && !node.operation.operator.endsWith('?')),
      );
    const tests = isTested || isTest(node);
    if (depth < 200) forEachChild(node, (child) => visit(child, depth + 1, tests));
  };
  const use = (name: string, pos: number, start: number, isOptional: boolean) =>
    uses.push({ name, at: script.spanAt(start, start + name.length), isOptional, isPath: paths.has(pos) });
  visit(parseShell(script).root, 0, false);
  return uses.filter(({ name }) => !assigned.has(name) && !OF_SHELLS_AND_IMAGES.test(name));
}

/** `[ … ]`, `test` and `[[ … ]]`: what is asked there may be unset. */
function isTest(node: SyntaxNode): boolean {
  return (
    node.type === 'TestCommand' || (node.type === 'Command' && /^(?:\[|test)$/.test(node.name?.value ?? ''))
  );
}

function readCommand(command: Command, assigned: Set<string>, paths: Set<number>): void {
  const name = command.name?.value ?? '';
  const words = command.args.filter((it) => it.type === 'Word');
  if (NAMING.has(name)) {
    for (const word of words) {
      const named = /^([A-Za-z_]\w*)(=?)/.exec(word.text);
      // `export NAME` alone hands on what somebody else has set.
      if (named && (named[2] || (name !== 'export' && name !== 'readonly'))) assigned.add(named[1]!);
    }
  }
  const operands = words.filter((word) => !word.text.startsWith('-'));
  if (READERS.has(name)) for (const word of operands) notePath(word, paths);
  if ((name === 'cp' || name === 'install' || name === 'ln') && operands[0]) notePath(operands[0], paths);
  for (const redirect of command.redirects)
    if (redirect.type === 'Redirect' && redirect.operator === '<' && redirect.target)
      notePath(redirect.target, paths);
  for (const [index, word] of words.entries()) {
    if (!FILE_OPTION.test(word.text) && !/^--from-file=/.test(word.text)) continue;
    const value = word.text.includes('=') ? word : words[index + 1];
    if (value) notePath(value, paths);
  }
}

/** Notes the expansion that a word ends in, where all before it is an option's name. */
function notePath(word: Word, paths: Set<number>): void {
  const written = /^(--?[\w-]+=(?:[\w.-]+=)?)?"?\$(?:\{\w+\}|\w+)"?$/.exec(word.text);
  if (written) paths.add(word.pos + word.text.indexOf('$'));
}
