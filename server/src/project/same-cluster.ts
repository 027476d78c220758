/** Resources that certainly come to one and the same cluster: those of one manifest, and those that one job applies. */
import type { ManifestUse } from '../delivery/delivery.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { displayText, type PartialText } from '../delivery/partial-text.ts';
import { namespaceOf } from '../delivery/known-resources.ts';
import type { Resource } from '../kubernetes/resource.ts';
import { deployedManifestsOf, valueIn, type DeployedManifest } from './deployed-manifests.ts';
import { foundIn } from './kept-results.ts';
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

/** Finds claims of the same thing by different resources, in the order of manifests. */
export class ClaimFinder {
  readonly #read: ClaimReader;

  constructor(read: ClaimReader) {
    this.#read = read;
  }

  /** Each group has two claims or more of the same thing. */
  conflicts(snapshot: Snapshot): readonly (readonly PlacedClaim[])[] {
    const manifests = deployedManifestsOf(snapshot);
    const found = [
      ...foundIn(snapshot, manifests, this.#conflictsWithin),
      ...conflictsAmong(foundIn(snapshot, manifests, this.#claimsByPlace)),
    ];
    return found.filter((group, index) => !found.slice(0, index).some((other) => isSame(other, group)));
  }

  readonly #conflictsWithin = (deployed: DeployedManifest): readonly (readonly PlacedClaim[])[] => {
    if (deployed.isKustomized) return [];
    const [first] = deployed.contexts;
    return conflictsAmong(this.#claimsOf(deployed, first));
  };

  /** What each use claims in its cluster. */
  readonly #claimsByPlace = (deployed: DeployedManifest): readonly PlacedClaim[] => {
    if (deployed.isKustomized) return [];
    return deployed.uses.filter(isCertain).flatMap((use) => {
      const place = placeOf(use);
      return this.#claimsOf(deployed, use).map((claim) => ({ ...claim, key: `${place}\0${claim.key}` }));
    });
  };

  #claimsOf(deployed: DeployedManifest, use: ManifestUse | undefined): readonly PlacedClaim[] {
    return deployed.manifest.resources.flatMap((resource) =>
      this.#read(resource, (text) => shown(valueIn(text, use)), namespaceText(resource, use)).map(
        (claim) => ({ deployed, ...claim }),
      ),
    );
  }
}

/** The groups of claims that have the same key and are not by the same part of a resource. */
function conflictsAmong(claims: readonly PlacedClaim[]): readonly (readonly PlacedClaim[])[] {
  const firsts = new Map<string, PlacedClaim>();
  const groups = new Map<string, PlacedClaim[]>();
  for (const claim of claims) {
    const first = firsts.get(claim.key);
    if (!first) {
      firsts.set(claim.key, claim);
      continue;
    }
    const group = groups.get(claim.key) ?? [first];
    if (group.some((it) => partOf(it) === partOf(claim))) continue;
    group.push(claim);
    groups.set(claim.key, group);
  }
  return [...groups.values()];
}

function partOf({ part, resource }: Claim): object {
  return part ?? resource;
}

function isSame(a: readonly PlacedClaim[], b: readonly PlacedClaim[]): boolean {
  return a.length === b.length && a.every((it, at) => partOf(it) === partOf(b[at]!));
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
