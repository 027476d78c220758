/** docker/missing-dockerfile: an image is built from a Dockerfile or a folder that is not there. */
import type { FileReference } from '../../delivery/file-reference.ts';
import type { BuildCall } from '../../delivery/image-facts.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { readRules } from '../../gitlab/rule-clauses.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { isDockerfilePath } from '../../project/manifests.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { holdsSources, mayLieElsewhere } from '../../project/whole-repository.ts';
import { baseName, folderOf } from '../../text/path.ts';
import { changePath, nearPath, type NearPath } from '../near-path.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'docker/missing-dockerfile',
  severity: 'error',
  summary: 'An image is built from a Dockerfile or a folder that is not in the repository.',
  scope: 'project',
  check(snapshot, report) {
    const isHere = holdsSources(snapshot);
    for (const job of deliveryOf(snapshot).jobsWith('build')) {
      if (asksForFiles(job)) continue;
      for (const build of job.of('build')) {
        const found = missingIn(snapshot, build);
        const state = found?.state.kind === 'missing' ? found.state : undefined;
        if (!found || !state) continue;
        if (!state.removedAt && (!isHere || mayLieElsewhere(snapshot, found.path!))) continue;
        report(toReport(snapshot, build, found, state.removedAt));
      }
    }
  },
});

/** A job that runs only where files exist: it is there for projects that have them. */
function asksForFiles({ job }: JobDelivery): boolean {
  return readRules(job.value('rules')).some((clause) => clause.exists);
}

/** The folder or the Dockerfile that a build surely reads, and that is missing. */
function missingIn(snapshot: Snapshot, build: BuildCall): FileReference | undefined {
  if (build.isConditional || build.section === 'after_script') return undefined;
  const { context, dockerfile } = build;
  if (context?.path !== undefined && context.state.kind === 'missing') return context;
  if (dockerfile?.path === undefined || dockerfile.state.kind !== 'missing') return undefined;
  const others = build.isDefaultDockerfile ? otherNames(build) : [];
  const folder = folderOf(dockerfile.path);
  const isThere = others.some((name) => snapshot.exists(folder === '' ? name : `${folder}/${name}`));
  return isThere ? undefined : dockerfile;
}

/** Names that tools try besides `Dockerfile`. */
function otherNames({ tool }: BuildCall): readonly string[] {
  return tool === 'kaniko' ? [] : ['dockerfile', 'Containerfile'];
}

function toReport(
  snapshot: Snapshot,
  build: BuildCall,
  file: FileReference,
  removedAt: FileReference['at'] | undefined,
): Report {
  const isContext = file === build.context;
  const path = file.path!;
  if (removedAt)
    return {
      at: file.at,
      message: `\`${path}\` is not there any more when the image is to be built, and the build fails: it is removed before.`,
      related: [{ at: removedAt, message: 'It is removed here.' }],
    };
  if (isContext)
    return {
      at: file.at,
      message: `The folder \`${path}\` is not in the repository and nothing makes it before: the build fails. Name the folder that the image is built from.`,
    };
  const near = nearDockerfile(snapshot, path);
  const where = build.isDefaultDockerfile ? ` Name it with \`${fileOption(build)}\`.` : '';
  return {
    at: file.at,
    message: `\`${path}\` is not in the repository and nothing writes it before: the build fails.${near ? ` Did you mean \`${near.path}\`?${where}` : ' Commit it.'}`,
    fixes: near && !build.isDefaultDockerfile ? changePath(file, near) : [],
    ...(build.context?.path !== undefined && {
      missingDockerfile: { path, context: build.context.path },
    }),
  };
}

function fileOption({ tool }: BuildCall): string {
  return tool === 'kaniko' ? '--dockerfile' : '-f';
}

function nearDockerfile(snapshot: Snapshot, path: string): NearPath | undefined {
  const candidates = [...snapshot.paths()].filter((it) => isDockerfilePath(baseName(it)));
  return (
    nearPath(path, candidates) ??
    (candidates.length === 1 ? { path: candidates[0]!, isSlip: false } : undefined)
  );
}
