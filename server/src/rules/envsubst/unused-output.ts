/** envsubst/unused-output: a rendered manifest that nothing applies. */
import type { EnvsubstOutput } from '../../delivery/envsubst-call.ts';
import type { FileReference } from '../../delivery/file-reference.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import type { Stream } from '../../delivery/stream.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { templatesOf } from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { baseName, folderOf } from '../../text/path.ts';
import { textOf, type Span } from '../../text/span.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/unused-output',
  severity: 'warning',
  summary: 'A manifest is rendered into a file that nothing applies.',
  scope: 'project',
  check(snapshot, report) {
    const seen = new Set<EnvsubstOutput>();
    for (const { uses } of templatesOf(snapshot)) {
      for (const { job, call } of uses) {
        for (const output of call.outputs) {
          if (output.kind !== 'file' || seen.has(output)) continue;
          seen.add(output);
          const { file } = output;
          if (file.path === undefined || isUsed(snapshot, job, file, file.path)) continue;
          report({
            at: file.at,
            message: `\`${file.path}\` is rendered for nothing: no command of \`${job.job.name}\` applies it, and no artifact keeps it. Apply it, or leave the rendering out.`,
            related: [{ at: call.nameAt, message: 'It is rendered here.' }],
          });
        }
      }
    }
  },
});

/** Whether any command may read the file, or another job may get it. */
function isUsed(snapshot: Snapshot, job: JobDelivery, file: FileReference, path: string): boolean {
  // A place outside of the project, or a script of which not all is known.
  if (/^[/~]/.test(path) || job.of('script').some((call) => !call.isFollowed)) return true;
  if (job.job.value('artifacts') !== undefined || job.job.value('cache') !== undefined) return true;
  if (!deliveryOf(snapshot).pipelineOf(job.job)?.isComplete) return true;
  if (job.of('write').some(({ content }) => holds(content, path))) return true;
  for (const call of job.applies) {
    for (const input of call.inputs) {
      if (input.kind === 'unknown' || input.kind === 'stream') continue;
      if (input.kind === 'file' && (input.file.path === path || input.file.path === undefined)) return true;
      if (input.kind === 'folder' && input.files.some((it) => it.path === path)) return true;
      if (input.kind === 'kustomization') return true;
    }
  }
  return isMentioned(job, file, path);
}

/** Whether a file is what `cp` and `mv` put into another one. */
function holds(content: Stream, path: string): boolean {
  return content.kind === 'files' && content.files.some((file) => file.path === path);
}

/** Whether the scripts name the file, or its folder, anywhere but where it is written, removed or protected. */
function isMentioned(job: JobDelivery, file: FileReference, path: string): boolean {
  const ends = [...job.of('remove'), ...job.of('chmod')];
  const harmless: Span[] = [file.at, ...ends.flatMap((fact) => fact.files.map((it) => it.at))];
  const { main, after_script: after } = job.job.sections;
  const names = [baseName(path), ...(folderOf(path) === '' ? [] : [folderOf(path)])];
  return [main, after].some((script) =>
    names.some((name) => {
      for (let found = script.text.indexOf(name); found >= 0; found = script.text.indexOf(name, found + 1)) {
        const at = script.spanAt(found, found + name.length);
        const before = /[\w-]/.test(script.text[found - 1] ?? '');
        const isHarmless = harmless.some(
          (it) => it.segment === at.segment && it.start <= at.start && at.end <= it.end,
        );
        if (!before && !isHarmless && textOf(at) !== '') return true;
      }
      return /\*/.test(script.text) && script.text.includes('kubectl') && /-f\s+\S*\*/.test(script.text);
    }),
  );
}
