/** kubectl: applying, creating, awaiting. */
import { optionOf, optionsOf, parseArguments, type Argument, type ParsedArguments } from './argument.ts';
import type { CommandContext, Invocation } from './command.ts';
import type { ApplyInput, ApplyVerb } from './facts.ts';
import { isDryRun, targetOf } from './kubectl-target.ts';
import { known, knownText, splitAt, type PartialText } from './partial-text.ts';
import { readKubectlCreate } from './read-kubectl-create.ts';
import { concatenated, UNKNOWN_STREAM, type Stream } from './stream.ts';

/** Options of kubectl, global and of the verbs read here, that take a value in the next word. */
const VALUED: ReadonlySet<string> = new Set(
  (
    '-n --namespace --kubeconfig --context --cluster --user --server -s --token --as --as-group --as-uid ' +
    '--certificate-authority --client-certificate --client-key --cache-dir --request-timeout --tls-server-name ' +
    '--username --password --profile --profile-output -v --v --vmodule --log-file --log-dir ' +
    '-f --filename -k --kustomize -o --output -l --selector --field-selector --field-manager --timeout --for ' +
    '--revision --to-revision --prune-allowlist --prune-whitelist --grace-period --from-literal --from-file ' +
    '--from-env-file --docker-server --docker-username --docker-password --docker-email --cert --key --type ' +
    '-p --patch --patch-file --replicas --image --port --target-port --container -c --template --sort-by --tail ' +
    '--since --dry-run-strategy --subresource --applyset --serviceaccount --role --clusterrole --group --verb --resource'
  ).split(' '),
);

const TAKING_FILES: ReadonlySet<string> = new Set(
  (
    'apply create replace delete diff patch get describe annotate label scale set wait rollout edit expose ' +
    'autoscale convert'
  ).split(' '),
);

const APPLYING: ReadonlySet<string> = new Set(['apply', 'create', 'replace', 'delete', 'diff', 'patch']);

export function readKubectl(command: Invocation, context: CommandContext): Stream {
  const parsed = parseArguments(command.words, { valued: VALUED });
  const [verbWord, next] = parsed.operands;
  const verb = verbWord && knownText(verbWord.text);
  if (verb === undefined) return UNKNOWN_STREAM;
  const target = targetOf(parsed, context);
  context.record<'kubectl'>({
    kind: 'kubectl',
    verb,
    operands: parsed.operands.slice(1).map((word) => word.text),
    ...(target.kubeconfig && { kubeconfig: target.kubeconfig }),
    environment: context.environment(),
  });
  // `-f` of the others means to follow, or something else that is no file.
  const hasFiles =
    TAKING_FILES.has(verb) && optionsOf(parsed.options, '-f', '--filename', '-k', '--kustomize').length > 0;
  if (verb === 'create' && !hasFiles) return readKubectlCreate(command, parsed, context);
  if (verb === 'rollout' && next && knownText(next.text) === 'status') readRollout(parsed, context, false);
  else if (verb === 'wait') readRollout(parsed, context, true);
  else if (verb === 'kustomize') return { kind: 'generated', by: 'kustomize', at: command.at };
  else if (verb === 'config') readConfig(parsed, context);
  else if (verb === 'set' && next && knownText(next.text) === 'image')
    context.record<'other-deployment'>({ kind: 'other-deployment', tool: 'kubectl-set-image', files: [] });
  else if (verb === 'patch' && !hasFiles)
    context.record<'other-deployment'>({ kind: 'other-deployment', tool: 'kubectl-patch', files: [] });
  else if (hasFiles) return readApply(command, verbWord!, parsed, context);
  if (verb === 'get' && optionOf(parsed.options, '-o', '--output'))
    return { kind: 'generated', by: 'kubectl', at: command.at };
  return UNKNOWN_STREAM;
}

function readApply(
  command: Invocation,
  verbWord: Argument,
  parsed: ParsedArguments,
  context: CommandContext,
): Stream {
  const isRecursive = optionOf(parsed.options, '-R', '--recursive') !== undefined;
  const inputs: ApplyInput[] = [];
  for (const option of optionsOf(parsed.options, '-f', '--filename')) {
    if (!option.value) continue;
    // The shell expands a pattern to several words, but only the first of them belongs to `-f`.
    for (const part of splitAt(option.value, ','))
      inputs.push(...readInput(option.argument, part, isRecursive, command, context));
  }
  for (const option of optionsOf(parsed.options, '-k', '--kustomize')) {
    if (option.value)
      inputs.push({ kind: 'kustomization', folder: context.file(option.argument.at, option.value) });
  }
  const verb = knownText(verbWord.text)!;
  const { namespace, context: cluster, kubeconfig } = targetOf(parsed, context);
  const call = context.record<'apply'>({
    kind: 'apply',
    verb: (APPLYING.has(verb) ? verb : 'other') as ApplyVerb,
    inputs,
    isRecursive,
    isDryRun: isDryRun(parsed),
    ...(namespace && { namespace }),
    ...(cluster && { context: cluster }),
    ...(kubeconfig && { kubeconfig }),
    verbAt: verbWord.at,
  });
  const output = optionOf(parsed.options, '-o', '--output');
  const printsResources = output?.value && ['yaml', 'json'].includes(knownText(output.value) ?? '');
  if (!printsResources) return UNKNOWN_STREAM;
  // `kubectl create -f x --dry-run=client -o yaml` prints what it read.
  const streams = call.inputs.map((input): Stream => {
    if (input.kind === 'stream') return input.stream;
    if (input.kind === 'file') return { kind: 'files', files: [input.file] };
    if (input.kind === 'folder') return { kind: 'files', files: input.files };
    return { kind: 'generated', by: 'kubectl', at: command.at };
  });
  return { kind: 'edited', from: concatenated(streams), by: 'kubectl', at: command.at };
}

function readInput(
  argument: Argument,
  text: PartialText,
  isRecursive: boolean,
  command: Invocation,
  context: CommandContext,
): ApplyInput[] {
  const first = text[0];
  const start = first?.kind === 'text' ? first.text : '';
  const whole = knownText(text);
  if (whole === '-' || whole === '/dev/stdin')
    return [{ kind: 'stream', stream: command.input, at: argument.at }];
  if (/^https?:\/\//.test(start)) return [{ kind: 'address', at: argument.at, text }];
  if (argument.isPattern) return context.files({ ...argument, text }).map((file) => ({ kind: 'file', file }));
  const file = context.file(argument.at, text);
  // `<(envsubst < f)`: the shell gives a path of its own, whose content is the stream.
  if (file.state.kind === 'written' && file.state.file.path.startsWith('/dev/fd/'))
    return [{ kind: 'stream', stream: file.state.file.content, at: argument.at }];
  if (file.path === undefined) return [{ kind: 'file', file }];
  const folder = context.filesIn(file.path, isRecursive);
  if (folder.files.length === 0) return [{ kind: 'file', file }];
  const files = folder.files
    .filter((path) => /\.(?:ya?ml|json)$/i.test(path))
    .map((path) => context.fileAtPath(argument.at, path));
  return [{ kind: 'folder', folder: file, files, isComplete: folder.isComplete }];
}

function readRollout(parsed: ParsedArguments, context: CommandContext, isWait: boolean): void {
  const resource = parsed.operands[isWait ? 1 : 2];
  const { namespace } = targetOf(parsed, context);
  context.record<'rollout-status'>({
    kind: 'rollout-status',
    ...(resource && { resource: resource.text }),
    ...(namespace && { namespace }),
    isWait,
  });
}

/** `kubectl config set-cluster …` writes the kubeconfig. */
function readConfig(parsed: ParsedArguments, context: CommandContext): void {
  const [, action] = parsed.operands;
  if (!/^set(?:-|$)/.test((action && knownText(action.text)) ?? '')) return;
  const option = optionOf(parsed.options, '--kubeconfig');
  const environment = context.environment().variable('KUBECONFIG');
  const text = option?.value ?? environment?.value ?? known('~/.kube/config');
  const file = context.file(option?.argument.at ?? action!.at, text);
  context.write(file, UNKNOWN_STREAM, 'kubectl', true);
}
