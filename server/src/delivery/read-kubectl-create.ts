/** `kubectl create` of a resource that the command line itself describes. */
import { optionOf, type ParsedArguments } from './argument.ts';
import type { CommandContext, Invocation } from './command.ts';
import { isDryRun, targetOf } from './kubectl-target.ts';
import { knownText } from './partial-text.ts';
import { UNKNOWN_STREAM, type Stream } from './stream.ts';

const KINDS: Readonly<Record<string, string>> = {
  secret: 'Secret',
  configmap: 'ConfigMap',
  cm: 'ConfigMap',
  namespace: 'Namespace',
  ns: 'Namespace',
  serviceaccount: 'ServiceAccount',
  sa: 'ServiceAccount',
  deployment: 'Deployment',
  deploy: 'Deployment',
};

export function readKubectlCreate(
  command: Invocation,
  parsed: ParsedArguments,
  context: CommandContext,
): Stream {
  const [, kindWord, ...rest] = parsed.operands;
  const kind = kindWord && knownText(kindWord.text);
  if (kind === undefined) return UNKNOWN_STREAM;
  const resourceKind = KINDS[kind.toLowerCase()] ?? kind;
  const typeWord = resourceKind === 'Secret' ? rest[0] : undefined;
  const nameWord = resourceKind === 'Secret' ? rest[1] : rest[0];
  const server = optionOf(parsed.options, '--docker-server');
  const username = optionOf(parsed.options, '--docker-username');
  const password = optionOf(parsed.options, '--docker-password');
  const { namespace, namespaceAt } = targetOf(parsed, context);
  const secretType = typeWord && knownText(typeWord.text);
  const call = context.record<'create'>({
    kind: 'create',
    resourceKind,
    ...(secretType !== undefined && { secretType }),
    ...(nameWord && { name: nameWord.text, nameAt: nameWord.at }),
    ...(namespace && { namespace }),
    ...(namespaceAt && { namespaceAt }),
    ...(server?.value && { server: server.value, serverAt: server.argument.at }),
    ...(username?.value && { username: username.value }),
    ...(password?.value && { password: password.value }),
    isDryRun: isDryRun(parsed),
    isApplied: false,
    isGuarded: context.isGuarded,
    command: command.at,
  });
  const output = optionOf(parsed.options, '-o', '--output');
  return output ? { kind: 'created', call } : UNKNOWN_STREAM;
}
