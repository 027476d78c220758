/** dockerfile/missing-source: COPY or ADD of what the build context does not hold. */
import { neededStages } from '../../dockerfile/dockerfile.ts';
import { copySources, type CopySource } from '../../dockerfile/stage-facts.ts';
import {
  buildContext,
  builtStage,
  holdsProgram,
  type BuildContext,
  type SourceState,
} from '../../project/build-context.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { dockerfilesOf, type DockerfileBuild, type ProjectDockerfile } from '../../project/dockerfiles.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { nearestName } from '../../text/nearest.ts';
import { resolvePath } from '../../text/path.ts';
import { textOf } from '../../text/span.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/missing-source',
  severity: 'error',
  summary: 'COPY or ADD of what the build context does not hold, or .dockerignore leaves out.',
  scope: 'project',
  check(snapshot, report) {
    for (const file of dockerfilesOf(snapshot)) {
      // Several builds may lack the same.
      const seen = new Set<number>();
      for (const found of file.builds.flatMap((build) => reportsOf(snapshot, file, build))) {
        if (seen.has(found.at.start)) continue;
        seen.add(found.at.start);
        report(found);
      }
    }
  },
});

function reportsOf(snapshot: Snapshot, file: ProjectDockerfile, build: DockerfileBuild): readonly Report[] {
  const { dockerfile, path } = file;
  const { job, call } = build;
  // Jobs made for other projects build in the repositories of those.
  if (deliveryOf(snapshot).pipelineOf(job.job)?.isFragment !== false) return [];
  const context = call.section === 'after_script' ? undefined : buildContext(snapshot, path, build);
  const target = builtStage(dockerfile, build);
  if (!context || !target || !holdsProgram(snapshot, context.folder)) return [];
  return neededStages(dockerfile, target)
    .flatMap(copySources)
    .flatMap((source) => {
      const name = pathInContext(source);
      if (name === undefined || name === '') return [];
      const state = context.stateOf(name);
      if (state.kind !== 'missing' && state.kind !== 'left-out') return [];
      return [toReport(snapshot, source, name, state, context, build)];
    });
}

/** Where a source leads in the context; undefined for what only the build knows: patterns and variables. */
function pathInContext({ text, instruction }: CopySource): string | undefined {
  if (/[*?[$\\]/.test(text) || /\$/.test(text)) return undefined;
  // `--exclude` and `--parents` do not change what has to be there.
  return instruction.flags.some(({ name }) => name === 'from') ? undefined : resolvePath('', text);
}

function toReport(
  snapshot: Snapshot,
  source: CopySource,
  name: string,
  state: SourceState,
  { folder }: BuildContext,
  { job, call }: DockerfileBuild,
): Report {
  const { keyword } = source.instruction;
  const place = folder === '' ? 'the repository' : `\`${folder}\``;
  const builtHere = { at: call.at, message: `Built here, by ${job.job.name}` };
  if (state.kind === 'left-out')
    return {
      at: source.at,
      message: `${keyword} does not find \`${name}\`, and the build fails: \`${textOf(state.pattern)}\` in ${state.by} leaves it out. Take it in again there, or do not copy it.`,
      related: [{ at: state.pattern, message: 'It is left out here' }, builtHere],
    };
  const near = nearIn(snapshot, folder, name);
  return {
    at: source.at,
    message: `${keyword} does not find \`${name}\`, and the build fails: there is no such file in ${place}, which is the context, and nothing in \`${job.job.name}\` makes it before.${near ? ` Did you mean \`${near}\`?` : ''}`,
    related: [builtHere],
    fixes: near ? changeTo(source, name, near) : [],
  };
}

function nearIn(snapshot: Snapshot, folder: string, name: string): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const candidates = new Set<string>();
  for (const path of snapshot.paths()) {
    if (!path.startsWith(prefix)) continue;
    const parts = path.slice(prefix.length).split('/');
    // Folders can be copied as well.
    parts.forEach((_, index) => candidates.add(parts.slice(0, index + 1).join('/')));
  }
  return nearestName(name, candidates);
}

/** Only where the word is the path, letter for letter. */
function changeTo({ at }: CopySource, name: string, near: string): Fix[] {
  const written = textOf(at);
  const start = written.indexOf(name);
  if (start < 0) return [];
  return [
    replaceFix(
      `Change to \`${near}\``,
      { ...at, start: at.start + start, end: at.start + start + name.length },
      near,
    ),
  ];
}
