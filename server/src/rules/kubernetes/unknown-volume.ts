/** kubernetes/unknown-volume: a volume mount without its volume, and a volume that nothing mounts. */
import type { Container } from '../../kubernetes/container.ts';
import { insertPodField } from '../../kubernetes/insert-field.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { listField, mapField, textField } from '../../kubernetes/read-field.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { isFixed, isSameTemplate, type TemplateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { nearestName } from '../../text/nearest.ts';
import { textOf } from '../../text/span.ts';
import type { NewValue } from '../../yaml/new-value.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, type Fix, renameFix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/unknown-volume',
  severity: 'error',
  summary: 'A volume mount without its volume, or a volume that nothing mounts.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    // Patches bring volumes of their own, and the mounts for those of others.
    if (deployed.isPatch) return;
    for (const resource of deployed.manifest.resources) {
      for (const template of resource.podTemplates)
        checkTemplate(resource, template, deployed.isKustomized, report);
    }
  }),
});

function checkTemplate(
  resource: Resource,
  template: PodTemplate,
  isKustomized: boolean,
  report: (report: Report) => void,
): void {
  const volumes = template.volumes.flatMap(({ name }) => name ?? []);
  const claims = claimNames(resource);
  const available = [...volumes, ...claims];
  const used = template.containers.flatMap((container) => usedNames(resource, container));
  const mayBeAny = (name: TemplateText) => !isFixed(name) || hasToken(name.text);
  for (const { name, container } of used) {
    if (available.some((it) => isSameTemplate(it, name))) continue;
    if (mayBeAny(name) || available.some(mayBeAny) || isKustomized) continue;
    const near = nearestName(
      name.text,
      available.map((it) => it.text),
    );
    report({
      at: name.node,
      message: `The API server refuses the ${resource.kind}: container \`${container.name?.text ?? ''}\` mounts the volume \`${name.text}\`, which the pod does not have.${near ? ` Did you mean \`${near}\`?` : ' Add it under `volumes`.'}`,
      fixes: fixes(template, name, near),
    });
  }
  if (isKustomized) return;
  for (const { name } of template.volumes) {
    if (!name || used.some((it) => isSameTemplate(it.name, name) || mayBeAny(it.name)) || mayBeAny(name))
      continue;
    report({
      at: name.node,
      severity: 'hint',
      tag: 'unnecessary',
      message: `No container of the pod mounts the volume \`${name.text}\`. Mount it under \`volumeMounts\`, or remove it.`,
    });
  }
}

/** Names in `volumeMounts` and `volumeDevices`. */
function usedNames(
  resource: Resource,
  container: Container,
): readonly { readonly name: TemplateText; readonly container: Container }[] {
  const devices = listField(resource.document, container.node, 'volumeDevices').map((device) =>
    textField(resource.document, device, 'name'),
  );
  return [...container.volumeMounts.map(({ name }) => name), ...devices].flatMap((name) =>
    name ? [{ name, container }] : [],
  );
}

/** A StatefulSet makes a volume for each of its claim templates. */
function claimNames(resource: Resource): readonly TemplateText[] {
  const { document, node } = resource;
  return listField(document, mapField(document, node, 'spec'), 'volumeClaimTemplates').flatMap(
    (claim) => textField(document, mapField(document, claim, 'metadata'), 'name') ?? [],
  );
}

function fixes(template: PodTemplate, name: TemplateText, near: string | undefined): readonly Fix[] {
  const written = textOf(name.node);
  const insert = (title: string, source: NewValue, isPreferred: boolean): Fix => ({
    title,
    isPreferred,
    edits: () => {
      const volume = { name: written, ...(source as Readonly<Record<string, NewValue>>) };
      const edit = insertPodField(template, ['volumes'], [volume]);
      return edit && { edits: [edit] };
    },
  });
  return [
    ...(near === undefined ? [] : [renameFix(`Change to \`${near}\``, name.node, near)]),
    insert('Add it as an empty volume (`emptyDir`)', { emptyDir: {} }, false),
    insert(`Add it from the ConfigMap \`${name.text}\``, { configMap: { name: written } }, false),
    insert(
      `Add it from the claim \`${name.text}\``,
      { persistentVolumeClaim: { claimName: written } },
      false,
    ),
  ];
}
