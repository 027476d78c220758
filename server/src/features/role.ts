/** What a file is to Pipewright. Features answer for these files only: other YAML is other tools' business. */
import type { Manifest } from '../kubernetes/manifest.ts';
import { readPipelineFile, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import { allManifestsOf, deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isYamlPath } from '../text/path.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';

export type FileRole =
  | { readonly kind: 'pipeline'; readonly file: PipelineFile; readonly pipelines: readonly Pipeline[] }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'configuration'; readonly file: YamlFile }
  /** A script of the repository that a job runs. */
  | { readonly kind: 'script' };

/** What a file is; undefined for files that are none of ours. */
export function roleOf(snapshot: Snapshot, path: string): FileRole | undefined {
  if (snapshot.isIgnored(path)) return undefined;
  if (path === CONFIGURATION_FILE) {
    const file = snapshot.yaml(path);
    return file && { kind: 'configuration', file };
  }
  const pipelines = pipelinesWith(snapshot, path);
  const yaml = pipelines.length > 0 ? snapshot.yaml(path) : undefined;
  if (yaml) return { kind: 'pipeline', file: readPipelineFile(yaml), pipelines };
  const manifest = manifestsByPath(snapshot).get(path);
  if (manifest) return { kind: 'manifest', manifest };
  if (!isYamlPath(path) && scriptPaths(snapshot).has(path)) return { kind: 'script' };
  return undefined;
}

/** The pipelines that a file is part of. */
export function pipelinesWith(snapshot: Snapshot, path: string): readonly Pipeline[] {
  return snapshot.pipelines.filter((pipeline) => pipeline.files.some((file) => file.path === path));
}

export function manifestsByPath(snapshot: Snapshot): ReadonlyMap<string, Manifest> {
  return snapshot.derive(
    manifestsByPath,
    (it) => new Map(allManifestsOf(it).map((manifest) => [manifest.path, manifest])),
  );
}

/** The scripts of the repository that jobs run. */
export function scriptPaths(snapshot: Snapshot): ReadonlySet<string> {
  return snapshot.derive(
    scriptPaths,
    (it) =>
      new Set(
        deliveryOf(it).jobs.flatMap((job) =>
          job.of('script').flatMap(({ file }) => (file.state.kind === 'repository' ? (file.path ?? []) : [])),
        ),
      ),
  );
}
