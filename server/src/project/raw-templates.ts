/** Manifests with placeholders that reach the cluster without having been rendered. Loaded late, as all of delivery is. */
import type { ApplyCall } from '../delivery/facts.ts';
import type { FileReference } from '../delivery/file-reference.ts';
import type { JobDelivery } from '../delivery/job-delivery.ts';
import { mayInclude, readJobInputs } from '../delivery/job-inputs.ts';
import type { Field } from '../kubernetes/field.ts';
import { readKustomization } from '../kubernetes/kustomization.ts';
import { operationsOf } from '../kubernetes/lookalike.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { fixedText } from '../kubernetes/template-text.ts';
import { baseName } from '../text/path.ts';
import type { Span } from '../text/span.ts';
import { allManifestsOf, deliveryOf } from './delivery.ts';
import { manifestAt } from './manifests.ts';
import { placeholderReader } from './templates.ts';
import type { Snapshot } from './snapshot.ts';

export interface RawPlaceholder {
  readonly at: Span;
  readonly field?: Field;
}

export interface RawTemplate {
  readonly manifest: Manifest;
  readonly job: JobDelivery;
  readonly call: ApplyCall;
  /** The word that names the manifest, or the folder that it lies in. */
  readonly at: Span;
  /** Undefined where kustomize reads the manifest. */
  readonly file: FileReference | undefined;
  /** The placeholders that Kubernetes would read as they stand; at least one. */
  readonly placeholders: readonly RawPlaceholder[];
}

/** Each such manifest with each command that applies it. */
export function rawTemplatesOf(snapshot: Snapshot): readonly RawTemplate[] {
  return snapshot.derive(rawTemplatesOf, (it) => [...applied(it), ...kustomized(it)]);
}

const APPLYING: ReadonlySet<string> = new Set(['apply', 'create', 'replace']);

function applied(snapshot: Snapshot): readonly RawTemplate[] {
  const delivery = deliveryOf(snapshot);
  return allManifestsOf(snapshot).flatMap((manifest): RawTemplate[] => {
    if (manifest.form !== 'resources' || !hasPlaceholders(manifest)) return [];
    return delivery.manifestUses(manifest.path).flatMap((use): RawTemplate[] => {
      const { job, call, file } = use;
      const isRaw = use.isCertain && use.renderings.length === 0 && use.editedBy.length === 0;
      if (!isRaw || !APPLYING.has(call.verb) || call.isDryRun || file.state.kind !== 'repository') return [];
      if (mayBeChanged(snapshot, job, manifest.path)) return [];
      const placeholders = placeholdersForKubernetes(snapshot, manifest, job);
      return placeholders.length > 0 ? [{ manifest, job, call, at: file.at, file, placeholders }] : [];
    });
  });
}

/** What `kubectl apply -k` reads: kustomize replaces no placeholders. */
function kustomized(snapshot: Snapshot): readonly RawTemplate[] {
  return deliveryOf(snapshot).jobs.flatMap((job) =>
    job.applies.flatMap((call) =>
      call.inputs.flatMap((input): RawTemplate[] => {
        if (input.kind !== 'kustomization' || input.folder.path === undefined) return [];
        if (!APPLYING.has(call.verb) || call.isDryRun) return [];
        return resourcesBelow(snapshot, input.folder.path).flatMap((manifest): RawTemplate[] => {
          if (mayBeChanged(snapshot, job, manifest.path) || job.envsubstCalls.length > 0) return [];
          // Its image transformers put other names in.
          const placeholders = placeholdersForKubernetes(snapshot, manifest, job).filter(
            ({ field }) => field?.path.at(-1) !== 'image',
          );
          const { at } = input.folder;
          return placeholders.length > 0 ? [{ manifest, job, call, at, file: undefined, placeholders }] : [];
        });
      }),
    ),
  );
}

function resourcesBelow(snapshot: Snapshot, folder: string): readonly Manifest[] {
  const found: Manifest[] = [];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const own = snapshot.exists(path) ? manifestAt(snapshot, path) : undefined;
    if (own?.form === 'resources') found.push(own);
    const prefix = path === '' ? '' : `${path}/`;
    const kustomization = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
      .map((name) => (snapshot.exists(prefix + name) ? manifestAt(snapshot, prefix + name) : undefined))
      .find((it) => it?.form === 'kustomization');
    if (kustomization) for (const resource of readKustomization(kustomization).resources) visit(resource);
  };
  visit(folder);
  return found;
}

/** Programs that change texts, of which the facts of a job may not know all. */
const CHANGING =
  /\b(?:sed|perl|awk|yq|jq|python3?|ruby|node|erb|j2|jinja2?|gomplate|ytt|kapp|mustache|consul-template|confd|ansible\S*|envtpl|make|task|kustomize|helm|skaffold)\b/;

/** Whether something else than envsubst may have put values in before the file is applied. */
function mayBeChanged(snapshot: Snapshot, job: JobDelivery, path: string): boolean {
  const pipeline = deliveryOf(snapshot).pipelineOf(job.job);
  if (!pipeline || mayInclude(readJobInputs(job.job, pipeline).brought, path)) return true;
  if (job.of('script').some((call) => !call.isFollowed)) return true;
  const { text } = job.job.sections.main;
  if (CHANGING.test(text)) return true;
  const mentions = text.split('\n').filter((line) => line.includes(baseName(path)));
  return mentions.some((line) => !/\b(?:kubectl|oc|envsubst|echo|cat|test)\b/.test(line));
}

function hasPlaceholders(manifest: Manifest): boolean {
  return manifest.placeholders.length > 0 || operationsOf(manifest).length > 0;
}

/** The placeholders, also those with an operator, that are none of a program's own text. */
function placeholdersForKubernetes(
  snapshot: Snapshot,
  manifest: Manifest,
  { job }: JobDelivery,
): readonly RawPlaceholder[] {
  const variables = deliveryOf(snapshot).variables(job);
  const placeholders = manifest.placeholders.filter((placeholder) => {
    const reader = placeholderReader(manifest, placeholder);
    if (reader === 'environment')
      return placeholder.isWhole && variables?.variable(placeholder.name) !== undefined;
    return reader === 'kubernetes' && isOfKnownKind(manifest, placeholder);
  });
  const operations = operationsOf(manifest).filter(
    (it) => it.reader === 'kubernetes' && isOfKnownKind(manifest, it),
  );
  return [...placeholders, ...operations];
}

/** Whether it stands in a kind of Kubernetes' own, or in the metadata of another, which no operator reads. */
function isOfKnownKind(manifest: Manifest, { field }: RawPlaceholder): boolean {
  const resource = field && manifest.resourceOf(field);
  if (!field || !resource) return false;
  const group = /^([^/]+)\//.exec(fixedText(resource.apiVersion) ?? '')?.[1] ?? '';
  const isOwnKind = !group.includes('.') || group.endsWith('.k8s.io');
  return isOwnKind || field.path[resource.path.length] === 'metadata';
}
