/** A container of a pod template. */
import type { MapNode, YamlNode } from '../yaml/node.ts';
import { isMap } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import {
  booleanField,
  integerOrTextField,
  listField,
  mapField,
  textField,
  textItems,
  type IntegerOrText,
} from './read-field.ts';
import { readEnvironmentReferences, type ResourceReference } from './reference.ts';
import type { TemplateText } from './template-text.ts';

export type ContainerRole = 'main' | 'init' | 'ephemeral';

export interface Container {
  readonly role: ContainerRole;
  readonly node: MapNode;
  readonly name: TemplateText | undefined;
  readonly image: TemplateText | undefined;
  readonly imagePullPolicy: TemplateText | undefined;
  readonly ports: readonly ContainerPort[];
  readonly environment: readonly EnvironmentVariable[];
  readonly command: readonly TemplateText[];
  readonly args: readonly TemplateText[];
  readonly volumeMounts: readonly VolumeMount[];
  /** The probes as written. */
  readonly probes: {
    readonly readiness: YamlNode | undefined;
    readonly liveness: YamlNode | undefined;
    readonly startup: YamlNode | undefined;
  };
  readonly resources: {
    readonly node: MapNode | undefined;
    readonly hasRequests: boolean;
    readonly hasLimits: boolean;
  };
  readonly securityContext: MapNode | undefined;
  /** ConfigMaps and Secrets that its env and envFrom name. */
  readonly references: readonly ResourceReference[];
}

export interface ContainerPort {
  readonly node: YamlNode;
  readonly name: TemplateText | undefined;
  readonly containerPort: IntegerOrText | undefined;
  readonly hostPort: IntegerOrText | undefined;
  readonly protocol: TemplateText | undefined;
}

export interface EnvironmentVariable {
  readonly node: YamlNode;
  readonly name: TemplateText | undefined;
  readonly value: TemplateText | undefined;
}

export interface VolumeMount {
  readonly node: YamlNode;
  readonly name: TemplateText | undefined;
  readonly mountPath: TemplateText | undefined;
  readonly isReadOnly: boolean;
}

/** All containers of a pod spec, main ones first. */
export function readContainers(document: YamlDocument, podSpec: YamlNode): readonly Container[] {
  const read = (key: string, role: ContainerRole) =>
    listField(document, podSpec, key)
      .filter(isMap)
      .map((node) => readContainer(document, node, role));
  return [
    ...read('containers', 'main'),
    ...read('initContainers', 'init'),
    ...read('ephemeralContainers', 'ephemeral'),
  ];
}

function readContainer(document: YamlDocument, node: MapNode, role: ContainerRole): Container {
  const resources = mapField(document, node, 'resources');
  return {
    role,
    node,
    name: textField(document, node, 'name'),
    image: textField(document, node, 'image'),
    imagePullPolicy: textField(document, node, 'imagePullPolicy'),
    securityContext: mapField(document, node, 'securityContext'),
    ports: listField(document, node, 'ports').map((port) => readPort(document, port)),
    environment: listField(document, node, 'env').map((it) => ({
      node: it,
      name: textField(document, it, 'name'),
      value: textField(document, it, 'value'),
    })),
    command: textItems(document, node, 'command'),
    args: textItems(document, node, 'args'),
    volumeMounts: listField(document, node, 'volumeMounts').map((it) => readMount(document, it)),
    probes: {
      readiness: document.valueOf(node, 'readinessProbe'),
      liveness: document.valueOf(node, 'livenessProbe'),
      startup: document.valueOf(node, 'startupProbe'),
    },
    resources: {
      node: resources,
      hasRequests: document.valueOf(resources, 'requests') !== undefined,
      hasLimits: document.valueOf(resources, 'limits') !== undefined,
    },
    references: readEnvironmentReferences(document, node),
  };
}

function readPort(document: YamlDocument, node: YamlNode): ContainerPort {
  return {
    node,
    name: textField(document, node, 'name'),
    containerPort: integerOrTextField(document, node, 'containerPort'),
    hostPort: integerOrTextField(document, node, 'hostPort'),
    protocol: textField(document, node, 'protocol'),
  };
}

function readMount(document: YamlDocument, node: YamlNode): VolumeMount {
  return {
    node,
    name: textField(document, node, 'name'),
    mountPath: textField(document, node, 'mountPath'),
    isReadOnly: booleanField(document, node, 'readOnly') === true,
  };
}
