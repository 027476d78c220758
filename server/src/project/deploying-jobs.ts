/** The jobs that deploy: they bring what serves people to a cluster that outlives them. Loaded late, as all of delivery is. */
import { deploymentsOf } from '../delivery/deployments.ts';
import type { ApplyCall } from '../delivery/facts.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { knownText } from '../delivery/partial-text.ts';
import { sourcesOf } from '../delivery/stream.ts';
import { deliveryOf } from './delivery.ts';
import { manifestAt } from './manifests.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Jobs that apply manifests, in the order of the pipelines. Not those that only prepare the ground (secrets, accounts,
 * rights), that try manifests on a cluster of their own, or whose names say that they test or take down.
 */
export function deployingJobsOf(snapshot: Snapshot): readonly JobDelivery[] {
  return snapshot.derive(deployingJobsOf, (it) =>
    deliveryOf(it)
      .jobsWith('apply')
      .filter(
        (job) =>
          deploymentsOf(job).some((call) => !onlyPrepares(it, call)) &&
          !hasOwnCluster(job) &&
          !isNamedOtherwise(job),
      ),
  );
}

const CLUSTER_IMAGES: ReadonlySet<string> = new Set(['rancher/k3s', 'kindest/node']);

/** What makes a cluster on the machine that it runs on. */
const CLUSTER_MAKERS: ReadonlySet<string> = new Set(['kind', 'k3d', 'minikube', 'ctlptl', 'microk8s', 'k0s']);

function hasOwnCluster(job: JobDelivery): boolean {
  return (
    job.of('unknown-command').some(({ name }) => name !== undefined && CLUSTER_MAKERS.has(name)) ||
    job.services.some(({ image: { repository } }) => CLUSTER_IMAGES.has(knownText(repository) ?? ''))
  );
}

const PREPARING: ReadonlySet<string> = new Set(
  (
    'Secret Namespace ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding LimitRange ResourceQuota ' +
    'StorageClass PersistentVolume CustomResourceDefinition PriorityClass'
  ).split(' '),
);

/** Whether a command applies nothing but what other things need; false where that is not known. */
function onlyPrepares(snapshot: Snapshot, call: ApplyCall): boolean {
  return call.inputs.every((input) => {
    if (input.kind === 'folder' && !input.isComplete) return false;
    if (input.kind !== 'file' && input.kind !== 'folder' && input.kind !== 'stream') return false;
    const { sources, hasOthers } = sourcesOf(
      input.kind === 'stream'
        ? input.stream
        : { kind: 'files', files: input.kind === 'file' ? [input.file] : input.files },
    );
    if (hasOthers || sources.length === 0) return false;
    return sources.every(({ file }) => {
      const manifest = file.path === undefined ? undefined : manifestAt(snapshot, file.path);
      return manifest?.form === 'resources' && manifest.resources.every(({ kind }) => PREPARING.has(kind));
    });
  });
}

const TESTS = /(?:^|[^a-z])(?:e2e|tests?|integration|smoke|lint|validate|verify|dry-?run)(?:[^a-z]|$)/i;
const TAKES_DOWN =
  /(?:^|[^a-z])(?:stop|kill|destroy|delete|remove|tear-?down|un-?deploy|clean-?up|shut-?down)(?:[^a-z]|$)/i;

/** Whether a job's name speaks of a test, or of taking something down, and of no deployment. */
function isNamedOtherwise({ job }: JobDelivery): boolean {
  if (TAKES_DOWN.test(job.name)) return true;
  return TESTS.test(job.name) && !/deploy|release|rollout/i.test(`${job.name} ${job.stage}`);
}
