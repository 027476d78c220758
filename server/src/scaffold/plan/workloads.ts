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

/** Whether one of the workloads runs an application. */
export function hasWorkload(workloads: readonly { readonly name: string }[], application: string): boolean {
  return workloads.some(({ name }) => name === application || name.startsWith(`${application}-`));
}

/** The workload that runs an application, as far as the manifests tell. */
export function workloadOf(situation: Situation, { name }: Application): PlacedWorkload | undefined {
  const known = knownWorkloads(situation);
  const named = known.find(({ workload }) => hasWorkload([workload], name.value));
  if (named || situation.applications.length > 1) return named;
  return known.length === 1 ? known[0] : known.find(({ workload }) => workload.imageVariable !== undefined);
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
