/** docker, podman, buildah and their like: logging in, building, tagging, pushing. */
import { optionOf, optionsOf, parseArguments, type Argument, type ParsedArguments } from './argument.ts';
import type { CommandContext, CommandReader, Invocation } from './command.ts';
import type { BuildTool, ImageArgument } from './image-facts.ts';
import { readImageReference, registryHost } from './image-reference.ts';
import { joined, known, knownText, type PartialText } from './partial-text.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM, type Stream } from './stream.ts';

const GLOBAL_VALUED: ReadonlySet<string> = new Set(
  '-H --host --config -c --context -l --log-level --tlscacert --tlscert --tlskey --root --storage-driver --log-level'.split(
    ' ',
  ),
);
const LOGIN_VALUED: ReadonlySet<string> = new Set(
  '-u --username -p --password --authfile --cert-dir'.split(' '),
);
export const BUILD_VALUED: ReadonlySet<string> = new Set(
  (
    '-f --file -t --tag --build-arg --target --cache-from --cache-to --label --platform --progress --network ' +
    '-o --output --secret --ssh --add-host --build-context --builder --iidfile --metadata-file --shm-size ' +
    '--ulimit --memory -m --cpus --cpu-shares --isolation --attest --provenance-file --annotation --allow ' +
    '--format --layers-file --authfile --cert-dir --creds --volume -v --from --userns --security-opt --cgroup-parent'
  ).split(' '),
);
const PUSH_VALUED: ReadonlySet<string> = new Set(
  '--format -f --creds --authfile --cert-dir --digestfile --sign-by'.split(' '),
);

const BUILDER_VALUED: ReadonlySet<string> = new Set(
  '--driver --driver-opt --name --node --platform --buildkitd-config --buildkitd-flags --config'.split(' '),
);

/** Subcommands that only look at the client, not at the daemon. */
const WITHOUT_DAEMON: ReadonlySet<string> = new Set(
  'login logout --version -v help context buildx manifest compose config scout'.split(' '),
);

/** `dockerd`, or the script of Docker's own image that starts it. */
export const readDockerDaemon: CommandReader = (_, context) => {
  context.record<'daemon-start'>({ kind: 'daemon-start' });
  return UNKNOWN_STREAM;
};

export const readDocker: CommandReader = (command, context) => {
  const global = parseArguments(command.words, { valued: GLOBAL_VALUED, isStopping: true });
  const [first, second] = global.operands;
  const name = first && knownText(first.text);
  if (name === undefined) return UNKNOWN_STREAM;
  const isManaged = ['image', 'buildx', 'builder', 'compose'].includes(name);
  const subcommand = isManaged && second ? (knownText(second.text) ?? '') : name;
  const words = global.operands.slice(isManaged ? 2 : 1);
  if (command.name === 'docker') recordDaemonUse(name, subcommand, words, global, context);
  if (name === 'buildx' && subcommand === 'create') recordBuilder(words, context);
  const tool = toolOf(command.name, name);
  if (name === 'compose') return readCompose(words, global.operands.slice(1), context);
  switch (subcommand) {
    case 'login':
      return readLogin(command, words, context);
    case 'build':
    case 'bud':
      return readBuild(command, words, tool, context);
    case 'push':
      return readPush(command, words, context);
    case 'tag':
      return readTag(command, words, context);
    case 'save':
      return { kind: 'generated', by: 'other', at: command.at };
    default:
      return UNKNOWN_STREAM;
  }
};

function toolOf(program: string, subcommand: string): BuildTool {
  if (subcommand === 'buildx') return 'buildx';
  if (program === 'buildah' || program === 'podman' || program === 'img') return program;
  return program === 'docker' ? 'docker' : 'other';
}

function recordDaemonUse(
  name: string,
  subcommand: string,
  words: readonly Argument[],
  global: ParsedArguments,
  context: CommandContext,
): void {
  if (
    WITHOUT_DAEMON.has(name) &&
    !(name === 'buildx' && ['build', 'bake'].includes(subcommand)) &&
    name !== 'compose'
  )
    return;
  const host = optionOf(global.options, '-H', '--host');
  context.record<'daemon-use'>({
    kind: 'daemon-use',
    subcommand,
    words: words.map((word) => word.text),
    environment: context.environment(),
    ...(host?.value && { host: host.value }),
    isWaiting: context.isInTest,
    isGuarded: context.isGuarded,
    isByBuildx: name === 'buildx',
  });
}

function recordBuilder(words: readonly Argument[], context: CommandContext): void {
  const { options } = parseArguments(words, { valued: BUILDER_VALUED });
  const driver = optionOf(options, '--driver')?.value;
  context.record<'builder'>({ kind: 'builder', ...(driver && { driver }) });
}

/** `docker login`, also of podman, buildah, helm, crane and skopeo. */
export function readLogin(command: Invocation, words: readonly Argument[], context: CommandContext): Stream {
  const { operands, options } = parseArguments(words, { valued: LOGIN_VALUED });
  const [server] = operands;
  const username = optionOf(options, '-u', '--username');
  const password = optionOf(options, '-p', '--password');
  const isFromInput = optionOf(options, '--password-stdin') !== undefined;
  const { input } = command;
  context.record<'login'>({
    kind: 'login',
    tool: command.name,
    registry: server ? registryHost(server.text) : known('docker.io'),
    ...(server && { registryAt: server.at }),
    ...(username?.value && { username: username.value }),
    ...(password && {
      passwordAt: { ...password.at, end: Math.max(password.at.end, endIn(password.at, password.argument)) },
      ...(password.value && { password: password.value }),
    }),
    ...(isFromInput && input.kind === 'text' && { password: withoutLineEnd(input.text) }),
    isPasswordFromInput: isFromInput,
  });
  return EMPTY_STREAM;
}

function withoutLineEnd(text: PartialText): PartialText {
  const last = text.at(-1);
  return last?.kind === 'text' ? joined([text.slice(0, -1), known(last.text.replace(/\n+$/, ''))]) : text;
}

function endIn(at: Argument['at'], argument: Argument): number {
  return argument.at.segment === at.segment ? argument.at.end : at.end;
}

function readBuild(
  command: Invocation,
  words: readonly Argument[],
  tool: BuildTool,
  context: CommandContext,
): Stream {
  const { operands, options } = parseArguments(words, { valued: BUILD_VALUED });
  const [contextWord] = operands;
  const file = optionOf(options, '-f', '--file');
  const isRemote = contextWord !== undefined && isRemoteContext(contextWord);
  const folder = contextWord && !isRemote ? context.file(contextWord.at, contextWord.text) : undefined;
  const isStdin = file?.value !== undefined && ['-', '/dev/stdin'].includes(knownText(file.value) ?? '');
  const dockerfile =
    file?.value && !isStdin
      ? context.file(file.argument.at, file.value)
      : !file
        ? defaultDockerfile(folder, context)
        : undefined;
  const outputs = optionsOf(options, '-o', '--output').map((option) => knownText(option.value ?? []) ?? '');
  const pushOption = optionOf(options, '--push');
  context.record<'build'>({
    kind: 'build',
    tool,
    ...(folder && { context: folder }),
    isRemoteContext: isRemote,
    ...(dockerfile && { dockerfile }),
    isDefaultDockerfile: !file,
    tags: optionsOf(options, '-t', '--tag').flatMap((option) =>
      option.value ? [imageAt(option.argument, option.value)] : [],
    ),
    buildArguments: optionsOf(options, '--build-arg').flatMap((option) =>
      option.value ? [option.value] : [],
    ),
    pushes:
      (pushOption !== undefined && knownText(pushOption.value ?? []) !== 'false') ||
      outputs.some((output) => /\btype=registry\b|\bpush=true\b/.test(output)),
    ...(optionOf(options, '--target')?.value && { target: optionOf(options, '--target')!.value! }),
    mayHoldBesides: context.filesBesides(),
  });
  void command;
  return EMPTY_STREAM;
}

function defaultDockerfile(
  folder: ReturnType<CommandContext['file']> | undefined,
  context: CommandContext,
): ReturnType<CommandContext['file']> | undefined {
  if (folder?.path === undefined) return undefined;
  return context.fileAtPath(
    folder.at,
    folder.path === '' ? 'Dockerfile' : `${folder.path.replace(/\/$/, '')}/Dockerfile`,
  );
}

function isRemoteContext(word: Argument): boolean {
  const first = word.text[0];
  const start = first?.kind === 'text' ? first.text : '';
  return (
    start === '-' ||
    /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//.test(start) ||
    /\.git(?:#|$)/.test(knownText(word.text) ?? '')
  );
}

export function imageAt(word: Argument, text: PartialText = word.text): ImageArgument {
  return { image: readImageReference(text), at: word.at };
}

function readPush(command: Invocation, words: readonly Argument[], context: CommandContext): Stream {
  const { operands, options } = parseArguments(words, { valued: PUSH_VALUED });
  // buildah and podman may push to another reference than the one they hold: `buildah push local docker://…`.
  const word = operands.at(-1);
  const hasCredentials = optionOf(options, '--creds', '--authfile') !== undefined;
  if (word) {
    const text = withoutTransport(word.text);
    context.record<'push'>({
      kind: 'push',
      tool: command.name,
      image: imageAt(word, text),
      isAllTags: optionOf(options, '-a', '--all-tags') !== undefined,
      hasCredentials,
    });
    if (operands.length > 1)
      context.record<'tag'>({
        kind: 'tag',
        tool: command.name,
        source: imageAt(operands[0]!),
        target: imageAt(word, text),
        pushes: true,
        hasCredentials,
      });
  }
  return EMPTY_STREAM;
}

function withoutTransport(text: PartialText): PartialText {
  const first = text[0];
  if (first?.kind !== 'text' || !first.text.startsWith('docker://')) return text;
  const rest = first.text.slice('docker://'.length);
  return rest === '' ? text.slice(1) : [{ kind: 'text', text: rest }, ...text.slice(1)];
}

function readTag(command: Invocation, words: readonly Argument[], context: CommandContext): Stream {
  const { operands } = parseArguments(words, { valued: new Set() });
  const [source, ...targets] = operands;
  for (const target of targets)
    context.record<'tag'>({
      kind: 'tag',
      tool: command.name,
      source: imageAt(source!),
      target: imageAt(target),
      pushes: false,
      hasCredentials: false,
    });
  return EMPTY_STREAM;
}

/** `docker compose build|push`: the images are in the compose file, so what is built is not known. */
function readCompose(_words: readonly Argument[], all: readonly Argument[], context: CommandContext): Stream {
  const valued = new Set(
    '-f --file -p --project-name --profile --env-file --project-directory --parallel'.split(' '),
  );
  const { operands } = parseArguments(all, { valued, isStopping: true });
  const verb = operands[0] && knownText(operands[0].text);
  const base = {
    tool: 'compose',
    isRemoteContext: false,
    isDefaultDockerfile: false,
    tags: [],
    buildArguments: [],
    mayHoldBesides: () => true,
  } as const;
  if (verb === 'build' || (verb === 'up' && operands.some((word) => knownText(word.text) === '--build')))
    context.record<'build'>({
      kind: 'build',
      ...base,
      pushes: operands.some((word) => knownText(word.text) === '--push'),
    });
  if (verb === 'push')
    context.record<'push'>({
      kind: 'push',
      tool: 'compose',
      image: { image: readImageReference([{ kind: 'unknown' }]), at: operands[0]!.at },
      isAllTags: true,
      hasCredentials: false,
    });
  return EMPTY_STREAM;
}

/** `docker-compose`, the program before the plugin. */
export const readDockerCompose: CommandReader = (command, context) => {
  recordDaemonUse('compose', 'compose', command.words, { options: [], operands: [] }, context);
  return readCompose(command.words, command.words, context);
};
