/** What a project has already, as far as generating must know it: applications, manifests and a pipeline. */
import { allManifestsOf, deliveryOf } from '../project/delivery.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { startedBy } from '../gitlab/child-pipelines.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { fixedText } from '../kubernetes/template-text.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { PodTemplate } from '../kubernetes/pod-template.ts';
import type { Resource } from '../kubernetes/resource.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { Application } from './detect/application.ts';
import { detectApplications } from './detect/detect.ts';

export const PIPELINE_FILE = '.gitlab-ci.yml';

export interface Situation {
  readonly snapshot: Snapshot;
  readonly applications: readonly Application[];
  readonly manifests: readonly KnownManifest[];
  readonly pipeline?: KnownPipeline;
}

/** A file of manifests that has workloads in it, or belongs to them. */
export interface KnownManifest {
  readonly path: string;
  readonly workloads: readonly KnownWorkload[];
  /** The names of its Jobs. */
  readonly jobs: readonly string[];
  /** Names of all placeholders, in order, each once; none for the variables of nginx and the like (`$uri`). */
  readonly placeholders: readonly string[];
  /** Whether each resource says its namespace. */
  readonly hasNamespaces: boolean;
  /** The namespace, where the file has one only and writes it out. */
  readonly namespace?: string;
}

export interface KnownWorkload {
  readonly kind: 'deployment' | 'statefulset' | 'daemonset';
  readonly name: string;
  /** `key=value,…` of its selector. */
  readonly selector: string;
  /** The image of its first container. */
  readonly image?: ScalarNode;
  /** The variable that the image is, where it is a placeholder and nothing else. */
  readonly imageVariable?: string;
  readonly pullSecret?: string;
  /** Its pods, where nothing tells which pull secret they have: no field of theirs and no account of their own. */
  readonly withoutPullSecret?: PodTemplate;
}

export interface KnownPipeline {
  readonly pipeline: Pipeline;
  /** It has nothing in it. */
  readonly isEmpty: boolean;
  readonly builds: boolean;
  readonly deploys: boolean;
  readonly tests: boolean;
  /** The images that it pushes, as it writes them: `$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA`. */
  readonly pushedImages: readonly string[];
  readonly buildJobs: readonly string[];
}

const WORKLOADS: Readonly<Record<string, KnownWorkload['kind']>> = {
  Deployment: 'deployment',
  StatefulSet: 'statefulset',
  DaemonSet: 'daemonset',
};

/** @param projectName what to call an application that has no name of its own */
export function readSituation(snapshot: Snapshot, projectName: string): Situation {
  const pipeline = readKnownPipeline(snapshot);
  return {
    snapshot,
    applications: detectApplications(snapshot, projectName),
    manifests: readKnownManifests(snapshot),
    ...(pipeline && { pipeline }),
  };
}

/** Whether a job that builds is to be added. */
export function lacksBuild({ pipeline }: Situation): boolean {
  return pipeline?.builds !== true;
}

/** Whether a job that deploys is to be added. */
export function lacksDeployment({ pipeline }: Situation): boolean {
  return pipeline?.deploys !== true;
}

/** Whether a file belongs to a chart of Helm, by its path. */
export function isOfChart(path: string): boolean {
  return /(?:^|\/)(?:charts?|helm)\//.test(path);
}

function readKnownManifests(snapshot: Snapshot): readonly KnownManifest[] {
  const manifests = allManifestsOf(snapshot).filter(
    ({ path, form }) => form === 'resources' && path !== CONFIGURATION_FILE && !isOfChart(path),
  );
  const known = manifests.map(readKnownManifest);
  const folders = new Set(
    known.filter(({ workloads }) => workloads.length > 0).map(({ path }) => folderKey(path)),
  );
  // Services and the like lie beside their workloads.
  return known.filter(({ path }) => folders.has(folderKey(path))).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function folderKey(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function readKnownManifest(manifest: Manifest): KnownManifest {
  const namespaced = manifest.resources.filter((resource) => !resource.isClusterWide);
  const namespaces = new Set(namespaced.map(({ namespace }) => fixedText(namespace)));
  const [namespace] = namespaces.size === 1 ? namespaces : [];
  return {
    path: manifest.path,
    workloads: manifest.resources.flatMap(readKnownWorkload),
    jobs: manifest.resources.flatMap(({ kind, name }) => (kind === 'Job' ? (fixedText(name) ?? []) : [])),
    placeholders: [...new Set(manifest.placeholders.filter(isMeant).map(({ name }) => name))],
    hasNamespaces: namespaced.every((resource) => resource.namespace !== undefined),
    ...(namespace !== undefined && { namespace }),
  };
}

/** `$uri`, and all else in small letters, belongs to the programs whose settings a manifest holds. */
function isMeant({ name, isBraced }: { readonly name: string; readonly isBraced: boolean }): boolean {
  return isBraced || /[A-Z]/.test(name);
}

function readKnownWorkload(resource: Resource): KnownWorkload[] {
  const kind = Object.hasOwn(WORKLOADS, resource.kind) ? WORKLOADS[resource.kind] : undefined;
  const name = fixedText(resource.name);
  const template = resource.podTemplates[0];
  if (!kind || name === undefined || !template) return [];
  const image = template.containers.find((container) => container.role === 'main')?.image;
  const [only, ...others] = image?.pieces ?? [];
  const labels = template.labels.flatMap(({ key, value }) => {
    const [keyText, valueText] = [fixedText(key), value && fixedText(value)];
    return keyText !== undefined && valueText !== undefined ? [`${keyText}=${valueText}`] : [];
  });
  const secret = template.imagePullSecrets.map((reference) => fixedText(reference.name)).find(Boolean);
  return [
    {
      kind,
      name,
      selector: labels[0] ?? `app=${name}`,
      ...(image && { image: image.node }),
      ...(only?.kind === 'placeholder' && others.length === 0 && { imageVariable: only.name }),
      ...(secret !== undefined && { pullSecret: secret }),
      ...(template.imagePullSecrets.length === 0 &&
        !template.serviceAccountName && { withoutPullSecret: template }),
    },
  ];
}

function readKnownPipeline(snapshot: Snapshot): KnownPipeline | undefined {
  const source = snapshot.text(PIPELINE_FILE);
  const pipeline = snapshot.pipelines.find(({ path }) => path === PIPELINE_FILE);
  if (!source || !pipeline) return undefined;
  const isOf = (it: Pipeline, { job }: JobDelivery) => it.jobs.get(job.name) === job;
  const pipelines = withStarted(snapshot, pipeline);
  const jobs = deliveryOf(snapshot).jobs.filter((job) => pipelines.some((it) => isOf(it, job)));
  const pushing = jobs.filter(
    (job) => job.of('build').some(({ pushes }) => pushes) || job.of('push').length > 0,
  );
  // A job can need only those of its own pipeline.
  const buildJobs = pushing.filter((job) => isOf(pipeline, job));
  const pushed = buildJobs.flatMap((job) => [
    ...job.of('push').map(({ image }) => image),
    ...job.of('build').flatMap(({ pushes, tags }) => (pushes ? tags : [])),
  ]);
  return {
    pipeline,
    isEmpty: source.text.replace(/^\s*#.*$|^---\s*$/gm, '').trim() === '',
    builds: pushing.length > 0 || jobs.some((job) => job.of('build').length > 0),
    deploys: jobs.some(
      (job) =>
        job.of('other-deployment').length > 0 ||
        job.of('apply').some(({ verb, isDryRun }) => verb === 'apply' && !isDryRun),
    ),
    tests: jobs.some(({ job }) => /test|spec|check/i.test(job.name) || job.stage === 'test'),
    pushedImages: [
      ...new Set(pushed.map(({ at }) => at.segment.text.slice(at.start, at.end).replace(/^["']|["']$/g, ''))),
    ],
    buildJobs: buildJobs.map(({ job }) => job.name),
  };
}

/** The pipeline with all those that its jobs start. */
function withStarted(snapshot: Snapshot, pipeline: Pipeline): readonly Pipeline[] {
  const found = [pipeline];
  for (const it of found)
    for (const { path } of startedBy(it, snapshot)) {
      const child = snapshot.pipelines.find((other) => other.path === path);
      if (child && !found.includes(child)) found.push(child);
    }
  return found;
}
