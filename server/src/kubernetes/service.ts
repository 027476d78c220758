/** Services and what else points at pods or workloads: ingresses and autoscalers. */
import { isMap, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import {
  integerOrTextField,
  listField,
  mapField,
  textEntries,
  textField,
  type IntegerOrText,
  type TextEntry,
} from './read-field.ts';
import { namedReference, type ResourceReference } from './reference.ts';
import type { TemplateText } from './template-text.ts';

export interface Service {
  readonly type: TemplateText | undefined;
  readonly selector: readonly TextEntry[];
  readonly selectorNode: YamlNode | undefined;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly node: YamlNode;
  readonly name: TemplateText | undefined;
  readonly protocol: TemplateText | undefined;
  readonly port: IntegerOrText | undefined;
  /** Absent where it is the same as `port`. */
  readonly targetPort: IntegerOrText | undefined;
  readonly nodePort: IntegerOrText | undefined;
}

/** A Service that an Ingress sends requests to. */
export interface IngressBackend {
  readonly service: ResourceReference;
  readonly port?: IntegerOrText;
}

export function readService(document: YamlDocument, root: YamlNode): Service {
  const spec = mapField(document, root, 'spec');
  const selectorNode = document.valueOf(spec, 'selector');
  return {
    type: textField(document, spec, 'type'),
    selectorNode,
    selector: textEntries(document, selectorNode),
    ports: listField(document, spec, 'ports').map((node) => ({
      node,
      name: textField(document, node, 'name'),
      protocol: textField(document, node, 'protocol'),
      port: integerOrTextField(document, node, 'port'),
      targetPort: integerOrTextField(document, node, 'targetPort'),
      nodePort: integerOrTextField(document, node, 'nodePort'),
    })),
  };
}

/** The backends of an Ingress, in networking.k8s.io/v1 and in the form before it. */
export function readIngressBackends(document: YamlDocument, root: YamlNode): readonly IngressBackend[] {
  const spec = mapField(document, root, 'spec');
  const backends = [document.valueOf(spec, 'defaultBackend'), document.valueOf(spec, 'backend')];
  for (const rule of listField(document, spec, 'rules')) {
    for (const path of listField(document, mapField(document, rule, 'http'), 'paths'))
      backends.push(document.valueOf(path, 'backend'));
  }
  return backends.flatMap((node) => {
    const backend = isMap(node) ? readBackend(document, node) : undefined;
    return backend ? [backend] : [];
  });
}

function readBackend(document: YamlDocument, node: YamlNode): IngressBackend | undefined {
  const inner = mapField(document, node, 'service');
  const service = inner
    ? namedReference(document, inner, 'name', 'Service', 'backend')
    : namedReference(document, node, 'serviceName', 'Service', 'backend');
  if (!service) return undefined;
  const portNode = mapField(document, inner, 'port');
  const port = inner
    ? (integerOrTextField(document, portNode, 'number') ?? integerOrTextField(document, portNode, 'name'))
    : integerOrTextField(document, node, 'servicePort');
  return { service, ...(port && { port }) };
}

/** What a resource that runs no pods itself names: TLS secrets, scale targets, bound roles and accounts. */
export function readOtherReferences(
  document: YamlDocument,
  root: YamlNode,
  kind: string,
): readonly ResourceReference[] {
  const spec = mapField(document, root, 'spec');
  const references: (ResourceReference | undefined)[] = [];
  if (kind === 'Ingress') {
    references.push(...readIngressBackends(document, root).map((backend) => backend.service));
    for (const tls of listField(document, spec, 'tls'))
      references.push(namedReference(document, tls, 'secretName', 'Secret', 'tls'));
  } else if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
    references.push(byKindField(document, mapField(document, spec, 'scaleTargetRef'), 'scale-target'));
  } else if (kind === 'StatefulSet') {
    references.push(namedReference(document, spec, 'serviceName', 'Service', 'service-name'));
  } else if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    references.push(byKindField(document, mapField(document, root, 'roleRef'), 'role'));
    for (const subject of listField(document, root, 'subjects'))
      references.push(byKindField(document, subject, 'subject'));
  } else if (kind === 'ServiceAccount') {
    for (const field of ['imagePullSecrets', 'secrets'])
      for (const secret of listField(document, root, field))
        references.push(namedReference(document, secret, 'name', 'Secret', 'pull-secret'));
  }
  return references.filter((reference) => reference !== undefined);
}

function byKindField(
  document: YamlDocument,
  node: YamlNode | undefined,
  role: 'scale-target' | 'role' | 'subject',
): ResourceReference | undefined {
  const kind = textField(document, node, 'kind');
  return kind && namedReference(document, node, 'name', kind.text, role);
}
