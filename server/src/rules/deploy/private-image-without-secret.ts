/** deploy/private-image-without-secret: an image of a registry that takes a login, and pods that have none. */
import { titleOf } from '../../kubernetes/resource.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import { namespaceOf } from '../../delivery/known-resources.ts';
import { isDockerHub } from '../../delivery/image-reference.ts';
import { displayText, isSameText, knownText } from '../../delivery/partial-text.ts';
import { loginsOf, pullSecretCommand } from '../../delivery/pull-secrets.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { insertPodField } from '../../kubernetes/insert-field.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedImagesOf } from '../../project/deployed-manifests.ts';
import { isBuiltHere, registryAccess } from '../../project/registry-access.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/private-image-without-secret',
  severity: 'warning',
  summary: 'An image from a registry with a login, and pods without a pull secret.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    if (loginsOf(delivery).length === 0 || patchesServiceAccount(delivery)) return;
    for (const deployed of deployedImagesOf(snapshot)) {
      const { podTemplate, image, use, written, resource } = deployed;
      if (!use?.isCertain || !image.registry || isDockerHub(image.registry)) continue;
      // A service account may bring a pull secret along.
      if (podTemplate.imagePullSecrets.length > 0 || podTemplate.serviceAccountName) continue;
      const access = registryAccess(image.registry, snapshot.configuration.registries);
      if (access === 'open' || !isBuiltHere(delivery, deployed)) continue;
      const registry = displayText(image.registry);
      report({
        at: written.node,
        ...(access === 'unknown' && { severity: 'info' }),
        message: `${access === 'unknown' ? 'Unless the project is public, the' : 'The'} pods of ${titleOf(resource)} end in ErrImagePull: the image comes from \`${registry}\`, which the build logs in to, and they have no \`imagePullSecrets\`.`,
        fixes: additions(delivery, deployed),
      });
    }
  },
});

/** `kubectl patch serviceaccount default …`: all pods of the namespace get its pull secrets. */
function patchesServiceAccount(delivery: Delivery): boolean {
  return delivery.jobs.some((job) =>
    job
      .of('kubectl')
      .some(
        ({ verb, operands }) =>
          verb === 'patch' &&
          operands.some((operand) => /^(?:sa|serviceaccounts?)\b/.test(displayText(operand))),
      ),
  );
}

function additions(delivery: Delivery, deployed: DeployedImage): readonly Fix[] {
  const { podTemplate, image, use, resource } = deployed;
  const created = delivery.jobs
    .flatMap((job) => job.of('create'))
    .filter((call) => call.secretType === 'docker-registry' && knownText(call.name) !== undefined);
  const fitting = created.find(({ server }) => server && isSameText(server, image.registry!) === true);
  const secret = fitting ?? (created.length === 1 ? created[0] : undefined);
  const name = secret ? knownText(secret.name)! : 'registry-credentials';
  const login = loginsOf(delivery).find(({ registry }) => registry && isSameText(registry, image.registry!));
  const namespace = namespaceOf(resource, use);
  const command =
    secret || !login ? undefined : pullSecretCommand([{ kind: 'text', text: name }], namespace, login);
  if (!secret && !command) return [];
  return [
    {
      title: secret
        ? `Add the pull secret ${name}`
        : `Create the pull secret ${name}, and add it to the pods`,
      isPreferred: true,
      edits: () => {
        const field = insertPodField(podTemplate, ['imagePullSecrets'], [{ name }]);
        const creation = command
          ? insertCommands(
              use!.job.job,
              use!.call.through[0] ?? use!.call.at,
              [command],
              'before',
              'outermost',
            )
          : [];
        return field && creation ? { edits: [field, ...creation] } : undefined;
      },
    },
  ];
}
