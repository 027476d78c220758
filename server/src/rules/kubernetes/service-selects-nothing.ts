/** kubernetes/service-selects-nothing: a Service whose selector fits no pods, beside a workload that it was meant for. */
import { titleOf } from '../../kubernetes/resource.ts';
import { isFixed, isSameTemplate, mayBeSame } from '../../kubernetes/template-text.ts';
import {
  podIndexOf,
  type PlacedResource,
  type PodIndex,
  type PodSource,
} from '../../project/selected-pods.ts';
import { folderOf } from '../../text/path.ts';
import { editDistance } from '../../text/nearest.ts';
import { textOf } from '../../text/span.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/service-selects-nothing',
  severity: 'warning',
  summary: 'A Service whose selector fits no pods of the project.',
  scope: 'project',
  check(snapshot, report) {
    const index = podIndexOf(snapshot);
    for (const service of index.services) {
      const { resource, deployed } = service;
      const facts = resource.service!;
      if (deployed.isPatch || !facts.selectorNode || facts.type?.text === 'ExternalName') continue;
      const selected = index.selectedBy(service);
      if (!selected || selected.certain.length > 0 || selected.mayBeOthers) continue;
      const meant = meantBy(index, service);
      if (!meant) continue;
      const pods = titleOf(meant.resource);
      const here = resource.namespace;
      const there = meant.resource.namespace;
      if (here && there && !mayBeSame(here, there) && missingLabels(service, meant).length === 0) {
        report({
          at: here.node,
          message: `No request to the ${titleOf(resource)} is answered: it is in the namespace \`${here.text}\`, and the pods with its labels, of the ${pods}, are in \`${there.text}\`. A Service selects pods of its own namespace only.`,
          related: [{ at: there.node, message: 'The namespace of the pods' }],
        });
        continue;
      }
      const missing = missingLabels(service, meant);
      if (missing.length === 0) continue;
      const wants = missing.map(({ key, value }) => `\`${key.text}: ${value?.text ?? ''}\``).join(', ');
      const has = meant.template.labels
        .map(({ key, value }) => `\`${key.text}: ${value?.text ?? ''}\``)
        .join(', ');
      report({
        at: missing[0]!.value?.node ?? missing[0]!.key.node,
        message: `No request to the ${titleOf(resource)} is answered: no pods of the project have the label ${wants} that it selects by. Those of the ${pods} have ${has === '' ? 'no labels' : has}.`,
        related: meant.template.labels
          .slice(0, 1)
          .map(({ key }) => ({ at: key.node, message: `The labels of the ${meant.resource.kind}’s pods` })),
        fixes: fixes(service, meant),
      });
    }
  },
});

function missingLabels({ resource }: PlacedResource, { template }: PodSource) {
  return resource.service!.selector.filter(
    (wanted) =>
      !template.labels.some(
        (has) =>
          isSameTemplate(has.key, wanted.key) &&
          has.value &&
          wanted.value &&
          isSameTemplate(has.value, wanted.value),
      ),
  );
}

/** The workload that a Service was probably written for; undefined where it may be for pods from elsewhere. */
function meantBy(index: PodIndex, service: PlacedResource): PodSource | undefined {
  const { path } = service.deployed.manifest;
  const serves = (pod: PodSource) => pod.resource.kind !== 'Job' && pod.resource.kind !== 'CronJob';
  const near = index.pods.filter(
    (pod) => serves(pod) && folderOf(pod.deployed.manifest.path) === folderOf(path),
  );
  const inFile = near.filter((pod) => pod.deployed === service.deployed);
  const name = service.resource.name?.text ?? '';
  const byName = near.filter((pod) => isNameFor(name, pod.resource.name?.text ?? ''));
  if (byName.length === 1) return byName[0];
  const byLabels = near.filter((pod) => isCloseTo(service, pod));
  if (byLabels.length === 1) return byLabels[0];
  return inFile.length === 1 &&
    index.services.filter(({ deployed }) => deployed === service.deployed).length === 1
    ? inFile[0]
    : undefined;
}

/** `web` and `web`, `web-service`, `svc-web`. */
function isNameFor(service: string, workload: string): boolean {
  const bare = (text: string) =>
    text.replace(/^(?:svc|service)-|-(?:svc|service|deployment|deploy|app|pod)$/g, '');
  return service !== '' && bare(service) === bare(workload);
}

/** Whether some labels are the same, or one is only misspelt. */
function isCloseTo({ resource }: PlacedResource, { template }: PodSource): boolean {
  return resource.service!.selector.some((wanted) =>
    template.labels.some((has) => {
      if (!wanted.value || !has.value || !isSameTemplate(wanted.key, has.key)) return false;
      const { text } = wanted.value;
      return text.length >= 4 && editDistance(text, has.value.text, 3) <= 2;
    }),
  );
}

/** The selector takes the value that the pods have, where they have the label at all. */
function fixes(service: PlacedResource, meant: PodSource): readonly Fix[] {
  const missing = missingLabels(service, meant);
  const changes = missing.map((wanted) => {
    const has = meant.template.labels.find(({ key }) => isSameTemplate(key, wanted.key));
    return has?.value && wanted.value
      ? { at: wanted.value.node, newText: textOf(has.value.node) }
      : undefined;
  });
  const { node } = meant.template;
  const toPods: Fix = {
    title: `Add the labels to the pods of ${titleOf(meant.resource)}`,
    edits: () => {
      const edits: SpanEdit[] = [];
      // One at a time: two insertions at one place would not know of each other.
      for (const { key, value } of missing.slice(0, 1)) {
        const edit =
          value && insertValue(node, ['metadata', 'labels', textOf(key.node)], textOf(value.node), ['spec']);
        if (edit) edits.push(edit);
      }
      return edits.length === 0 ? undefined : { edits };
    },
  };
  if (!changes.every((change) => change !== undefined)) return missing.length === 1 ? [toPods] : [];
  const isPlain = missing.every(({ value }) => value && isFixed(value));
  return [
    {
      title: `Select the pods of ${titleOf(meant.resource)}`,
      isPreferred: isPlain,
      edits: () => ({ edits: changes }),
    },
  ];
}
