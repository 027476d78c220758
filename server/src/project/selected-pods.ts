/** Which pods the selector of a Service takes, across the manifests of the project. */
import { isSameText } from '../delivery/partial-text.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { TextEntry } from '../kubernetes/read-field.ts';
import type { Resource } from '../kubernetes/resource.ts';
import { fixedText, isFixed, isSameTemplate, type TemplateText } from '../kubernetes/template-text.ts';
import { hasToken } from '../kubernetes/template-token.ts';
import { deployedManifestsOf, valueIn, type DeployedManifest } from './deployed-manifests.ts';
import type { Snapshot } from './snapshot.ts';

/** A resource with the manifest that it is of. */
export interface PlacedResource {
  readonly deployed: DeployedManifest;
  readonly resource: Resource;
}

export interface PodSource extends PlacedResource {
  readonly template: PodTemplate;
}

export interface SelectedPods {
  /** Pods that certainly have all labels of the selector. */
  readonly certain: readonly PodSource[];
  /** Whether other pods may have them. */
  readonly mayBeOthers: boolean;
}

/** All pods of the project, found by a label. */
export interface PodIndex {
  readonly pods: readonly PodSource[];
  readonly services: readonly PlacedResource[];
  /** The pods that a Service sends its requests to; undefined for one that selects none by labels. */
  selectedBy(service: PlacedResource): SelectedPods | undefined;
}

interface Contents {
  readonly pods: readonly PodSource[];
  readonly services: readonly PlacedResource[];
}

const contents = new WeakMap<DeployedManifest, Contents>();

export function podIndexOf(snapshot: Snapshot): PodIndex {
  return snapshot.derive(podIndexOf, (it) => buildIndex(deployedManifestsOf(it)));
}

function contentsOf(deployed: DeployedManifest): Contents {
  let known = contents.get(deployed);
  if (!known) {
    const { resources } = deployed.manifest;
    known = {
      pods: resources.flatMap((resource) =>
        resource.podTemplates.map((template) => ({ deployed, resource, template })),
      ),
      services: resources.filter(({ service }) => service).map((resource) => ({ deployed, resource })),
    };
    contents.set(deployed, known);
  }
  return known;
}

function buildIndex(manifests: readonly DeployedManifest[]): PodIndex {
  const pods: PodSource[] = [];
  const services: PlacedResource[] = [];
  const byLabel = new Map<string, PodSource[]>();
  const open: PodSource[] = [];
  for (const deployed of manifests) {
    const own = contentsOf(deployed);
    services.push(...own.services);
    for (const pod of own.pods) {
      pods.push(pod);
      for (const entry of pod.template.labels) {
        const key = labelKey(entry);
        const same = byLabel.get(key);
        if (same) same.push(pod);
        else byLabel.set(key, [pod]);
      }
      if (isOpen(pod)) open.push(pod);
    }
  }
  const select = (service: PlacedResource): SelectedPods | undefined => {
    const selector = service.resource.service?.selector ?? [];
    if (selector.length === 0) return undefined;
    const candidates = byLabel.get(labelKey(selector[0]!)) ?? [];
    const certain = candidates.filter((pod) => selects(service, pod) === true);
    if (certain.length > 0) return { certain, mayBeOthers: false };
    const isFixedSelector = selector.every(({ value }) => value && isFixed(value) && !hasToken(value.text));
    const others = isFixedSelector ? [...candidates, ...open] : pods;
    return {
      certain,
      mayBeOthers: service.deployed.isKustomized || others.some((pod) => selects(service, pod) === undefined),
    };
  };
  const known = new Map<PlacedResource, SelectedPods | undefined>();
  return {
    pods,
    services,
    selectedBy: (service) => {
      if (!known.has(service)) known.set(service, select(service));
      return known.get(service);
    },
  };
}

/** The same for labels that become the same, as far as their text tells. */
function labelKey({ key, value }: TextEntry): string {
  return `${key.text}\0${value?.text ?? ''}`;
}

/** Whether the pods may have labels that are not known. */
function isOpen({ deployed, template }: PodSource): boolean {
  return (
    deployed.isKustomized ||
    template.labels.some(
      ({ key, value }) => !isFixed(key) || !value || !isFixed(value) || hasToken(value.text),
    )
  );
}

/** Whether a Service's selector takes the pods; undefined where it depends on what is not known. */
export function selects(service: PlacedResource, pod: PodSource): boolean | undefined {
  const here = fixedText(service.resource.namespace);
  const there = fixedText(pod.resource.namespace);
  if (here !== undefined && there !== undefined && here !== there) return false;
  let result: boolean | undefined = true;
  for (const wanted of service.resource.service?.selector ?? []) {
    const has = pod.template.labels.find(({ key }) => isSameTemplate(key, wanted.key));
    const isSame = has
      ? isSameLabel(service.deployed, wanted.value, pod.deployed, has.value)
      : isOpen(pod)
        ? undefined
        : false;
    if (isSame === false) return false;
    if (isSame === undefined) result = undefined;
  }
  return result;
}

function isSameLabel(
  here: DeployedManifest,
  wanted: TemplateText | undefined,
  there: DeployedManifest,
  has: TemplateText | undefined,
): boolean | undefined {
  if (!wanted || !has) return undefined;
  if (isSameTemplate(wanted, has)) return true;
  if (hasToken(wanted.text) || hasToken(has.text)) return undefined;
  if (isFixed(wanted) && isFixed(has)) return false;
  let result: boolean | undefined = false;
  for (const use of here.contexts) {
    // Within one manifest both texts are rendered by the same command.
    for (const other of here === there ? [use] : there.contexts) {
      const isSame = isSameText(valueIn(wanted, use), valueIn(has, other));
      if (isSame === true) return true;
      if (isSame === undefined) result = undefined;
    }
  }
  return result;
}
