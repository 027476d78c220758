/**
 * API versions that Kubernetes has stopped serving, and what came after them. From the project's own guide:
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */

export interface RetiredApi {
  /** The minor version of Kubernetes 1.x that no longer has it. */
  readonly removedIn: number;
  /** The apiVersion to use instead; undefined where the kind is gone altogether. */
  readonly successor?: string;
  /** The minor version of Kubernetes 1.x that has the successor, or since which it is deprecated. */
  readonly since: number;
  /** What else has to change; undefined where another apiVersion is all. */
  readonly change?: string;
}

type Row = readonly [
  apiVersions: string,
  kinds: string,
  removedIn: number,
  since: number,
  successor: string,
  change?: string,
];

const SELECTOR = '`spec.selector` is required, and cannot be changed later';
const FLOW = 'FlowSchema PriorityLevelConfiguration';

const ROWS: readonly Row[] = [
  ['extensions/v1beta1 apps/v1beta2', 'DaemonSet', 16, 9, 'apps/v1', SELECTOR],
  ['extensions/v1beta1 apps/v1beta1 apps/v1beta2', 'Deployment ReplicaSet', 16, 9, 'apps/v1', SELECTOR],
  ['apps/v1beta1 apps/v1beta2', 'StatefulSet', 16, 9, 'apps/v1', SELECTOR],
  ['extensions/v1beta1', 'NetworkPolicy', 16, 8, 'networking.k8s.io/v1'],
  [
    'extensions/v1beta1 networking.k8s.io/v1beta1',
    'Ingress',
    22,
    19,
    'networking.k8s.io/v1',
    'a backend is `service.name` and `service.port`, and each path has a `pathType`',
  ],
  ['networking.k8s.io/v1beta1', 'IngressClass', 22, 19, 'networking.k8s.io/v1'],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    22,
    16,
    'admissionregistration.k8s.io/v1',
    '`sideEffects` and `admissionReviewVersions` are required',
  ],
  [
    'apiextensions.k8s.io/v1beta1',
    'CustomResourceDefinition',
    22,
    16,
    'apiextensions.k8s.io/v1',
    'each version has a `schema` of its own',
  ],
  ['apiregistration.k8s.io/v1beta1', 'APIService', 22, 10, 'apiregistration.k8s.io/v1'],
  [
    'certificates.k8s.io/v1beta1',
    'CertificateSigningRequest',
    22,
    19,
    'certificates.k8s.io/v1',
    '`signerName` and `usages` are required',
  ],
  ['coordination.k8s.io/v1beta1', 'Lease', 22, 14, 'coordination.k8s.io/v1'],
  [
    'rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1',
    'ClusterRole ClusterRoleBinding Role RoleBinding',
    22,
    8,
    'rbac.authorization.k8s.io/v1',
  ],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', 22, 14, 'scheduling.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'StorageClass', 22, 6, 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'VolumeAttachment', 22, 13, 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIDriver', 22, 19, 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSINode', 22, 17, 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', 27, 24, 'storage.k8s.io/v1'],
  ['batch/v1beta1', 'CronJob', 25, 21, 'batch/v1'],
  [
    'discovery.k8s.io/v1beta1',
    'EndpointSlice',
    25,
    21,
    'discovery.k8s.io/v1',
    '`topology` became `nodeName` and `zone`',
  ],
  ['events.k8s.io/v1beta1', 'Event', 25, 19, 'events.k8s.io/v1', 'several fields have other names'],
  [
    'autoscaling/v2beta1',
    'HorizontalPodAutoscaler',
    25,
    23,
    'autoscaling/v2',
    '`targetAverageUtilization` became `target.averageUtilization`',
  ],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', 26, 23, 'autoscaling/v2'],
  ['policy/v1beta1', 'PodDisruptionBudget', 25, 21, 'policy/v1'],
  ['policy/v1beta1 extensions/v1beta1', 'PodSecurityPolicy', 25, 21, ''],
  ['node.k8s.io/v1beta1', 'RuntimeClass', 25, 20, 'node.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta1', FLOW, 26, 29, 'flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', FLOW, 29, 29, 'flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', FLOW, 32, 29, 'flowcontrol.apiserver.k8s.io/v1'],
];

const retired = new Map<string, RetiredApi>();
for (const [apiVersions, kinds, removedIn, since, successor, change] of ROWS) {
  for (const apiVersion of apiVersions.split(' ')) {
    for (const kind of kinds.split(' ')) {
      retired.set(`${apiVersion}/${kind}`, {
        since,
        removedIn,
        ...(successor !== '' && { successor }),
        ...(change !== undefined && { change }),
      });
    }
  }
}

/** What became of an apiVersion and kind; undefined for one that is not known to be retired. */
export function retiredApi(apiVersion: string, kind: string): RetiredApi | undefined {
  return retired.get(`${apiVersion}/${kind}`);
}

/** The minor version of `1.31`, `v1.31.4` or `1.31-gke.100`; undefined for what is no version of Kubernetes 1. */
export function minorVersion(version: string | undefined): number | undefined {
  const found = /^v?1\.(\d{1,3})(?:$|[.+-])/.exec(version?.trim() ?? '');
  return found ? Number(found[1]) : undefined;
}
