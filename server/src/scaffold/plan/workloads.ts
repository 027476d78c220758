/** Which workload of the manifests that are there runs which application. */
import type { Application } from '../detect/application.ts';
import type { KnownManifest, KnownWorkload, Situation } from '../situation.ts';

const PULL_SECRET = 'registry-credentials';

export interface PlacedWorkload {
  readonly manifest: KnownManifest;
  readonly workload: KnownWorkload;
}

export function knownWorkloads({ manifests }: Situation): readonly PlacedWorkload[] {
  return manifests.flatMap((manifest) => manifest.workloads.map((workload) => ({ manifest, workload })));
}

/** Whether a workload is named after an application: `shop` or `shop-web`. */
export function isNamedAfter(workload: { readonly name: string }, application: Application): boolean {
  const { value } = application.name;
  return workload.name === value || workload.name.startsWith(`${value}-`);
}

/** The workload that runs an application, as far as the manifests tell. */
export function workloadOf(situation: Situation, application: Application): PlacedWorkload | undefined {
  const { applications } = situation;
  const known = knownWorkloads(situation);
  const named =
    known.find(({ workload }) => workload.name === application.name.value) ??
    // The one that is named longest after it: `shop-web` belongs to `shop-web` before it belongs to `shop`.
    known.find(
      ({ workload }) =>
        isNamedAfter(workload, application) &&
        !applications.some((it) => it !== application && isCloser(it, application, workload.name)),
    );
  if (named || applications.length > 1) return named;
  return known.length === 1 ? known[0] : known.find(({ workload }) => workload.imageVariable !== undefined);
}

/** Whether a workload is named after an application rather than after another one, whose name is shorter. */
function isCloser(application: Application, other: Application, workload: string): boolean {
  return (
    application.name.value.length > other.name.value.length && isNamedAfter({ name: workload }, application)
  );
}

/**
 * Whether a Job can bring an application's database up to date: it has to be known that the image holds what the Job
 * calls, and nothing else may run the application already.
 */
export function isMigrated(situation: Situation, application: Application): boolean {
  return (
    application.migration !== undefined && !application.dockerfile && !workloadOf(situation, application)
  );
}

/** The variable that holds an application's image. */
export function imageVariableOf(situation: Situation, application: Application): string {
  const known = workloadOf(situation, application)?.workload.imageVariable;
  if (known !== undefined) return known;
  if (situation.applications.length === 1) return 'DOCKER_IMAGE';
  return `${application.name.value.toUpperCase().replaceAll('-', '_')}_IMAGE`;
}

/** The name of the Secret that pods pull their images with. */
export function pullSecretOf(situation: Situation): string {
  const names = knownWorkloads(situation).map(({ workload }) => workload.pullSecret);
  return names.find(Boolean) ?? PULL_SECRET;
}
