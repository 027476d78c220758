/** deploy/pull-secret-registry: a pull secret with the login of another registry than the image comes from. */
import { titleOf } from '../../kubernetes/resource.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import type { CreateCall } from '../../delivery/facts.ts';
import { textWord } from '../../delivery/file-word.ts';
import { isDockerHub, registryHost } from '../../delivery/image-reference.ts';
import { textIn } from '../../delivery/known-resources.ts';
import { displayText, isSameText, type PartialText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedImagesOf } from '../../project/deployed-manifests.ts';
import { foundIn } from '../../project/kept-results.ts';
import { isBuiltHere, registryAccess } from '../../project/registry-access.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/pull-secret-registry',
  severity: 'warning',
  summary: 'A pull secret with the login of another registry than the image comes from.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    const reported = new Set<CreateCall>();
    for (const deployed of foundIn(snapshot, deployedImagesOf(snapshot), withPullSecret)) {
      const { image, resource } = deployed;
      const registry = image.registry!;
      if (registryAccess(registry, snapshot.configuration.registries) !== 'private') continue;
      const calls = creationsOf(delivery, deployed);
      if (!calls || calls.some(({ server }) => !server || serves(server, registry) !== false)) continue;
      const [call] = calls;
      if (!call?.serverAt || reported.has(call) || !isBuiltHere(delivery, deployed)) continue;
      reported.add(call);
      report({
        at: call.serverAt,
        message: `The pods of ${titleOf(resource)} end in ErrImagePull: their image comes from \`${displayText(registry)}\`, and the secret \`${displayText(call.name ?? [])}\` holds a login for \`${displayText(registryHost(call.server!))}\`. Make it for \`${displayText(registry)}\`.`,
        related: [{ at: deployed.written.node, message: 'The image that is pulled with it' }],
        fixes: calls.length === 1 ? [forRegistry(call, registry)] : [],
      });
    }
  },
});

/** Whether a pull secret counts. A service account may bring another one along. */
function withPullSecret(deployed: DeployedImage): readonly DeployedImage[] {
  const { image, use, podTemplate } = deployed;
  const isCertain = use?.isCertain === true && image.registry !== undefined;
  return isCertain && podTemplate.imagePullSecrets.length > 0 && !podTemplate.serviceAccountName
    ? [deployed]
    : [];
}

/** The commands that create the pod's pull secrets; undefined where one is made in another way, or there is none. */
function creationsOf(
  delivery: Delivery,
  { podTemplate, use }: DeployedImage,
): readonly CreateCall[] | undefined {
  const all = delivery.jobs.flatMap((job) => job.of('create'));
  const found = podTemplate.imagePullSecrets.map((reference) => {
    const name = textIn(reference.name, use);
    const calls = all.filter((call) => call.name && isSameText(call.name, name) !== false);
    const isKnown = calls.every(
      (call) => call.secretType === 'docker-registry' && isSameText(call.name!, name) === true,
    );
    return isKnown ? calls : [];
  });
  return found.length === 0 || found.some((calls) => calls.length === 0) ? undefined : found.flat();
}

/** Whether a login for a server is one for the registry; undefined where it may be. */
function serves(server: PartialText, registry: PartialText): boolean | undefined {
  const host = registryHost(server);
  if (isDockerHub(host) && isDockerHub(registry)) return true;
  return isSameText(host, registry);
}

function forRegistry({ serverAt }: CreateCall, registry: PartialText): Fix {
  const word = isDockerHub(registry) ? 'https://index.docker.io/v1/' : textWord(registry);
  return {
    title: `Make it for ${displayText(registry)}`,
    isPreferred: true,
    edits: () => {
      if (word === undefined) return undefined;
      // With `=` one word holds the option and its value, without it the value alone.
      const option = /^--docker-server=/.exec(textOf(serverAt!))?.[0] ?? '';
      return { edits: [{ at: serverAt!, newText: option + word }] };
    },
  };
}
