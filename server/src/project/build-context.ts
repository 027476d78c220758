/** What a build finds in its context: the repository's files, without those that an ignore file leaves out. */
import type { DockerfileBuild } from './dockerfiles.ts';
import { isInProject } from '../delivery/delivery-files.ts';
import { knownText } from '../delivery/partial-text.ts';
import { targetStage, type Dockerfile, type Stage } from '../dockerfile/dockerfile.ts';
import { readIgnoreFile } from '../dockerfile/ignore-file.ts';
import type { Snapshot } from './snapshot.ts';
import { mayLieElsewhere } from './whole-repository.ts';
import { baseName } from '../text/path.ts';
import type { Span } from '../text/span.ts';

export type SourceState =
  | { readonly kind: 'there' | 'missing' | 'unknown' }
  /** The pattern that leaves it out, and the file that this stands in. */
  | { readonly kind: 'left-out'; readonly pattern: Span; readonly by: string };

export interface BuildContext {
  /** The folder; '' for the project's root. */
  readonly folder: string;
  /** @param path relative to the context */
  stateOf(path: string): SourceState;
  /** Whether some ignore file counts for it. */
  readonly isFiltered: boolean;
}

/** The context of a build; undefined for one that is not known, or no folder of the repository. */
export function buildContext(
  snapshot: Snapshot,
  dockerfilePath: string,
  { call }: DockerfileBuild,
): BuildContext | undefined {
  const folder = call.context?.path;
  if (call.isRemoteContext || folder === undefined || call.context?.state.kind !== 'repository')
    return undefined;
  const names = call.tool === 'podman' || call.tool === 'buildah' ? ['.containerignore'] : [];
  const ignorePath = [
    `${dockerfilePath}.dockerignore`,
    ...[...names, '.dockerignore'].map((it) => within(folder, it)),
  ].find((path) => snapshot.exists(path));
  const segment = ignorePath === undefined ? undefined : snapshot.segment(ignorePath);
  const ignore = segment && readIgnoreFile(segment);
  return {
    folder,
    isFiltered: ignorePath !== undefined,
    stateOf: (written) => {
      const path = within(folder, written);
      const pattern = ignore?.leavesOut(written);
      if (pattern) return { kind: 'left-out', pattern, by: ignorePath! };
      // An ignore file that is not read yet may leave out anything.
      if (ignorePath !== undefined && !ignore) return { kind: 'unknown' };
      const isThere = isInProject(snapshot, path);
      if (isThere) return { kind: 'there' };
      const isOpen = isThere === undefined || call.mayHoldBesides(path) || mayLieElsewhere(snapshot, path);
      return { kind: isOpen ? 'unknown' : 'missing' };
    },
  };
}

/** The stage that a build ends with; undefined where a variable hides it, or there is none of that name. */
export function builtStage(dockerfile: Dockerfile, { call }: DockerfileBuild): Stage | undefined {
  if (!call.target) return targetStage(dockerfile);
  const name = knownText(call.target);
  return name === undefined ? undefined : targetStage(dockerfile, name);
}

/** Files that programs are made of, by their names. */
const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|go|java|kts?|scala|groovy|rs|rb|php|cs|fs|vb|c|cc|cpp|h|swift|dart|exs?|erl|hs|lua|pl|r|jl|html?|css|scss|vue|svelte|sql|jar|war)$|^(?:package\.json|go\.mod|pom\.xml|requirements\.txt|pyproject\.toml|Gemfile|Cargo\.toml|composer\.json)$/i;

/** Whether a folder holds a program's sources: without them only settings were taken out of a repository. */
export function holdsProgram(snapshot: Snapshot, folder: string): boolean {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [...snapshot.paths()].some((path) => path.startsWith(prefix) && SOURCE.test(baseName(path)));
}

function within(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
