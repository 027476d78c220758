/** Options that all of kubectl's commands share. */
import type { Span } from '../text/span.ts';
import { optionOf, type ParsedArguments } from './argument.ts';
import type { CommandContext } from './command.ts';
import type { ApplyCall } from './facts.ts';
import { knownText } from './partial-text.ts';

/** Namespace, context and kubeconfig that the options say. */
export function targetOf(
  parsed: ParsedArguments,
  context: CommandContext,
): Pick<ApplyCall, 'namespace' | 'context' | 'kubeconfig'> & { namespaceAt?: Span } {
  const namespace = optionOf(parsed.options, '-n', '--namespace');
  const chosen = optionOf(parsed.options, '--context');
  const kubeconfig = optionOf(parsed.options, '--kubeconfig');
  return {
    ...(namespace?.value && { namespace: namespace.value, namespaceAt: namespace.at }),
    ...(chosen?.value && { context: chosen.value }),
    ...(kubeconfig?.value && { kubeconfig: context.file(kubeconfig.argument.at, kubeconfig.value) }),
  };
}

/** Whether `--dry-run` is given in a form that changes nothing. */
export function isDryRun(parsed: ParsedArguments): boolean {
  const option = optionOf(parsed.options, '--dry-run');
  return option !== undefined && !(option.value && ['none', 'false'].includes(knownText(option.value) ?? ''));
}
