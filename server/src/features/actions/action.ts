/** Code actions that mend nothing: what they are, and the place that they are asked for. */
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import type { Job } from '../../gitlab/job.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import type { Container } from '../../kubernetes/container.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { deployedManifestsOf, type DeployedManifest } from '../../project/deployed-manifests.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import type { FileEdit, NewFile, SpanEdit } from '../../text/edit.ts';
import { overlaps, type OffsetRange, type Segment, type Span } from '../../text/span.ts';
import type { FileRole } from '../role.ts';

export interface Action {
  /** Rules whose quick fixes do the same: where one of them is offered, this is not. */
  readonly sameAs?: readonly string[];
  /** `place`: fits at the cursor. `file`: adds something to the project; offered outside of jobs, or on request. */
  readonly scope: 'place' | 'file';
  readonly offer: (place: ActionPlace) => readonly OfferedAction[];
}

export interface OfferedAction {
  readonly title: string;
  readonly kind: 'refactor.rewrite' | 'refactor.extract';
  /** Texts may have slots in them: see tab-stops.ts. */
  readonly edits: readonly FileEdit[];
  readonly newFiles: readonly NewFile[];
}

/** A job that is run, and the entry at the cursor: its own, or that of a template which it takes its script from. */
export interface PlacedJob {
  readonly delivery: JobDelivery;
  readonly job: Job;
  readonly pipeline: Pipeline;
  /** Whether the cursor is in the job's own entry. */
  readonly isOwn: boolean;
}

/** What surrounds the cursor in a manifest; the innermost of each. */
export interface PlacedResource {
  readonly manifest: Manifest;
  readonly deployed: DeployedManifest | undefined;
  readonly resource: Resource;
  readonly template: PodTemplate | undefined;
  readonly container: Container | undefined;
}

/** Blank lines and comments above an entry. */
const BEFORE = /^(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*/;

/** A selection in a file. Facts about it are looked up when first asked for. */
export class ActionPlace {
  readonly snapshot: Snapshot;
  readonly path: string;
  /** UTF-16 offsets; empty for a cursor. */
  readonly range: OffsetRange;
  readonly role: FileRole;
  /** What to call an application that has no name of its own: the project's folder. */
  readonly projectName: string;
  #job: { readonly value: PlacedJob | undefined } | undefined;
  #resource: { readonly value: PlacedResource | undefined } | undefined;

  constructor(snapshot: Snapshot, path: string, range: OffsetRange, role: FileRole, projectName: string) {
    this.snapshot = snapshot;
    this.path = path;
    this.range = range;
    this.role = role;
    this.projectName = projectName;
  }

  /** The top-level entry that holds the selection's start; undefined in blank lines and comments around entries. */
  get segment(): Segment | undefined {
    const yaml = this.snapshot.yaml(this.path);
    const { start } = this.range;
    for (const segment of yaml?.segments ?? []) {
      const end = segment.text.trimEnd().length;
      const at = yaml!.locate({ segment, start: Math.min(end, BEFORE.exec(segment.text)![0].length), end });
      if (at && start >= at.start && start <= at.end) return segment;
    }
    return undefined;
  }

  /** The job at the cursor. */
  get job(): PlacedJob | undefined {
    return (this.#job ??= { value: this.#findJob() }).value;
  }

  /** The resource at the cursor. */
  get resource(): PlacedResource | undefined {
    return (this.#resource ??= { value: this.#findResource() }).value;
  }

  /** Whether a span lies in the same top-level entry as the cursor. */
  isHere(at: Span): boolean {
    return at.segment === this.segment;
  }

  /** Whether the selection touches a span. */
  touches(at: Span): boolean {
    const location = this.snapshot.locate(at);
    if (location?.path !== this.path) return false;
    const { start, end } = this.range;
    return start <= location.range.end && location.range.start <= end;
  }

  /** Whether the selection starts in the lines of a span. */
  isInLinesOf(at: Span): boolean {
    const location = this.snapshot.locate(at);
    const source = this.snapshot.text(this.path);
    if (location?.path !== this.path || !source) return false;
    const line = source.lineAt(this.range.start);
    const { start } = location.range;
    const text = source.slice(location.range).trimEnd();
    return line >= source.lineAt(start) && line <= source.lineAt(start + text.length);
  }

  /** An action of these edits; none where there are no edits, or they are in no file of the project. */
  action(
    title: string,
    edits: readonly (SpanEdit | FileEdit | undefined)[] | undefined,
    options: { readonly kind?: OfferedAction['kind']; readonly newFiles?: readonly NewFile[] } = {},
  ): readonly OfferedAction[] {
    const { kind = 'refactor.rewrite', newFiles = [] } = options;
    if (!edits || (edits.length === 0 && newFiles.length === 0)) return [];
    const located: FileEdit[] = [];
    for (const edit of edits) {
      if (!edit) return [];
      const location = 'at' in edit ? this.snapshot.locate(edit.at) : edit;
      if (!location) return [];
      located.push({ path: location.path, range: location.range, newText: edit.newText });
    }
    if (newFiles.some((file) => this.snapshot.exists(file.path) !== false)) return [];
    if (hasCollisions(located) || located.some((edit) => this.#isInBroken(edit))) return [];
    return [{ title, kind, edits: located, newFiles }];
  }

  /** Whether an edit is in an entry that YAML cannot read: where things stand in it is a guess. */
  #isInBroken({ path, range }: FileEdit): boolean {
    const yaml = this.snapshot.yaml(path);
    const segment = yaml?.segmentAt(range.start)?.segment;
    const entries = yaml?.documents.flatMap((document) => document.entries) ?? [];
    return entries.some((entry) => entry.segment === segment && entry.problems.length > 0);
  }

  #findJob(): PlacedJob | undefined {
    const { segment, role } = this;
    if (role.kind !== 'pipeline' || !segment) return undefined;
    const delivery = deliveryOf(this.snapshot);
    const all = role.pipelines.flatMap((pipeline) =>
      [...pipeline.jobs.values()].map((job) => ({ job, pipeline })),
    );
    const own = all.find(({ job }) => job.entries.some((entry) => entry.key.segment === segment));
    const found =
      own ??
      all.find(({ job: { sections } }) =>
        [...sections.main.items, ...sections.after_script.items].some((item) => item.segment === segment),
      );
    const facts = found && delivery.job(found.job);
    return facts && { ...found, delivery: facts, isOwn: own !== undefined };
  }

  #findResource(): PlacedResource | undefined {
    if (this.role.kind !== 'manifest' || this.role.manifest.form !== 'resources') return undefined;
    const { manifest } = this.role;
    const index = manifest.file.documents.findIndex(({ range }) => {
      const end = range.start + manifest.file.source.slice(range).trimEnd().length;
      return this.range.start >= range.start && this.range.start <= end;
    });
    const all = manifest.resourcesIn(index);
    const resource = all.length === 1 ? all[0] : all.find(({ node }) => this.isInLinesOf(node));
    if (!resource) return undefined;
    const templates = resource.podTemplates;
    const template =
      templates.length === 1 ? templates[0] : templates.find(({ spec }) => this.isInLinesOf(spec));
    const container = template?.containers.find(
      ({ role, node }) => role === 'main' && this.isInLinesOf(node),
    );
    const deployed = deployedManifestsOf(this.snapshot).find((it) => it.manifest.path === manifest.path);
    return { manifest, deployed, resource, template, container };
  }
}

/** Edits that touch the same text: the file is written in a way that these edits were not made for. */
function hasCollisions(edits: readonly FileEdit[]): boolean {
  return edits.some((a, index) =>
    edits.slice(index + 1).some((b) => a.path === b.path && overlaps(a.range, b.range)),
  );
}
