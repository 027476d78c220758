/** deploy/create-not-idempotent: a `kubectl create` that fails from the second time on. */
import type { CreateCall } from '../../delivery/facts.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { pipedIntoApply } from '../../delivery/pipe-into-apply.ts';
import { displayText, type PartialText } from '../../delivery/partial-text.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deploy/create-not-idempotent',
  severity: 'warning',
  summary: 'A kubectl create that fails when the resource is there already.',
  scope: 'project',
  check(snapshot, report) {
    for (const job of deliveryOf(snapshot).jobsWith('create')) {
      for (const call of job.of('create')) {
        if (!isRepeated(call) || startsCluster(job)) continue;
        const what = `${call.resourceKind.toLowerCase()} \`${displayText(call.name!)}\``;
        report({
          at: call.command,
          message: `From its second run on the job ends here with AlreadyExists: ${what} is there already. Let \`kubectl apply\` create or update it: \`--dry-run=client -o yaml | kubectl apply -f -\`.`,
          fixes: [
            {
              title: 'Pipe it into kubectl apply',
              isPreferred: true,
              edits: () => {
                const edits = pipedIntoApply(job, call);
                return edits && { edits };
              },
            },
          ],
        });
      }
    }
  },
});

/** Whether the same resource is created in every run, and a failure ends the job. */
function isRepeated(call: CreateCall): boolean {
  const { name } = call;
  if (call.isDryRun || call.isApplied || call.isGuarded || call.section === 'after_script') return false;
  return name !== undefined && KINDS.has(call.resourceKind) && !isNewEachTime(name);
}

const KINDS: ReadonlySet<string> = new Set([
  'Secret',
  'ConfigMap',
  'Namespace',
  'ServiceAccount',
  'quota',
  'role',
]);

/** Names with what changes from run to run, or with what is not known. */
function isNewEachTime(name: PartialText): boolean {
  return name.some(
    (piece) =>
      piece.kind === 'unknown' &&
      (piece.variable === undefined ||
        /^CI_(?:PIPELINE|JOB|BUILD|COMMIT_(?:SHORT_)?SHA|CONCURRENT)/.test(piece.variable)),
  );
}

/** A cluster that the job itself starts is empty. */
function startsCluster(job: JobDelivery): boolean {
  const isLocal = (text: PartialText) =>
    /(?:^|[/@=:.-])(?:kind|minikube|k3d|k3s)(?:$|[/@=:.-])/.test(displayText(text));
  return (
    job.services.some(({ image }) => isLocal(image.text)) ||
    job.of('install').some(({ packages }) => packages.some(isLocal))
  );
}
