/** deploy/rollout-not-awaited: a job that is green before the new pods are. */
import type { ManifestUse } from '../../delivery/delivery.ts';
import { insertRolloutStatus, isRolledOut, isRolloutAwaited } from '../../delivery/insert-rollout-status.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { foundIn } from '../../project/kept-results.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/rollout-not-awaited',
  severity: 'hint',
  summary: 'A workload that is applied and not waited for.',
  scope: 'project',
  check(snapshot, report) {
    // Several manifests may come to the cluster by one command: it is told of once, with all of them.
    const applied = new Map<ManifestUse['call'], { use: ManifestUse; workloads: Resource[] }>();
    for (const { use, workloads } of foundIn(snapshot, deployedManifestsOf(snapshot), applicationsIn)) {
      const known = applied.get(use.call);
      if (known) known.workloads.push(...workloads);
      else applied.set(use.call, { use, workloads: [...workloads] });
    }
    for (const { use, workloads } of applied.values()) {
      if (isRolloutAwaited(use) || isAppliedAgain(use, workloads, applied.values())) continue;
      const names = workloads.map((it) => `\`${it.name?.text ?? it.kind}\``).join(', ');
      report({
        at: use.call.verbAt,
        message: `The job is green as soon as the cluster has taken the manifest, also when the new pods of ${names} never start. Wait for them: \`kubectl rollout status\` fails when they do not.`,
        fixes: workloads.every(hasOwnName) ? [waitingFix(use, workloads)] : [],
      });
    }
  },
});

interface Application {
  readonly use: ManifestUse;
  readonly workloads: readonly Resource[];
}

function applicationsIn({ manifest, uses }: DeployedManifest): readonly Application[] {
  const workloads = manifest.resources.filter((resource) => isRolledOut(resource));
  if (workloads.length === 0) return [];
  return uses
    .filter(({ isCertain, call }) => isCertain && call.section !== 'after_script' && call.verb !== 'patch')
    .map((use) => ({ use, workloads }));
}

/** Whether a later command of the job applies the same workloads: one wait behind it is enough. */
function isAppliedAgain(
  { job, call }: ManifestUse,
  own: readonly Resource[],
  all: Iterable<Application>,
): boolean {
  return [...all].some(
    ({ use, workloads }) =>
      use.job === job && use.call.order > call.order && own.every((it) => workloads.includes(it)),
  );
}

/** Whether the names stand in the manifest, rather than tokens that a tool replaces. */
function hasOwnName({ name, namespace }: Resource): boolean {
  return name !== undefined && !hasToken(name.text) && !hasToken(namespace?.text ?? '');
}

function waitingFix(use: ManifestUse, workloads: readonly Resource[]): Fix {
  return {
    title: 'Wait for the rollout',
    isPreferred: true,
    edits: () => {
      const edits = insertRolloutStatus(use, workloads);
      return edits && { edits };
    },
  };
}
