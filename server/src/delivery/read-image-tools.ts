/** Programs that build and copy images without a Docker daemon, and those that log in on their own. */
import { optionOf, optionsOf, parseArguments, type Argument } from './argument.ts';
import type { CommandContext, CommandReader } from './command.ts';
import { joined, known, knownText } from './partial-text.ts';
import { imageAt, readLogin } from './read-docker.ts';
import { EMPTY_STREAM, UNKNOWN_STREAM } from './stream.ts';

const KANIKO_VALUED: ReadonlySet<string> = new Set(
  (
    '--context -c --dockerfile -f --destination -d --build-arg --cache-repo --target --custom-platform ' +
    '--customPlatform --digest-file --tar-path --tarPath --verbosity -v --registry-mirror --registry-certificate ' +
    '--snapshot-mode --snapshotMode --context-sub-path --cache-dir --cache-ttl --label --git --ignore-path ' +
    '--image-name-with-digest-file --oci-layout-path --push-retry --kaniko-dir'
  ).split(' '),
);

/** kaniko's executor: it builds and pushes. */
export const readKaniko: CommandReader = (command, context) => {
  const { options } = parseArguments(command.words, { valued: KANIKO_VALUED });
  const contextOption = optionOf(options, '--context', '-c');
  const file = optionOf(options, '--dockerfile', '-f');
  const noPush = optionOf(options, '--no-push', '--no-push-cache');
  const tags = optionsOf(options, '--destination', '-d').flatMap((option) =>
    option.value ? [imageAt(option.argument, option.value)] : [],
  );
  const isRemote = /^(?:git|s3|gs|https):\/\//.test(contextOption?.value ? startOf(contextOption.value) : '');
  const folderText = contextOption?.value && withoutScheme(contextOption.value);
  const folder = folderText && !isRemote ? context.file(contextOption.argument.at, folderText) : undefined;
  const dockerfile = file?.value
    ? kanikoDockerfile(file.argument, file.value, folder?.path, context)
    : folder && !file && kanikoDockerfile(contextOption!.argument, known('Dockerfile'), folder.path, context);
  context.record<'build'>({
    kind: 'build',
    tool: 'kaniko',
    ...(folder && { context: folder }),
    isRemoteContext: isRemote,
    ...(dockerfile && { dockerfile }),
    isDefaultDockerfile: !file,
    tags,
    buildArguments: optionsOf(options, '--build-arg').flatMap((option) =>
      option.value ? [option.value] : [],
    ),
    pushes: noPush?.name !== '--no-push' && tags.length > 0,
    ...(optionOf(options, '--target')?.value && { target: optionOf(options, '--target')!.value! }),
    mayHoldBesides: context.filesBesides(),
  });
  return EMPTY_STREAM;
};

/** kaniko looks for the Dockerfile where it runs, then in the context. */
function kanikoDockerfile(
  argument: Argument,
  text: Argument['text'],
  folder: string | undefined,
  context: CommandContext,
): ReturnType<CommandContext['file']> {
  const here = context.file(argument.at, text);
  const written = knownText(text);
  if (
    here.state.kind !== 'missing' ||
    folder === undefined ||
    written === undefined ||
    written.startsWith('/')
  )
    return here;
  return context.fileAtPath(argument.at, folder === '' ? written : `${folder}/${written}`);
}

function startOf(text: Argument['text']): string {
  const first = text[0];
  return first?.kind === 'text' ? first.text : '';
}

function withoutScheme(text: Argument['text']): Argument['text'] {
  return startOf(text).startsWith('dir://') ? joined([known(startOf(text).slice(6)), text.slice(1)]) : text;
}

/** crane, skopeo, regctl: copying and tagging in registries. */
export const readCrane: CommandReader = (command, context) => {
  const { operands, options } = parseArguments(command.words, {
    valued: new Set([
      '--platform',
      '-u',
      '-p',
      '--username',
      '--password',
      '--src-creds',
      '--dest-creds',
      '--format',
      '--authfile',
    ]),
  });
  const [first, second, third] = operands;
  const hasCredentials =
    optionOf(options, '--dest-creds', '--authfile', '--dest-authfile', '--dest-registry-token') !== undefined;
  const verb = first && knownText(first.text);
  if (verb === 'auth' && second && knownText(second.text) === 'login')
    return readLogin(command, command.words.slice(command.words.indexOf(second) + 1), context);
  if (verb === 'login')
    return readLogin(command, command.words.slice(command.words.indexOf(first!) + 1), context);
  if ((verb === 'copy' || verb === 'cp') && second && third) {
    const [source, target] = [second, third].map((word) => imageAt(word, withoutTransport(word.text)));
    context.record<'tag'>({
      kind: 'tag',
      tool: command.name,
      source: source!,
      target: target!,
      pushes: true,
      hasCredentials,
    });
  } else if (verb === 'tag' && second && third) {
    const source = imageAt(second);
    const bare = source.image.tag ? second.text.slice(0, second.text.length) : second.text;
    const repository = source.image.tag ? withoutTag(bare) : bare;
    context.record<'tag'>({
      kind: 'tag',
      tool: command.name,
      source,
      target: imageAt(third, joined([repository, known(':'), third.text])),
      pushes: true,
      hasCredentials,
    });
  } else if (verb === 'push') {
    const word = third ?? second;
    if (word)
      context.record<'push'>({
        kind: 'push',
        tool: command.name,
        image: imageAt(word),
        isAllTags: false,
        hasCredentials,
      });
  }
  return UNKNOWN_STREAM;
};

function withoutTransport(text: Argument['text']): Argument['text'] {
  const start = startOf(text);
  return start.startsWith('docker://') ? joined([known(start.slice(9)), text.slice(1)]) : text;
}

function withoutTag(text: Argument['text']): Argument['text'] {
  for (let i = text.length - 1; i >= 0; i--) {
    const piece = text[i]!;
    const colon = piece.kind === 'text' ? piece.text.lastIndexOf(':') : -1;
    if (piece.kind === 'text' && colon >= 0)
      return joined([text.slice(0, i), known(piece.text.slice(0, colon))]);
  }
  return text;
}

/** Cloud programs that set up registry credentials: present, but for hosts that only they know. */
export const readCredentialHelper: CommandReader = (command, context) => {
  const words = command.words.map((word) => knownText(word.text) ?? '').join(' ');
  const isHelper =
    (command.name === 'aws' && /\becr(?:-public)? get-login\b(?!-password)/.test(words)) ||
    (command.name === 'gcloud' && /\bauth configure-docker\b|^docker\b/.test(words)) ||
    (command.name === 'az' && /\bacr login\b/.test(words)) ||
    (command.name === 'doctl' && /\bregistry login\b/.test(words)) ||
    (command.name === 'yc' && /\bcontainer registry configure-docker\b/.test(words)) ||
    (command.name === 'ibmcloud' && /\bcr login\b/.test(words)) ||
    command.name.startsWith('docker-credential-');
  if (isHelper)
    context.record<'login'>({
      kind: 'login',
      tool: command.name,
      registry: undefined,
      isPasswordFromInput: false,
    });
  const isGcloudPush = command.name === 'gcloud' && /^docker\b.*\bpush\b/.test(words);
  const last = command.words.at(-1);
  if (isGcloudPush && last)
    context.record<'push'>({
      kind: 'push',
      tool: 'gcloud',
      image: imageAt(last),
      isAllTags: false,
      hasCredentials: true,
    });
  return UNKNOWN_STREAM;
};
