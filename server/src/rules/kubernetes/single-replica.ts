/** kubernetes/single-replica: one pod behind a Service that is reached from outside of the cluster. */
import { knownText } from '../../delivery/partial-text.ts';
import { fixedText, mayBeSame } from '../../kubernetes/template-text.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { podIndexOf, type PlacedResource, type PodSource } from '../../project/selected-pods.ts';
import type { TemplateText } from '../../kubernetes/template-text.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/single-replica',
  severity: 'hint',
  summary: 'One pod behind a Service that is reached from outside of the cluster.',
  scope: 'project',
  check(snapshot, report) {
    const index = podIndexOf(snapshot);
    for (const service of index.services) {
      const type = fixedText(service.resource.service!.type);
      if (type !== 'NodePort' && type !== 'LoadBalancer') continue;
      for (const pod of index.selectedBy(service)?.certain ?? []) {
        if (!isSingle(pod) || isScaled(snapshot, pod)) continue;
        const finding = toReport(service, pod, type);
        if (finding) report(finding);
      }
    }
  },
});

const reports = new WeakMap<PodSource, WeakMap<PlacedResource, Report>>();

function toReport(service: PlacedResource, pod: PodSource, type: string): Report | undefined {
  let known = reports.get(pod);
  if (!known) reports.set(pod, (known = new WeakMap()));
  let finding = known.get(service);
  if (finding) return finding;
  const { resource } = pod;
  const at = resource.replicas?.node ?? resource.name?.node;
  if (!at) return undefined;
  finding = {
    at,
    message: `Whenever the one pod of the Deployment \`${resource.name?.text ?? ''}\` is moved or restarted, the Service \`${service.resource.name?.text ?? ''}\` (${type}) answers nobody. Let it have two replicas or more, if it can.`,
    fixes: [fix(pod)],
  };
  known.set(service, finding);
  return finding;
}

const single = new WeakMap<PodSource, boolean>();

function isSingle(pod: PodSource): boolean {
  let known = single.get(pod);
  if (known === undefined) single.set(pod, (known = readIsSingle(pod)));
  return known;
}

/** One replica is the default. Databases and what keeps state for itself are no Deployments, or share a disk. */
function readIsSingle({ resource, deployed, template }: PodSource): boolean {
  if (resource.kind !== 'Deployment' || deployed.isKustomized) return false;
  if (template.references.some(({ kind }) => kind === 'PersistentVolumeClaim')) return false;
  if (template.volumes.some(({ hostPath }) => hostPath && !hostPath.text.startsWith('/etc/'))) return false;
  const { replicas } = resource;
  return !replicas || deployed.valuesOf(replicas).every((value) => knownText(value) === '1');
}

/** Whether an autoscaler decides over the number. */
function isScaled(snapshot: Snapshot, { resource }: PodSource): boolean {
  const targets = snapshot.derive(isScaled, (it) => deployedManifestsOf(it).flatMap(scaleTargets));
  return targets.some((target) => !resource.name || mayBeSame(target, resource.name));
}

const kept = new WeakMap<DeployedManifest, readonly TemplateText[]>();

function scaleTargets(deployed: DeployedManifest): readonly TemplateText[] {
  let found = kept.get(deployed);
  if (!found) {
    found = deployed.manifest.resources.flatMap((resource) => {
      // KEDA's ScaledObject and the like name their target in the same way.
      if (resource.kind !== 'HorizontalPodAutoscaler' && resource.isBuiltIn) return [];
      return resource.references.flatMap(({ role, name }) => (role === 'scale-target' ? [name] : []));
    });
    kept.set(deployed, found);
  }
  return found;
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
