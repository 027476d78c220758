/** What rules look at, by scope. */
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { Snapshot } from '../project/snapshot.ts';

/** What a YAML file is to Pipewright; all other YAML is left alone. */
export type DocumentKind = 'pipeline' | 'manifest' | 'configuration';

/** A top-level entry of a YAML document. */
export interface EntrySubject {
  readonly kind: DocumentKind;
  readonly path: string;
  readonly document: YamlDocument;
  readonly entry: ParsedSegment;
}

export interface DocumentSubject {
  readonly kind: DocumentKind;
  readonly path: string;
  readonly document: YamlDocument;
}

export interface PipelineSubject {
  readonly pipeline: Pipeline;
  readonly snapshot: Snapshot;
}

export interface Subjects {
  readonly entry: EntrySubject;
  readonly document: DocumentSubject;
  readonly job: Job;
  readonly pipeline: PipelineSubject;
  readonly manifest: Manifest;
  readonly project: Snapshot;
}
