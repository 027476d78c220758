/** References from one resource to another by name. */
import { isMap, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { booleanField, listField, mapField, textField } from './read-field.ts';
import type { TemplateText } from './template-text.ts';

export type ReferenceRole =
  | 'environment'
  | 'environment-all'
  | 'volume'
  | 'pull-secret'
  | 'service-account'
  | 'tls'
  | 'backend'
  | 'scale-target'
  | 'service-name'
  | 'role'
  | 'subject';

export interface ResourceReference {
  readonly kind: string;
  readonly name: TemplateText;
  /** The namespace where the reference names one; otherwise it is the referring resource's own. */
  readonly namespace: TemplateText | undefined;
  /** The key inside a ConfigMap or Secret. */
  readonly key: TemplateText | undefined;
  readonly role: ReferenceRole;
  /** `optional: true`: the pod starts without it too. */
  readonly isOptional: boolean;
}

/** ConfigMaps and Secrets in a container's `env` and `envFrom`. */
export function readEnvironmentReferences(
  document: YamlDocument,
  container: YamlNode,
): readonly ResourceReference[] {
  const references: ResourceReference[] = [];
  const add = (node: YamlNode | undefined, kind: string, role: ReferenceRole) => {
    const found = namedReference(document, node, 'name', kind, role);
    if (found) references.push(found);
  };
  for (const variable of listField(document, container, 'env')) {
    const from = mapField(document, variable, 'valueFrom');
    add(mapField(document, from, 'configMapKeyRef'), 'ConfigMap', 'environment');
    add(mapField(document, from, 'secretKeyRef'), 'Secret', 'environment');
  }
  for (const source of listField(document, container, 'envFrom')) {
    add(mapField(document, source, 'configMapRef'), 'ConfigMap', 'environment-all');
    add(mapField(document, source, 'secretRef'), 'Secret', 'environment-all');
  }
  return references;
}

/** ConfigMaps, Secrets and claims in a volume, also in a projected one. */
export function readVolumeReferences(document: YamlDocument, volume: YamlNode): readonly ResourceReference[] {
  const references: ResourceReference[] = [];
  const add = (source: YamlNode, field: string, name: string, kind: string) => {
    const node = mapField(document, source, field);
    const found = namedReference(document, node, name, kind, 'volume');
    if (found) references.push(found);
  };
  add(volume, 'configMap', 'name', 'ConfigMap');
  add(volume, 'secret', 'secretName', 'Secret');
  add(volume, 'persistentVolumeClaim', 'claimName', 'PersistentVolumeClaim');
  for (const source of listField(document, mapField(document, volume, 'projected'), 'sources')) {
    add(source, 'configMap', 'name', 'ConfigMap');
    add(source, 'secret', 'name', 'Secret');
  }
  return references;
}

/** The reference that a map makes by its field `nameField`; undefined without a name. */
export function namedReference(
  document: YamlDocument,
  node: YamlNode | undefined,
  nameField: string,
  kind: string,
  role: ReferenceRole,
): ResourceReference | undefined {
  const name = isMap(node) ? textField(document, node, nameField) : undefined;
  if (!name) return undefined;
  const key = textField(document, node, 'key');
  const namespace = textField(document, node, 'namespace');
  return {
    kind,
    name,
    key,
    namespace,
    role,
    isOptional: booleanField(document, node, 'optional') === true,
  };
}
