/** The secret that pods pull their images with: named in the manifest, and created by the job. */
import type { Delivery } from '../../delivery/delivery.ts';
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import { isDockerHub } from '../../delivery/image-reference.ts';
import { isSameNamespace, namespaceOf } from '../../delivery/known-resources.ts';
import { isSameText, known, knownText, variablesIn, type PartialText } from '../../delivery/partial-text.ts';
import { loginsOf, pullSecretCommand, type RegistryAccess } from '../../delivery/pull-secrets.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { insertPodField } from '../../kubernetes/insert-field.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedImagesOf } from '../../project/deployed-manifests.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { slot } from '../tab-stops.ts';
import type { Action } from './action.ts';

const NAME = 'registry-credentials';

/** In a job that applies a manifest. */
export const createPullSecret: Action = {
  scope: 'place',
  offer(place) {
    const { job } = place;
    if (!job || job.delivery.of('create').some(({ secretType }) => secretType === 'docker-registry'))
      return [];
    const delivery = deliveryOf(place.snapshot);
    for (const deployed of deployedImagesOf(place.snapshot)) {
      const { use, podTemplate } = deployed;
      if (use?.job !== job.delivery || !place.isHere(use.call.through[0] ?? use.call.at)) continue;
      const named = podTemplate.imagePullSecrets[0]?.name.text;
      const creation = creationOf(delivery, deployed, named ?? NAME);
      if (!creation) continue;
      const field =
        named === undefined ? [insertPodField(podTemplate, ['imagePullSecrets'], [{ name: NAME }])] : [];
      return place.action(`Create the pull secret ${named ?? NAME} before`, [...creation, ...field]);
    }
    return [];
  },
};

/** In the pods of a manifest. */
export const addPullSecret: Action = {
  scope: 'place',
  sameAs: ['deploy/private-image-without-secret'],
  offer(place) {
    const { template, manifest, container } = place.resource ?? {};
    // Where the image stands that is pulled with it.
    if (!container?.image || !place.isInLinesOf(container.image.node)) return [];
    if (!template || !manifest || template.imagePullSecrets.length > 0 || template.serviceAccountName)
      return [];
    const delivery = deliveryOf(place.snapshot);
    const add = (name: string) => insertPodField(template, ['imagePullSecrets'], [{ name }]);
    const deployed = deployedImagesOf(place.snapshot).filter((it) => it.podTemplate === template);
    const created = createdNames(delivery, deployed);
    if (created.length === 1) return place.action(`Add the pull secret ${created[0]!}`, [add(created[0]!)]);
    for (const it of deployed) {
      const creation = creationOf(delivery, it, NAME);
      if (creation)
        return place.action(`Add the pull secret ${NAME}, and create it in the job`, [
          add(NAME),
          ...creation,
        ]);
    }
    // Where the pipeline logs in somewhere, a secret that nothing creates is a fault.
    if (deployed.some(({ use }) => use) && loginsOf(delivery).length > 0) return [];
    return place.action('Add imagePullSecrets', [add(slot(NAME))]);
  },
};

/** The pull secrets that jobs create in the namespace of the pods. */
function createdNames(delivery: Delivery, deployed: readonly DeployedImage[]): readonly string[] {
  const names = delivery.jobs.flatMap((job) =>
    job.of('create').flatMap((call) => {
      const isThere = ({ resource, use }: DeployedImage) =>
        isSameNamespace(call.namespace, namespaceOf(resource, use), use?.job === job) === true;
      const name = call.secretType === 'docker-registry' ? knownText(call.name) : undefined;
      return name !== undefined && deployed.every(isThere) ? [name] : [];
    }),
  );
  return [...new Set(names)];
}

/** Creates the secret before the manifest is applied; undefined where the registry or the place is not known. */
function creationOf(
  delivery: Delivery,
  { use, image, podTemplate, resource }: DeployedImage,
  name: string,
): readonly SpanEdit[] | undefined {
  if (!use?.isCertain || !image.registry || isDockerHub(image.registry)) return undefined;
  const access = accessTo(delivery, image.registry);
  if (!access || podTemplate.serviceAccountName || /[$\s]/.test(name)) return undefined;
  const command = pullSecretCommand(known(name), namespaceOf(resource, use), access);
  const at = use.call.through[0] ?? use.call.at;
  return command === undefined
    ? undefined
    : insertCommands(use.job.job, at, [command], 'before', 'outermost');
}

/** What the pipeline logs in to this registry with; GitLab's own has a deploy token. */
function accessTo(delivery: Delivery, registry: PartialText): RegistryAccess | undefined {
  const login = loginsOf(delivery).find((it) => it.registry && isSameText(it.registry, registry) === true);
  if (login) return login;
  return variablesIn(registry).includes('CI_REGISTRY') ? { registry } : undefined;
}
