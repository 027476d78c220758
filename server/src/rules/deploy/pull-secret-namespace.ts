/** deploy/pull-secret-namespace: a pull secret that is created where its pods do not look. */
import { titleOf } from '../../kubernetes/resource.ts';
import type { CreateCall } from '../../delivery/facts.ts';
import { textWord } from '../../delivery/file-word.ts';
import { isSameNamespace, resourcesNamed } from '../../delivery/known-resources.ts';
import { displayText, knownText, type PartialText } from '../../delivery/partial-text.ts';
import { placeName } from '../../delivery/pull-secrets.ts';
import { knownResourcesOf } from '../../project/delivery.ts';
import { pullSecretUsesOf } from '../../project/deployed-manifests.ts';
import { span, textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/pull-secret-namespace',
  severity: 'warning',
  summary: "A pull secret in another namespace than the pods'.",
  scope: 'project',
  check(snapshot, report) {
    for (const { name, namespace, resource, use, reference } of pullSecretUsesOf(snapshot)) {
      const secrets = resourcesNamed(knownResourcesOf(snapshot), 'Secret', name);
      if (secrets.length === 0 || !namespace) continue;
      const isElsewhere = secrets.every(
        (secret) =>
          isSameNamespace(
            secret.namespace,
            namespace,
            secret.source.kind === 'command' && secret.source.job === use.job,
          ) === false,
      );
      const [only] = secrets;
      const isUnnamed =
        secrets.length === 1 &&
        only!.isCertain &&
        !only!.namespace &&
        knownText(namespace) !== 'default' &&
        knownText(namespace) !== undefined;
      if (!isElsewhere && !isUnnamed) continue;
      const call = only!.source.kind === 'command' ? only!.source.call : undefined;
      const place = displayText(namespace);
      report({
        at: call ? (call.namespaceAt ?? call.nameAt ?? call.at) : reference.name.node,
        ...(isUnnamed && { severity: 'info' }),
        message: isUnnamed
          ? `The secret \`${displayText(name)}\` is created in the namespace of kubectl's context, and the pods of ${titleOf(resource)} look for it in \`${place}\` only. Name it: \`--namespace=${place}\`.`
          : `The pods of ${titleOf(resource)} will not find the secret \`${displayText(name)}\` and pull without a login: they look in their own namespace \`${place}\`, and it is created in ${placeName(only!.namespace)}.`,
        fixes: call && secrets.length === 1 ? [inNamespace(call, namespace, !isUnnamed)] : [],
      });
    }
  },
});

function inNamespace(call: CreateCall, namespace: PartialText, isPreferred: boolean): Fix {
  const word = textWord(namespace);
  return {
    title: `Create it in ${displayText(namespace)}`,
    isPreferred,
    edits: () => {
      if (!word) return undefined;
      const { namespaceAt, nameAt } = call;
      if (!namespaceAt) {
        if (!nameAt) return undefined;
        return {
          edits: [{ at: span(nameAt.segment, nameAt.end, nameAt.end), newText: ` --namespace=${word}` }],
        };
      }
      // `-n x`: the option alone, its value in the next word; `--namespace=x`: both.
      const text = textOf(namespaceAt);
      const rest = namespaceAt.segment.text.slice(namespaceAt.end);
      const value = text.includes('=')
        ? undefined
        : /^(?:\s|\\\r?\n)+(?:"[^"]*"|'[^']*'|[^\s|;&]+)/.exec(rest);
      const isShort = text.startsWith('-n') && !text.startsWith('--');
      if (!text.includes('=') && !value && !(isShort && text.length > 2)) return undefined;
      const end = namespaceAt.end + (isShort && text.length > 2 ? 0 : (value?.[0].length ?? 0));
      return {
        edits: [
          {
            at: span(namespaceAt.segment, namespaceAt.start, end),
            newText: isShort ? `-n ${word}` : `--namespace=${word}`,
          },
        ],
      };
    },
  };
}
