/** Finds a snapshot's subjects of each scope. */
import type { Job } from '../gitlab/job.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import { foundIn } from '../project/kept-results.ts';
import { dockerfilePaths, manifestsOf } from '../project/manifests.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { YamlDocument, YamlFile } from '../yaml/yaml-file.ts';
import type { DocumentKind, DocumentSubject, Subjects } from './subjects.ts';

export function subjectsOf<Scope extends keyof Subjects>(
  snapshot: Snapshot,
  scope: Scope,
): readonly Subjects[Scope][] {
  return snapshot.derive(finders[scope], finders[scope] as () => unknown) as readonly Subjects[Scope][];
}

const finders: { readonly [Scope in keyof Subjects]: (snapshot: Snapshot) => readonly Subjects[Scope][] } = {
  document: documents,
  entry: (snapshot) =>
    subjectsOf(snapshot, 'document').flatMap(({ kind, path, document }) =>
      document.entries.map((entry) => ({ kind, path, document, entry })),
    ),
  job: (snapshot) => [
    ...new Set(snapshot.pipelines.flatMap((pipeline): Job[] => [...pipeline.jobs.values()])),
  ],
  pipeline: (snapshot) => snapshot.pipelines.map((pipeline) => ({ pipeline, snapshot })),
  manifest: (snapshot) => manifestsOf(snapshot),
  project: (snapshot) => [snapshot],
};

/** The same objects as long as their documents are. */
function documents(snapshot: Snapshot): DocumentSubject[] {
  const pipelineFiles = new Set(
    snapshot.pipelines.flatMap(({ files }) => files.flatMap(({ path }) => snapshot.yaml(path) ?? [])),
  );
  const configuration = snapshot.yaml(CONFIGURATION_FILE);
  const isConfiguration = configuration && !pipelineFiles.has(configuration);
  return [
    ...foundIn(snapshot, [...pipelineFiles], ofPipeline),
    ...foundIn(snapshot, manifestsOf(snapshot), ofManifest),
    ...foundIn(snapshot, isConfiguration ? [configuration] : [], ofConfiguration),
  ];
}

const ofPipeline = ({ source, documents }: YamlFile) => subjectsIn('pipeline', source.path, documents);
const ofManifest = ({ form, path, documents }: Manifest) =>
  form === 'resources' ? subjectsIn('manifest', path, documents) : [];
const ofConfiguration = ({ source, documents }: YamlFile) =>
  subjectsIn('configuration', source.path, documents);

function subjectsIn(kind: DocumentKind, path: string, documents: readonly YamlDocument[]): DocumentSubject[] {
  return documents.map((document) => ({ kind, path, document }));
}

/** The paths of all files that rules look at. */
export function subjectPaths(snapshot: Snapshot): string[] {
  const documents = subjectsOf(snapshot, 'document').map(({ path }) => path);
  return [...new Set([...documents, ...dockerfilePaths(snapshot)])];
}
