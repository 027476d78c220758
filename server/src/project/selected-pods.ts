/** Which pods the selector of a Service takes, across the manifests of the project. */
import { isSameText } from '../delivery/partial-text.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { TextEntry } from '../kubernetes/read-field.ts';
import type { Resource } from '../kubernetes/resource.ts';
import { fixedText, isFixed, isSameTemplate, type TemplateText } from '../kubernetes/template-text.ts';
import { hasToken } from '../kubernetes/template-token.ts';
import { deployedManifestsOf, valueIn, type DeployedManifest } from './deployed-manifests.ts';
import { areSame, foundIn } from './kept-results.ts';
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

export function podIndexOf(snapshot: Snapshot): PodIndex {
  return snapshot.derive(podIndexOf, (it) => {
    const deployed = deployedManifestsOf(it);
    const pods = foundIn(it, deployed, podsOf);
    return new Index(pods, foundIn(it, deployed, servicesOf), {
      labelled: foundIn(it, pods, labelsOf),
      open: foundIn(it, pods, openOnes),
    });
  });
}

function podsOf(deployed: DeployedManifest): readonly PodSource[] {
  return deployed.manifest.resources.flatMap((resource) =>
    resource.podTemplates.map((template) => ({ deployed, resource, template })),
  );
}

function servicesOf(deployed: DeployedManifest): readonly PlacedResource[] {
  return deployed.manifest.resources
    .filter(({ service }) => service)
    .map((resource) => ({ deployed, resource }));
}

interface LabelledPod {
  readonly key: string;
  readonly pod: PodSource;
}

/** Each pod by each of its labels. */
function labelsOf(pod: PodSource): readonly LabelledPod[] {
  return pod.template.labels.map((entry) => ({ key: labelKey(entry), pod }));
}

function openOnes(pod: PodSource): readonly PodSource[] {
  return isOpen(pod) ? [pod] : [];
}

interface Selection {
  /** The pods that were looked at. */
  readonly looked: readonly (readonly PodSource[])[];
  readonly selected: SelectedPods;
}

/** What each Service selected last. */
const selections = new WeakMap<PlacedResource, Selection>();

class Index implements PodIndex {
  readonly pods: readonly PodSource[];
  readonly services: readonly PlacedResource[];
  readonly #byLabel = new Map<string, PodSource[]>();
  readonly #open: readonly PodSource[];
  readonly #known = new Map<PlacedResource, SelectedPods | undefined>();

  constructor(
    pods: readonly PodSource[],
    services: readonly PlacedResource[],
    { labelled, open }: { labelled: readonly LabelledPod[]; open: readonly PodSource[] },
  ) {
    this.pods = pods;
    this.services = services;
    this.#open = open;
    for (const { key, pod } of labelled) {
      const same = this.#byLabel.get(key);
      if (same) same.push(pod);
      else this.#byLabel.set(key, [pod]);
    }
  }

  selectedBy(service: PlacedResource): SelectedPods | undefined {
    if (!this.#known.has(service)) this.#known.set(service, this.#select(service));
    return this.#known.get(service);
  }

  /** The same object as long as it looks at the same pods. */
  #select(service: PlacedResource): SelectedPods | undefined {
    const selector = service.resource.service?.selector ?? [];
    if (selector.length === 0) return undefined;
    const candidates = this.#byLabel.get(labelKey(selector[0]!)) ?? [];
    const last = selections.get(service);
    if (last && areSame(last.looked[0]!, candidates) && last.selected.certain.length > 0)
      return last.selected;
    const certain = candidates.filter((pod) => selects(service, pod) === true);
    if (certain.length > 0) return keep(service, [candidates], { certain, mayBeOthers: false });
    const isFixedSelector = selector.every(({ value }) => value && isFixed(value) && !hasToken(value.text));
    const looked = isFixedSelector ? [candidates, this.#open] : [this.pods];
    if (last && areSameLists(last.looked, looked)) return last.selected;
    const mayBeOthers =
      service.deployed.isKustomized ||
      looked.some((pods) => pods.some((pod) => selects(service, pod) === undefined));
    return keep(service, looked, { certain, mayBeOthers });
  }
}

function keep(service: PlacedResource, looked: Selection['looked'], selected: SelectedPods): SelectedPods {
  selections.set(service, { looked, selected });
  return selected;
}

function areSameLists(a: Selection['looked'], b: Selection['looked']): boolean {
  return a.length === b.length && a.every((list, index) => areSame(list, b[index]!));
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
