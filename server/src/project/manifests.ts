/** The project's manifests: the YAML and JSON files that hold Kubernetes resources. */
import type { Manifest } from '../kubernetes/manifest.ts';
import { readManifest } from '../kubernetes/manifest.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { baseName, isYamlPath } from '../text/path.ts';
import type { SourceText } from '../text/source-text.ts';
import { resultsOf, type KeptResults } from './kept-results.ts';
import type { Snapshot } from './snapshot.ts';

const read = new WeakMap<YamlFile, { readonly manifest: Manifest | undefined }>();

/** Every manifest of the project; the same objects as long as their files are unchanged. */
export function manifestsOf(snapshot: Snapshot): readonly Manifest[] {
  return snapshot.derive(manifestsOf, (it) =>
    it.deriveFrom(readAll, readAll).results.filter((manifest) => manifest !== undefined),
  );
}

function readAll(
  snapshot: Snapshot,
  last: KeptResults<SourceText, Manifest | undefined> | undefined,
): KeptResults<SourceText, Manifest | undefined> {
  const pipelineFiles = new Set(
    snapshot.pipelines.flatMap((pipeline) => pipeline.files.map((file) => file.path)),
  );
  const sources: SourceText[] = [];
  for (const path of snapshot.pathsWhere(mayBeManifest)) {
    if (pipelineFiles.has(path) || snapshot.isIgnored(path)) continue;
    const source = snapshot.text(path);
    if (source) sources.push(source);
  }
  // Parsing is what costs: most other YAML is left out by its text.
  return resultsOf(sources, last, (source) =>
    mayHoldResources(source) ? manifestAt(snapshot, source.path) : undefined,
  );
}

/** Whether a path may be a manifest's by its name. */
function mayBeManifest(path: string): boolean {
  return isYamlPath(path) && !isTestData(path);
}

/** Kustomizations may leave out what they are. */
function mayHoldResources({ path, text }: SourceText): boolean {
  return /^[ \t"'{[,-]*apiVersion["']?[ \t]*:/m.test(text) || /^kustomization\.ya?ml$/.test(baseName(path));
}

/** The manifest at a path; undefined where the file holds none. */
export function manifestAt(snapshot: Snapshot, path: string): Manifest | undefined {
  const file = snapshot.yaml(path);
  if (!file) return undefined;
  let known = read.get(file);
  if (!known) read.set(file, (known = { manifest: readManifest(path, file) }));
  return known.manifest;
}

/** Whether a file is a Dockerfile, by its name without folders. */
export function isDockerfilePath(name: string): boolean {
  return (
    /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|[^.]\.dockerfile$/i.test(name) &&
    !/\.(?:dockerignore|md|txt|rst|ya?ml|json|j2|jinja2?|tmpl|tpl|template|in|erb|ejs|hbs|mustache|gotmpl|orig|rej|bak|swp|patch|diff)$/i.test(
      name,
    )
  );
}

function hasDockerfileName(path: string): boolean {
  return isDockerfilePath(baseName(path));
}

/** The paths of the files that are Dockerfiles by their names. */
export function dockerfilePaths(snapshot: Snapshot): readonly string[] {
  return snapshot.pathsWhere(hasDockerfileName);
}

/** Folders of what is compared in tests: nobody deploys from there. (`test/` may well be an environment.) */
function isTestData(path: string): boolean {
  return /(?:^|\/)(?:tests|testdata|__tests__|__snapshots__|fixtures|__fixtures__)\//.test(path);
}
