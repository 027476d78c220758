/** deploy/pull-secret-missing: pods that name a pull secret which nothing creates. */
import type { Delivery } from '../../delivery/delivery.ts';
import { resourcesNamed } from '../../delivery/known-resources.ts';
import { displayText, isSameText, knownText } from '../../delivery/partial-text.ts';
import {
  loginsOf,
  mayCreateMore,
  pullSecretCommand,
  type PullSecretUse,
} from '../../delivery/pull-secrets.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { deliveryOf, knownResourcesOf } from '../../project/delivery.ts';
import { pullSecretUsesOf } from '../../project/deployed-manifests.ts';
import { nearestName } from '../../text/nearest.ts';
import { replaceScalar } from '../../yaml/replace-scalar.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/pull-secret-missing',
  severity: 'warning',
  summary: 'A pull secret that neither a job nor a manifest creates.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    const uses = pullSecretUsesOf(snapshot);
    if (uses.length === 0 || mayCreateMore(delivery)) return;
    const resources = knownResourcesOf(snapshot);
    // A controller makes the secret of that name out of these: SealedSecret, ExternalSecret and the like.
    const isMade = (use: PullSecretUse) =>
      resourcesNamed(resources, 'Secret', use.name).length > 0 ||
      resources.some(({ kind, name }) => /.Secret|^Vault/.test(kind) && isSameText(name, use.name) !== false);
    const created = delivery.jobs
      .flatMap((job) => job.of('create'))
      .filter((call) => call.resourceKind === 'Secret' && call.secretType === 'docker-registry');
    const logins = loginsOf(delivery);
    if (created.length === 0 && logins.length === 0) return;
    for (const use of uses) {
      // What sed and the like put in is not known.
      if (isMade(use) || use.use.editedBy.length > 0) continue;
      const name = displayText(use.name);
      const names = [...new Set(created.flatMap((call) => knownText(call.name) ?? []))];
      const near = nearestName(name, names) ?? (names.length === 1 ? names[0] : undefined);
      const reason =
        names.length > 0
          ? `the jobs create ${names.map((it) => `\`${it}\``).join(', ')} only`
          : 'no job and no manifest creates one';
      report({
        at: use.reference.name.node,
        ...(created.length === 0 && { severity: 'info' }),
        message: `The pods pull without a login and may end in ErrImagePull: they name the secret \`${name}\`, and ${reason}. Create it in the job, unless it was made in the cluster by hand.`,
        fixes: [...rename(use, near, nearestName(name, names) !== undefined), ...creation(use, delivery)],
      });
    }
  },
});

function rename(use: PullSecretUse, near: string | undefined, isPreferred: boolean): readonly Fix[] {
  if (near === undefined) return [];
  const { node } = use.reference.name;
  return [
    {
      title: `Change to ${near}`,
      isPreferred,
      edits: () => ({ edits: [replaceScalar(node, near)] }),
    },
  ];
}

function creation({ name, namespace, use, resource }: PullSecretUse, delivery: Delivery): readonly Fix[] {
  const images = resource.podTemplates.flatMap((template) =>
    template.containers.flatMap((container) => container.image?.text ?? []),
  );
  const logins = loginsOf(delivery);
  const login =
    logins.find(({ registry }) => {
      const host = registry && displayText(registry);
      return host !== undefined && images.some((image) => image.startsWith(host));
    }) ?? logins.at(-1);
  const command = login && pullSecretCommand(name, namespace, login);
  if (command === undefined) return [];
  return [
    {
      title: 'Create it before the manifest is applied',
      isPreferred: true,
      edits: () => {
        const edits = insertCommands(
          use.job.job,
          use.call.through[0] ?? use.call.at,
          [command],
          'before',
          'outermost',
        );
        return edits && { edits };
      },
    },
  ];
}
