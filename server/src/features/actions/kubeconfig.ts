/** Writes the kubeconfig from a CI/CD variable, readable to its owner only, and removes it when the job has ended. */
import { kubeconfigWrites } from '../../delivery/kubeconfig.ts';
import { insertCommands } from '../../gitlab/insert-command.ts';
import { insertInSection } from '../../gitlab/insert-section-command.ts';
import { insertJobVariable } from '../../gitlab/insert-variable.ts';
import { deliveryOf } from '../../project/delivery.ts';
import type { Action, ActionPlace, PlacedJob } from './action.ts';

const PATH = '/tmp/kubeconfig';
const WRITING = [`printf '%s' "$KUBECONFIG_CONTENT" > "$KUBECONFIG"`, 'chmod 600 "$KUBECONFIG"'];
const REMOVING = ['rm -f "$KUBECONFIG"'];

export const writeKubeconfig: Action = {
  scope: 'place',
  offer(place) {
    const { job } = place;
    const use = job?.isOwn
      ? job.delivery.of('kubectl').find(({ section }) => section !== 'after_script')
      : undefined;
    if (!use || isConfigured(place, job!) || !place.isHere(use.through[0] ?? use.at)) return [];
    const { job: owner, pipeline } = job!;
    const cleaning = insertInSection(owner, pipeline, 'after_script', REMOVING, 'last');
    const writing = insertCommands(owner, use.through[0] ?? use.at, WRITING, 'before', 'outermost');
    if (!cleaning?.every(({ at }) => place.isHere(at)) || !writing) return [];
    return place.action('Write the kubeconfig from the variable KUBECONFIG_CONTENT', [
      insertJobVariable(owner, 'KUBECONFIG', PATH),
      ...writing,
      ...cleaning,
    ]);
  },
};

/** Whether the job comes to its cluster already, by a file, a context, or GitLab's agent. */
function isConfigured({ snapshot }: ActionPlace, { job, delivery }: PlacedJob): boolean {
  const variables = deliveryOf(snapshot).variables(job);
  return (
    kubeconfigWrites(delivery).length > 0 ||
    ['KUBECONFIG', 'KUBE_CONTEXT'].some(
      (name) => variables?.variable(name) !== undefined || snapshot.configuration.variables?.has(name),
    ) ||
    delivery.of('kubectl').some(({ verb, kubeconfig }) => verb === 'config' || kubeconfig !== undefined) ||
    delivery.of('apply').some(({ context }) => context !== undefined) ||
    /\bKUBECONFIG\b|\.kube\b|\b(?:doctl|aws|gcloud|az|oc|kubelogin|k3d|kind|minikube)\b/.test(
      delivery.job.sections.main.text,
    )
  );
}
