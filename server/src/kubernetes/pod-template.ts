/** Pod templates: where a workload says what its pods are. */
import { isMap, isScalar, type MapNode, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { readContainers, type Container } from './container.ts';
import { booleanField, listField, mapField, textEntries, textField, type TextEntry } from './read-field.ts';
import { namedReference, readVolumeReferences, type ResourceReference } from './reference.ts';
import { templateText, type TemplateText } from './template-text.ts';

export interface PodTemplate {
  /** The map that holds `metadata` and `spec`: the template, or a bare Pod's root. */
  readonly node: MapNode;
  readonly spec: MapNode;
  /** Keys from the resource's root to the pod's spec. */
  readonly specPath: readonly string[];
  readonly labels: readonly TextEntry[];
  readonly annotations: readonly TextEntry[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly ResourceReference[];
  readonly serviceAccountName: TemplateText | undefined;
  readonly hostNetwork: boolean | undefined;
  readonly hostPID: boolean | undefined;
  readonly hostIPC: boolean | undefined;
  readonly securityContext: MapNode | undefined;
  /** Everything that the pods need by name: from environments, volumes, pull secrets, the service account. */
  readonly references: readonly ResourceReference[];
}

export interface Volume {
  readonly node: YamlNode;
  readonly name: TemplateText | undefined;
  readonly hostPath: TemplateText | undefined;
  readonly references: readonly ResourceReference[];
}

/** Where each kind of workload keeps its pod template, as keys from the resource's root; '' is the root itself. */
const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  PodTemplate: ['template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Whether resources of this kind run pods. */
export function isWorkloadKind(kind: string): boolean {
  return Object.hasOwn(TEMPLATE_PATHS, kind);
}

/** The pod templates of a resource; none for kinds that run no pods. */
export function readPodTemplates(
  document: YamlDocument,
  root: YamlNode,
  kind: string,
): readonly PodTemplate[] {
  const path = isWorkloadKind(kind) ? TEMPLATE_PATHS[kind]! : undefined;
  if (!path) return [];
  let node: YamlNode | undefined = root;
  for (const key of path) node = document.valueOf(node, key);
  const spec = mapField(document, node, 'spec');
  return isMap(node) && spec ? [readPodTemplate(document, node, spec, [...path, 'spec'])] : [];
}

function readPodTemplate(
  document: YamlDocument,
  node: MapNode,
  spec: MapNode,
  specPath: readonly string[],
): PodTemplate {
  const metadata = mapField(document, node, 'metadata');
  const containers = readContainers(document, spec);
  const volumes = listField(document, spec, 'volumes').map((it) => readVolume(document, it));
  const imagePullSecrets = readPullSecrets(document, spec);
  const account = namedReference(document, spec, 'serviceAccountName', 'ServiceAccount', 'service-account');
  return {
    node,
    spec,
    specPath,
    labels: textEntries(document, document.valueOf(metadata, 'labels')),
    annotations: textEntries(document, document.valueOf(metadata, 'annotations')),
    containers,
    volumes,
    imagePullSecrets,
    serviceAccountName: account?.name,
    hostNetwork: booleanField(document, spec, 'hostNetwork'),
    hostPID: booleanField(document, spec, 'hostPID'),
    hostIPC: booleanField(document, spec, 'hostIPC'),
    securityContext: mapField(document, spec, 'securityContext'),
    references: [
      ...containers.flatMap((container) => container.references),
      ...volumes.flatMap((volume) => volume.references),
      ...imagePullSecrets,
      ...(account ? [account] : []),
    ],
  };
}

function readVolume(document: YamlDocument, node: YamlNode): Volume {
  return {
    node,
    name: textField(document, node, 'name'),
    hostPath: textField(document, mapField(document, node, 'hostPath'), 'path'),
    references: readVolumeReferences(document, node),
  };
}

function readPullSecrets(document: YamlDocument, spec: MapNode): readonly ResourceReference[] {
  return listField(document, spec, 'imagePullSecrets').flatMap((item) => {
    const found = isScalar(item)
      ? bareSecret(item)
      : namedReference(document, item, 'name', 'Secret', 'pull-secret');
    return found ? [found] : [];
  });
}

/** `- acr-secret` instead of `- name: acr-secret` is refused by the API server, but names the secret all the same. */
function bareSecret(item: ScalarNode): ResourceReference {
  return {
    kind: 'Secret',
    name: templateText(item),
    key: undefined,
    namespace: undefined,
    role: 'pull-secret',
    isOptional: false,
  };
}
