/** The names of what the project is known to create in the cluster; the same object as long as these are the same. */
import type { KnownResource } from '../../delivery/known-resources.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { isFixed, type TemplateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { areSame, foundIn } from '../../project/kept-results.ts';
import type { Snapshot } from '../../project/snapshot.ts';

export interface CreatedNames {
  /** Names by kind; those of custom resources, which may make anything of their own name, under ''. */
  readonly fixed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that are not wholly known, by kind. */
  readonly open: ReadonlyMap<string, readonly TemplateText[]>;
  readonly commands: readonly KnownResource[];
}

interface ResourceName {
  /** '' for custom resources. */
  readonly kind: string;
  readonly name: TemplateText;
}

interface KeptNames {
  readonly inManifests: readonly ResourceName[];
  readonly jobs: readonly JobDelivery[];
  readonly created: CreatedNames;
}

export function createdNamesIn(snapshot: Snapshot): CreatedNames {
  return snapshot.deriveFrom<KeptNames>(createdNamesIn, (it, last) => {
    const inManifests = foundIn(it, deployedManifestsOf(it), namesIn);
    const { jobs } = deliveryOf(it);
    const isSame = last && areSame(last.jobs, jobs) && areSameNames(last.inManifests, inManifests);
    return { inManifests, jobs, created: isSame ? last.created : readCreated(inManifests, jobs) };
  }).created;
}

function namesIn({ manifest }: DeployedManifest): readonly ResourceName[] {
  return manifest.resources.flatMap(({ name, kind, isBuiltIn }) =>
    name ? [{ kind: isBuiltIn ? kind : '', name }] : [],
  );
}

function areSameNames(a: readonly ResourceName[], b: readonly ResourceName[]): boolean {
  return (
    a.length === b.length &&
    a.every((it, index) => {
      const other = b[index]!;
      return it === other || (it.kind === other.kind && it.name.text === other.name.text);
    })
  );
}

function readCreated(inManifests: readonly ResourceName[], jobs: readonly JobDelivery[]): CreatedNames {
  const fixed = new Map<string, Set<string>>();
  const open = new Map<string, TemplateText[]>();
  for (const { kind, name } of inManifests) {
    if (isFixed(name) && !hasToken(name.text)) {
      const same = fixed.get(kind);
      if (same) same.add(name.text);
      else fixed.set(kind, new Set([name.text]));
    } else {
      const same = open.get(kind);
      if (same) same.push(name);
      else open.set(kind, [name]);
    }
  }
  return { fixed, open, commands: jobs.flatMap(createdBy) };
}

function createdBy(job: JobDelivery): readonly KnownResource[] {
  return job.of('create').flatMap((call): KnownResource[] => {
    const { name, namespace, resourceKind: kind } = call;
    return name ? [{ kind, name, namespace, source: { kind: 'command', job, call } }] : [];
  });
}
