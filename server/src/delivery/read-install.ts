/** Package managers and downloads: which programs a script brings along. */
import { baseName } from '../text/path.ts';
import { optionOf, parseArguments, type Argument } from './argument.ts';
import type { CommandContext, CommandReader, Invocation } from './command.ts';
import { knownText } from './partial-text.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

/** The verbs that install, by package manager. */
const INSTALLING: Readonly<Record<string, readonly string[]>> = {
  apk: ['add'],
  apt: ['install'],
  'apt-get': ['install'],
  aptitude: ['install'],
  yum: ['install', 'localinstall'],
  dnf: ['install'],
  microdnf: ['install'],
  tdnf: ['install'],
  zypper: ['install', 'in'],
  pacman: ['-S', '-Sy', '-Syu'],
  brew: ['install'],
  snap: ['install'],
  pip: ['install'],
  pip3: ['install'],
  npm: ['install', 'i'],
  go: ['install'],
  'apt-fast': ['install'],
  install_packages: [],
};

const VALUED: ReadonlySet<string> = new Set(
  '-t --virtual -o --option -c --repository -X --root -p --target-release --default-release -r --requirement --index-url -i'.split(
    ' ',
  ),
);

export function isPackageManager(name: string): boolean {
  return Object.hasOwn(INSTALLING, name);
}

export const readPackageManager: CommandReader = (command, context) => {
  const verbs = INSTALLING[command.name] ?? [];
  const words = [...command.words];
  if (verbs.length > 0) {
    const index = words.findIndex((word) => verbs.includes(knownText(word.text) ?? ''));
    if (index < 0) {
      // `npm run`, `go generate`: these run programs of the project.
      if (command.name === 'npm' || command.name === 'go') context.writeUnknown('');
      return UNKNOWN_STREAM;
    }
    words.splice(index, 1);
  }
  const { operands } = parseArguments(words, { valued: VALUED });
  context.record<'install'>({
    kind: 'install',
    manager: command.name,
    packages: operands.map((word) => word.text),
  });
  // Node's and Python's packages land in the project, the others in the image.
  if (command.name === 'npm') context.writeUnknown('node_modules');
  return UNKNOWN_STREAM;
};

/** `curl` and `wget`: files from elsewhere. */
export const readDownload: CommandReader = (command, context) => {
  const isCurl = command.name === 'curl';
  const valued = isCurl ? CURL_VALUED : WGET_VALUED;
  const { operands, options } = parseArguments(command.words, { valued });
  const output = isCurl ? optionOf(options, '-o', '--output') : optionOf(options, '-O', '--output-document');
  if (output?.value && knownText(output.value) !== '-') {
    const file = context.file(output.argument.at, output.value);
    context.write(file, UNKNOWN_STREAM, command.name);
    recordProgram(file.path, output.value, command, context);
    return EMPTY_STREAM;
  }
  const keepsName = isCurl
    ? optionOf(options, '-O', '--remote-name', '--remote-name-all') !== undefined
    : !output;
  if (keepsName) for (const address of operands) writeDownload(address, command, context);
  return UNKNOWN_STREAM;
};

function writeDownload(address: Argument, command: Invocation, context: CommandContext): void {
  const text = knownText(address.text);
  const last = address.text.at(-1);
  const name =
    text !== undefined
      ? baseName(text.replace(/[?#].*$/, ''))
      : last?.kind === 'text' && last.text.includes('/')
        ? baseName(last.text)
        : '';
  if (name === '') {
    context.writeUnknown('');
    return;
  }
  const file = context.file(address.at, [{ kind: 'text', text: name }]);
  context.write(file, UNKNOWN_STREAM, command.name);
  recordProgram(file.path, address.text, command, context);
}

/** A download of a program counts as its installation: people move it into the PATH afterwards. */
function recordProgram(
  path: string | undefined,
  text: Argument['text'],
  command: Invocation,
  context: CommandContext,
): void {
  const name = path === undefined ? undefined : baseName(path);
  context.record<'install'>({
    kind: 'install',
    manager: command.name,
    packages: name === undefined ? [text] : [[{ kind: 'text', text: name }]],
  });
}

const CURL_VALUED: ReadonlySet<string> = new Set(
  (
    '-o --output -H --header -X --request -d --data --data-raw --data-binary --data-urlencode -u --user -F --form ' +
    '-T --upload-file -A --user-agent -e --referer -b --cookie -c --cookie-jar --cacert --cert --key --retry ' +
    '--retry-delay --retry-max-time --connect-timeout -m --max-time -w --write-out -x --proxy --resolve --url -K --config --oauth2-bearer'
  ).split(' '),
);
const WGET_VALUED: ReadonlySet<string> = new Set(
  '-O --output-document -P --directory-prefix --header --user --password --post-data --post-file -t --tries -T --timeout -U --user-agent -o --output-file'.split(
    ' ',
  ),
);

/** Archives: what is in them is not known. */
export const readUnpack: CommandReader = (command, context): Stream => {
  const { options } = parseArguments(command.words, { valued: new Set(['-C', '--directory', '-d', '-f']) });
  const folder = optionOf(options, '-C', '--directory', '-d');
  const target = folder?.value
    ? context.file(folder.argument.at, folder.value).path
    : context.file(command.at, [{ kind: 'text', text: '.' }]).path;
  context.writeUnknown(target ?? '');
  return UNKNOWN_STREAM;
};

/** `git clone`, `checkout` and the like bring files along. */
export const readGit: CommandReader = (command, context) => {
  const { operands } = parseArguments(command.words, { valued: GIT_VALUED });
  const [verb, ...rest] = operands;
  const name = verb && knownText(verb.text);
  if (name === 'clone') {
    const [address, folder] = rest;
    const text = folder?.text ?? repositoryName(address);
    const target = text && context.file((folder ?? address)!.at, text).path;
    context.writeUnknown(target ?? '');
  } else if (
    name !== undefined &&
    [
      'checkout',
      'pull',
      'merge',
      'reset',
      'submodule',
      'fetch',
      'apply',
      'am',
      'switch',
      'restore',
      'lfs',
      'worktree',
      'stash',
      'read-tree',
    ].includes(name)
  ) {
    if (name !== 'fetch') context.writeUnknown('');
  }
  return UNKNOWN_STREAM;
};

const GIT_VALUED: ReadonlySet<string> = new Set(
  '-C -c -b --branch --depth -o --origin --reference --config -j --jobs --shallow-since --filter -m --message --author -u --upload-pack --template'.split(
    ' ',
  ),
);

function repositoryName(address: Argument | undefined): Argument['text'] | undefined {
  const last = address?.text.at(-1);
  if (last?.kind !== 'text' || !/[/:]/.test(last.text)) return undefined;
  const name = last.text
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .at(-1)!;
  return name === '' ? undefined : [{ kind: 'text', text: name }];
}
