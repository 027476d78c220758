/** deploy/rollout-not-awaited: a job that is green before the new pods are. */
import type { ManifestUse } from '../../delivery/delivery.ts';
import { textWord } from '../../delivery/file-word.ts';
import { deployingUses, namespaceOf, textIn } from '../../delivery/known-resources.ts';
import { shellTextAt } from '../../gitlab/command-place.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { allManifestsOf, deliveryOf } from '../../project/delivery.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/rollout-not-awaited',
  severity: 'hint',
  summary: 'A workload that is applied and not waited for.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    // Several manifests may come to the cluster by one command: it is told of once, with all of them.
    const applied = new Map<ManifestUse['call'], { use: ManifestUse; workloads: Resource[] }>();
    for (const manifest of allManifestsOf(snapshot)) {
      const workloads = manifest.resources.filter((resource) => ROLLED_OUT.has(resource.kind));
      if (workloads.length === 0) continue;
      for (const use of deployingUses(delivery, manifest.path)) {
        if (!use.isCertain || use.call.section === 'after_script' || use.call.verb === 'patch') continue;
        const known = applied.get(use.call);
        if (known) known.workloads.push(...workloads);
        else applied.set(use.call, { use, workloads: [...workloads] });
      }
    }
    for (const { use, workloads } of applied.values()) {
      if (isAwaited(use)) continue;
      const names = workloads.map((it) => `\`${it.name?.text ?? it.kind}\``).join(', ');
      report({
        at: use.call.verbAt,
        message: `The job is green as soon as the cluster has taken the manifest, also when the new pods of ${names} never start. Wait for them: \`kubectl rollout status\` fails when they do not.`,
        fixes: [
          {
            title: 'Wait for the rollout',
            isPreferred: true,
            edits: () => {
              const commands = workloads.map((it) => statusCommand(it, use));
              if (commands.some((command) => command === undefined)) return undefined;
              const edits = insertCommands(use.job.job, use.call.at, commands as string[], 'after');
              return edits && { edits };
            },
          },
        ],
      });
    }
  },
});

const ROLLED_OUT: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Whether the job waits, or looks at its pods in another way. */
function isAwaited({ job, call }: ManifestUse): boolean {
  return job.facts.some(
    (fact) =>
      fact.order > call.order &&
      (fact.kind === 'rollout-status' || (fact.kind === 'script' && !fact.isFollowed)),
  );
}

function statusCommand(resource: Resource, use: ManifestUse): string | undefined {
  const name = resource.name && textWord(textIn(resource.name, use));
  const namespace = namespaceOf(resource, use);
  const place = namespace && textWord(namespace);
  if (!name || (namespace && !place)) return undefined;
  const { job, call } = use;
  const connection = [
    ...shellTextAt(job.job, call.at).matchAll(
      /\s(--(?:kubeconfig|context|cluster|user|server|token)(?:=|\s+)(?:"[^"]*"|'[^']*'|[^\s\\]+))/g,
    ),
  ].map((found) => ` ${found[1]!}`);
  const target = `${resource.kind.toLowerCase()}/${name.replace(/^"(.*)"$/, '$1')}`;
  return `kubectl${connection.join('')} rollout status ${name.startsWith('"') ? `"${target}"` : target}${place ? ` --namespace=${place}` : ''} --timeout=5m`;
}
