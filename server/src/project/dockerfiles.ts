/** The project's Dockerfiles with the commands that build them. Loaded late: it needs the delivery facts. */
import type { BuildCall } from '../delivery/image-facts.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { readDockerfile, type Dockerfile } from '../dockerfile/dockerfile.ts';
import { deliveryOf } from './delivery.ts';
import { dockerfilePaths } from './manifests.ts';
import type { Snapshot } from './snapshot.ts';

export interface DockerfileBuild {
  readonly job: JobDelivery;
  readonly call: BuildCall;
}

export interface ProjectDockerfile {
  readonly path: string;
  readonly dockerfile: Dockerfile;
  /** The commands that surely build it; none where no job is known to. */
  readonly builds: readonly DockerfileBuild[];
}

/** Those that have one of the usual names, and those that a build names. */
export function dockerfilesOf(snapshot: Snapshot): readonly ProjectDockerfile[] {
  return snapshot.derive(dockerfilesOf, (it) => {
    const builds = buildsByPath(it);
    const named = dockerfilePaths(it);
    const paths = [
      ...named,
      ...[...builds.keys()].filter((path) => it.exists(path) && !named.includes(path)),
    ];
    return paths.flatMap((path) => {
      const segment = it.isIgnored(path) ? undefined : it.segment(path);
      return segment ? [{ path, dockerfile: readDockerfile(segment), builds: builds.get(path) ?? [] }] : [];
    });
  });
}

function buildsByPath(snapshot: Snapshot): ReadonlyMap<string, readonly DockerfileBuild[]> {
  const builds = new Map<string, DockerfileBuild[]>();
  for (const job of deliveryOf(snapshot).jobs) {
    for (const call of job.of('build')) {
      const file = call.dockerfile;
      if (file?.path === undefined || file.state.kind !== 'repository') continue;
      const same = builds.get(file.path);
      if (same) same.push({ job, call });
      else builds.set(file.path, [{ job, call }]);
    }
  }
  return builds;
}
