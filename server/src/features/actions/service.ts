/** A Service for the pods of a workload, and an Ingress for a Service, as documents behind them. */
import { applicationPort, speaksHttp } from '../../kubernetes/application-port.ts';
import type { TextEntry } from '../../kubernetes/read-field.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { fixedText, mayBeSame, type TemplateText } from '../../kubernetes/template-text.ts';
import { deployedManifestsOf } from '../../project/deployed-manifests.ts';
import { podIndexOf, selects } from '../../project/selected-pods.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import type { FileEdit } from '../../text/edit.ts';
import { lineEndOf } from '../../text/line-style.ts';
import { textOf, type Span } from '../../text/span.ts';
import { blockPair, blockStyleOf, type NewValue } from '../../yaml/new-value.ts';
import { slot } from '../tab-stops.ts';
import type { Action, ActionPlace, PlacedResource } from './action.ts';

const KINDS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

export const addService: Action = {
  scope: 'place',
  offer(place) {
    const placed = place.resource;
    const { resource, template, deployed } = placed ?? {};
    if (!resource?.name || !template || !deployed || !KINDS.has(resource.kind)) return [];
    const container = template.containers.find((it) => it.role === 'main' && applicationPort(it));
    const port = container && applicationPort(container);
    if (deployed.isPatch || !isAtHead(place, resource, port ? [port.port.node] : [])) return [];
    const labels = wrote(resource.selector?.labels ?? []) ?? wrote(template.labels);
    const name = writtenText(resource.name);
    if (!port || !labels || !name) return [];
    const pod = { deployed, resource, template };
    if (podIndexOf(place.snapshot).services.some((it) => selects(it, pod) !== false)) return [];
    if (isTaken(place.snapshot, 'Service', resource)) return [];
    const { port: written } = port;
    const served = port.isHttp ? '80' : written.containerPort!.text;
    const portName = written.name ? writtenText(written.name) : port.isHttp ? 'http' : undefined;
    return document(place, placed!, `Add a Service for ${resource.kind} ${resource.name.text}`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf(resource, name),
      spec: {
        selector: labels,
        ports: [{ ...(portName && { name: portName }), port: served, targetPort: port.reference }],
      },
    });
  },
};

export const addIngress: Action = {
  scope: 'place',
  offer(place) {
    const placed = place.resource;
    const { resource, deployed } = placed ?? {};
    const service = resource?.service;
    if (!resource?.name || !service || !deployed || deployed.isPatch) return [];
    if (/^(?:ExternalName|LoadBalancer)$/.test(service.type?.text ?? '')) return [];
    const name = writtenText(resource.name);
    const [port] = service.ports;
    const number = port?.port && /^\d+$/.test(port.port.text) ? port.port.text : undefined;
    const portName = fixedText(port?.name);
    const isHttp = speaksHttp(portName, number === undefined ? undefined : Number(number));
    if (!name || (!number && !portName) || !isHttp || isServed(place.snapshot, resource)) return [];
    if (!isAtHead(place, resource, [port!.node])) return [];
    if (isTaken(place.snapshot, 'Ingress', resource)) return [];
    const host = `${fixedText(resource.name) ?? 'app'}.example.com`;
    return document(place, placed!, `Add an Ingress for Service ${resource.name.text}`, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadataOf(resource, name),
      spec: {
        rules: [
          {
            host: slot(host),
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name, port: portName ? { name: portName } : { number: number! } } },
                },
              ],
            },
          },
        ],
      },
    });
  },
};

/** Whether the cursor is where the resource says what it is, or at its ports. */
function isAtHead(place: ActionPlace, { kindText, name }: Resource, ports: readonly Span[]): boolean {
  return [kindText.node, ...(name ? [name.node] : []), ...ports].some((at) => place.isInLinesOf(at));
}

/** Whether an Ingress of the project sends requests to the Service, or may do so. */
function isServed(snapshot: Snapshot, { name }: Resource): boolean {
  return resourcesOf(snapshot).some((it) =>
    it.ingressBackends.some(({ service }) => mayBeSame(service.name, name!)),
  );
}

function isTaken(snapshot: Snapshot, kind: string, { name }: Resource): boolean {
  return resourcesOf(snapshot).some((it) => it.kind === kind && it.name && mayBeSame(it.name, name!));
}

function resourcesOf(snapshot: Snapshot): readonly Resource[] {
  return deployedManifestsOf(snapshot).flatMap(({ manifest }) => manifest.resources);
}

function metadataOf({ namespace }: Resource, name: string): NewValue {
  const written = namespace && writtenText(namespace);
  return { name, ...(written && { namespace: written }) };
}

/** Labels as they are written; undefined where there are none, or one is written unusually. */
function wrote(labels: readonly TextEntry[]): Readonly<Record<string, string>> | undefined {
  const entries = labels.map(({ key, value }) => [writtenText(key), value && writtenText(value)] as const);
  const known = entries.filter((entry): entry is [string, string] => !entry.includes(undefined));
  return known.length === 0 || known.length < entries.length ? undefined : Object.fromEntries(known);
}

/** A scalar as it is written, quotes included; undefined for one over several lines. */
function writtenText({ node }: TemplateText): string | undefined {
  const text = textOf(node);
  return /[\r\n]/.test(text) || text === '' ? undefined : text;
}

/** The resource as a document of its own behind that of another one. */
function document(
  place: ActionPlace,
  { manifest, resource }: PlacedResource,
  title: string,
  value: Readonly<Record<string, NewValue>>,
) {
  const { source } = manifest.file;
  const range = manifest.rangeOf(resource);
  // JSON has one document, and a List holds its resources itself.
  if (!range || resource.path.length > 0 || resource.node.flow) return [];
  const end = range.start + source.slice(range).trimEnd().length;
  const lineEnd = lineEndOf(source.text);
  const style = blockStyleOf(source.text);
  const lines = ['---', ...Object.entries(value).flatMap(([key, inner]) => blockPair(key, inner, style))];
  const edit: FileEdit = {
    path: manifest.path,
    range: { start: end, end },
    newText: lines.map((line) => lineEnd + line).join(''),
  };
  return place.action(title, [edit]);
}
