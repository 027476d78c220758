/** Resources that certainly come to one and the same cluster: those of one manifest, and those that one job applies. */
import type { ManifestUse } from '../delivery/delivery.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { displayText, type PartialText } from '../delivery/partial-text.ts';
import { namespaceOf } from '../delivery/known-resources.ts';
import type { Resource } from '../kubernetes/resource.ts';
import { deployedManifestsOf, valueIn, type DeployedManifest } from './deployed-manifests.ts';
import type { PlacedResource } from './selected-pods.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Something that a resource claims for itself, such as its name, or a port of the nodes.
 * @returns a text that is the same for the same thing; undefined where that is not known
 */
export type ClaimReader = (
  resource: Resource,
  textOf: (text: Parameters<typeof valueIn>[0]) => string | undefined,
  namespace: string,
) => readonly Claim[];

export interface Claim {
  readonly key: string;
  readonly resource: Resource;
  /** What claims it, where that is not the resource itself: one port of many. */
  readonly part?: object;
}

export interface PlacedClaim extends PlacedResource, Claim {}

interface KeptClaims {
  readonly within: readonly Claim[];
  readonly byPlace: readonly { readonly place: string; readonly claim: Claim }[];
}

/** Finds claims of the same thing by different resources, in the order of manifests. */
export class ClaimFinder {
  readonly #read: ClaimReader;
  readonly #kept = new WeakMap<DeployedManifest, KeptClaims>();

  constructor(read: ClaimReader) {
    this.#read = read;
  }

  /** Each group has two claims or more of the same thing. */
  conflicts(snapshot: Snapshot): readonly (readonly PlacedClaim[])[] {
    const groups = new Map<string, PlacedClaim[]>();
    const add = (key: string, placed: PlacedClaim) => {
      const same = groups.get(key);
      if (!same) groups.set(key, [placed]);
      else if (!same.some((it) => (it.part ?? it.resource) === (placed.part ?? placed.resource)))
        same.push(placed);
    };
    for (const [index, deployed] of deployedManifestsOf(snapshot).entries()) {
      const claims = this.#claimsOf(deployed);
      for (const claim of claims.within) add(`${index}\0${claim.key}`, { deployed, ...claim });
      for (const { place, claim } of claims.byPlace) add(`${place}\0${claim.key}`, { deployed, ...claim });
    }
    const found = [...groups.values()].filter((group) => group.length > 1);
    return found.filter((group, index) => !found.slice(0, index).some((other) => isSame(other, group)));
  }

  #claimsOf(deployed: DeployedManifest): KeptClaims {
    let known = this.#kept.get(deployed);
    if (!known) this.#kept.set(deployed, (known = this.#readClaims(deployed)));
    return known;
  }

  #readClaims(deployed: DeployedManifest): KeptClaims {
    if (deployed.isKustomized) return { within: [], byPlace: [] };
    const { resources } = deployed.manifest;
    const [first] = deployed.contexts;
    return {
      within: resources.flatMap((resource) =>
        this.#read(resource, (text) => shown(valueIn(text, first)), namespaceText(resource, first)),
      ),
      byPlace: deployed.uses.filter(isCertain).flatMap((use) =>
        resources.flatMap((resource) =>
          this.#read(resource, (text) => shown(valueIn(text, use)), namespaceText(resource, use)).map(
            (claim) => ({
              place: placeOf(use),
              claim,
            }),
          ),
        ),
      ),
    };
  }
}

function isSame(a: readonly PlacedClaim[], b: readonly PlacedClaim[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, at) => (it.part ?? it.resource) === (b[at]!.part ?? b[at]!.resource))
  );
}

function namespaceText(resource: Resource, use: ManifestUse | undefined): string {
  if (resource.isClusterWide) return '';
  const namespace = namespaceOf(resource, use);
  return namespace ? displayText(namespace) : '';
}

/** The text for comparing; undefined where a command's output, which may differ each time, stands in it. */
function shown(text: PartialText): string | undefined {
  return text.some((piece) => piece.kind === 'unknown' && piece.variable === undefined)
    ? undefined
    : displayText(text);
}

/** A command that surely runs and applies just this file, to the one cluster that its job speaks to. */
function isCertain({ call, isCertain: isFileCertain, editedBy, job }: ManifestUse): boolean {
  return (
    isFileCertain &&
    !call.isConditional &&
    call.through.length === 0 &&
    editedBy.length === 0 &&
    (call.verb === 'apply' || call.verb === 'create') &&
    !changesCluster(job)
  );
}

function changesCluster(job: JobDelivery): boolean {
  return job.of('kubectl').filter(({ verb }) => verb === 'config').length > 1;
}

const jobNumbers = new WeakMap<JobDelivery, number>();
let nextNumber = 0;

function placeOf({ job, call }: ManifestUse): string {
  let number = jobNumbers.get(job);
  if (number === undefined) jobNumbers.set(job, (number = nextNumber++));
  const context = call.context ? displayText(call.context) : '';
  const kubeconfig = call.kubeconfig ? displayText(call.kubeconfig.text) : '';
  return `job ${number}\0${context}\0${kubeconfig}`;
}
