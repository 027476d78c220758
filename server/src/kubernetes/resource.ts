/** One resource of a manifest: its names, and what it says by kind, read when first asked for. */
import { isMap, type MapNode, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { readLabelSelector, readPlainSelector, type LabelSelector } from './label-selector.ts';
import { isWorkloadKind, readPodTemplates, type PodTemplate } from './pod-template.ts';
import { mapField, textEntries, textField, type TextEntry } from './read-field.ts';
import type { ResourceReference } from './reference.ts';
import {
  readIngressBackends,
  readOtherReferences,
  readService,
  type IngressBackend,
  type Service,
} from './service.ts';
import { fixedText, isFixed, type TemplateText } from './template-text.ts';

/** Kinds that belong to no namespace. Those that Kubernetes itself has: of others it is not known. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set(
  (
    'Namespace Node PersistentVolume ClusterRole ClusterRoleBinding CustomResourceDefinition StorageClass ' +
    'IngressClass PriorityClass RuntimeClass VolumeAttachment CSIDriver CSINode APIService ' +
    'CertificateSigningRequest MutatingWebhookConfiguration ValidatingWebhookConfiguration ' +
    'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding PodSecurityPolicy ComponentStatus FlowSchema ' +
    'PriorityLevelConfiguration'
  ).split(' '),
);

export class Resource {
  /** The document that it was read from: of an earlier state of the file, where nothing in it has changed since. */
  readonly document: YamlDocument;
  /** The resource's root map: the document's, or an item of a List. */
  readonly node: MapNode;
  /** Keys from the document's root to this resource: empty, or `items` and an index. */
  readonly path: readonly string[];
  readonly apiVersion: TemplateText;
  readonly kindText: TemplateText;
  /** The kind as written; '' where a placeholder stands in it. */
  readonly kind: string;
  readonly name: TemplateText | undefined;
  readonly namespace: TemplateText | undefined;
  #isWorkload: boolean | undefined;
  #labels: readonly TextEntry[] | undefined;
  #podTemplates: readonly PodTemplate[] | undefined;
  #references: readonly ResourceReference[] | undefined;
  #service: Service | undefined;

  constructor(document: YamlDocument, node: MapNode, path: readonly string[], type: ResourceType) {
    this.document = document;
    this.node = node;
    this.path = path;
    this.apiVersion = type.apiVersion;
    this.kindText = type.kind;
    this.kind = fixedText(type.kind) ?? '';
    const metadata = mapField(document, node, 'metadata');
    this.name = textField(document, metadata, 'name');
    this.namespace = textField(document, metadata, 'namespace');
  }

  /** Whether apiVersion and kind are known before rendering. */
  get hasFixedType(): boolean {
    return isFixed(this.kindText) && isFixed(this.apiVersion);
  }

  /** Whether this kind lives in no namespace. */
  get isClusterWide(): boolean {
    return CLUSTER_KINDS.has(this.kind);
  }

  /** Whether Kubernetes itself defines the kind: custom ones are in groups with a domain of somebody else. */
  get isBuiltIn(): boolean {
    const apiVersion = fixedText(this.apiVersion) ?? '';
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    return (apiVersion !== '' && !group.includes('.')) || /(?<![.-]x-)(?:^|\.)k8s\.io$/.test(group);
  }

  /** Whether it runs pods, as far as is known: other custom kinds of these names are not read. */
  get isWorkload(): boolean {
    return (this.#isWorkload ??= isWorkloadKind(this.kind) && this.#mayRunPods());
  }

  #mayRunPods(): boolean {
    const apiVersion = fixedText(this.apiVersion);
    return this.isBuiltIn || apiVersion === undefined || apiVersion.startsWith('argoproj.io/');
  }

  get labels(): readonly TextEntry[] {
    return (this.#labels ??= textEntries(
      this.document,
      this.document.valueOf(mapField(this.document, this.node, 'metadata'), 'labels'),
    ));
  }

  get podTemplates(): readonly PodTemplate[] {
    return (this.#podTemplates ??= this.isWorkload
      ? readPodTemplates(this.document, this.node, this.kind)
      : []);
  }

  /** What selects the workload's pods, or undefined without one. */
  get selector(): LabelSelector | undefined {
    const node = this.document.valueOf(mapField(this.document, this.node, 'spec'), 'selector');
    if (!node) return undefined;
    return this.kind === 'ReplicationController'
      ? readPlainSelector(this.document, node)
      : readLabelSelector(this.document, node);
  }

  /** Number of replicas as written. */
  get replicas(): TemplateText | undefined {
    return textField(this.document, mapField(this.document, this.node, 'spec'), 'replicas');
  }

  /** Ports and selector, for a Service. */
  get service(): Service | undefined {
    if (this.kind !== 'Service') return undefined;
    return (this.#service ??= readService(this.document, this.node));
  }

  get ingressBackends(): readonly IngressBackend[] {
    return this.kind === 'Ingress' ? readIngressBackends(this.document, this.node) : [];
  }

  /** Everything that this resource names: by its pods, or by itself. */
  get references(): readonly ResourceReference[] {
    return (this.#references ??= [
      ...this.podTemplates.flatMap((template) => template.references),
      ...readOtherReferences(this.document, this.node, this.kind),
    ]);
  }

  /** The texts under `data`, `stringData` and `binaryData` of a ConfigMap or Secret. */
  get data(): readonly (TextEntry & { readonly field: DataField })[] {
    if (this.kind !== 'ConfigMap' && this.kind !== 'Secret') return [];
    return DATA_FIELDS.flatMap((field) =>
      textEntries(this.document, this.document.valueOf(this.node, field)).map((entry) => ({
        ...entry,
        field,
      })),
    );
  }
}

export type DataField = 'data' | 'stringData' | 'binaryData';

const DATA_FIELDS: readonly DataField[] = ['data', 'stringData', 'binaryData'];

export interface ResourceType {
  readonly apiVersion: TemplateText;
  readonly kind: TemplateText;
}

/** apiVersion and kind of a map that is a Kubernetes resource; undefined for other maps. */
export function resourceTypeOf(document: YamlDocument, node: YamlNode | undefined): ResourceType | undefined {
  if (!isMap(node)) return undefined;
  const apiVersion = textField(document, node, 'apiVersion');
  const kind = textField(document, node, 'kind');
  if (!apiVersion || !kind || apiVersion.text === '' || kind.text === '') return undefined;
  return { apiVersion, kind };
}

/** The resources of a document: one, the items of a List, or none. */
export function readResources(document: YamlDocument): readonly Resource[] {
  const root = document.root;
  const type = resourceTypeOf(document, root);
  if (!type || !isMap(root)) return [];
  const own = new Resource(document, root, [], type);
  const items = own.kind.endsWith('List') ? document.valueOf(root, 'items') : undefined;
  if (items?.kind !== 'sequence') return [own];
  return items.items.flatMap((item, index) => {
    const node = document.follow(item);
    const itemType = resourceTypeOf(document, node);
    return itemType && isMap(node) ? [new Resource(document, node, ['items', String(index)], itemType)] : [];
  });
}

/** For people: ``Deployment `web` ``, or that it has no name. */
export function titleOf({ kind, name }: Resource): string {
  return name?.text ? `${kind} \`${name.text}\`` : `${kind} without a name`;
}
