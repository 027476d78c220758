/** Finds a snapshot's subjects of each scope. */
import type { Job } from '../gitlab/job.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import { dockerfilePaths, manifestsOf } from '../project/manifests.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
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

function documents(snapshot: Snapshot): DocumentSubject[] {
  const found = new Map<string, DocumentSubject[]>();
  const add = (kind: DocumentKind, path: string, documents: readonly YamlDocument[] = []) => {
    if (!found.has(path))
      found.set(
        path,
        documents.map((document) => ({ kind, path, document })),
      );
  };
  for (const pipeline of snapshot.pipelines)
    for (const file of pipeline.files) add('pipeline', file.path, snapshot.yaml(file.path)?.documents);
  for (const manifest of manifestsOf(snapshot))
    if (manifest.form === 'resources') add('manifest', manifest.path, manifest.documents);
  add('configuration', CONFIGURATION_FILE, snapshot.yaml(CONFIGURATION_FILE)?.documents);
  return [...found.values()].flat();
}

/** The paths of all files that rules look at. */
export function subjectPaths(snapshot: Snapshot): string[] {
  const documents = subjectsOf(snapshot, 'document').map(({ path }) => path);
  return [...new Set([...documents, ...dockerfilePaths(snapshot)])];
}
