/** kubernetes/single-replica: one pod behind a Service that is reached from outside of the cluster. */
import { knownText } from '../../delivery/partial-text.ts';
import { titleOf, type Resource } from '../../kubernetes/resource.ts';
import { fixedText, mayBeSame, type TemplateText } from '../../kubernetes/template-text.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { foundIn } from '../../project/kept-results.ts';
import type { PodSource } from '../../project/selected-pods.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, replaceFix, type Fix } from '../rule.ts';
import { eachService } from './each-service.ts';

export const rule = defineRule({
  id: 'kubernetes/single-replica',
  severity: 'hint',
  summary: 'One pod behind a Service that is reached from outside of the cluster.',
  scope: 'project',
  check: eachService(scaleTargetsOf, ({ service, pods, other: targets }, report) => {
    const type = fixedText(service.resource.service!.type);
    if (type !== 'NodePort' && type !== 'LoadBalancer') return;
    for (const pod of pods) {
      const { resource } = pod;
      const at = resource.replicas?.node ?? resource.name?.node;
      if (!at || !isSingle(pod) || isScaled(resource, targets)) continue;
      report({
        at,
        message: `Whenever the one pod of the ${titleOf(resource)} is moved or restarted, the ${titleOf(service.resource)} (${type}) answers nobody. Let it have two replicas or more, if it can.`,
        fixes: [fix(pod)],
      });
    }
  }),
});

/** One replica is the default. Databases and what keeps state for itself are no Deployments, or share a disk. */
function isSingle({ resource, deployed, template }: PodSource): boolean {
  if (resource.kind !== 'Deployment' || deployed.isKustomized) return false;
  if (template.references.some(({ kind }) => kind === 'PersistentVolumeClaim')) return false;
  if (template.volumes.some(({ hostPath }) => hostPath && !hostPath.text.startsWith('/etc/'))) return false;
  const { replicas } = resource;
  return !replicas || deployed.valuesOf(replicas).every((value) => knownText(value) === '1');
}

/** Whether an autoscaler decides over the number. */
function isScaled({ name }: Resource, targets: readonly TemplateText[]): boolean {
  return targets.some((target) => !name || mayBeSame(target, name));
}

/** What autoscalers of the project scale. */
function scaleTargetsOf(snapshot: Snapshot): readonly TemplateText[] {
  return foundIn(snapshot, deployedManifestsOf(snapshot), scaleTargetsIn);
}

function scaleTargetsIn({ manifest }: DeployedManifest): readonly TemplateText[] {
  return manifest.resources.flatMap((resource) => {
    // KEDA's ScaledObject and the like name their target in the same way.
    if (resource.kind !== 'HorizontalPodAutoscaler' && resource.isBuiltIn) return [];
    return resource.references.flatMap(({ role, name }) => (role === 'scale-target' ? [name] : []));
  });
}

function fix({ resource }: PodSource): Fix {
  const { replicas } = resource;
  if (replicas) return { ...replaceFix('Change to 2 replicas', replicas.node, '2'), isPreferred: false };
  return {
    title: 'Insert `replicas: 2`',
    edits: () => {
      const spec = resource.document.valueOf(resource.node, 'spec');
      const edit = spec?.kind === 'map' ? insertValue(spec, ['replicas'], '2', ['selector']) : undefined;
      return edit && { edits: [edit] };
    },
  };
}
