/** Hints inside the text: what a placeholder becomes, and what a job gets from elsewhere. */
import { displayText } from '../delivery/partial-text.ts';
import { flowsTo } from '../delivery/variable-flow.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import { effectiveJob, originOf } from './effective-job.ts';
import { exampleText } from './hover-placeholder.ts';
import { roleOf, type FileRole } from './role.ts';

export interface InlayHint {
  /** Behind the character before this offset. */
  readonly offset: number;
  readonly text: string;
  readonly tooltip?: string;
}

export interface HintSettings {
  readonly inherited: boolean;
  readonly placeholders: boolean;
}

const MAXIMUM_LENGTH = 40;

/** The hints in a range of a file. */
export function inlayHints(
  snapshot: Snapshot,
  path: string,
  within: OffsetRange,
  settings: HintSettings,
): readonly InlayHint[] {
  const role = roleOf(snapshot, path);
  if (role?.kind === 'manifest' && settings.placeholders)
    return placeholderHints(snapshot, role.manifest, within);
  return role?.kind === 'pipeline' && settings.inherited ? inheritedHints(snapshot, role, within) : [];
}

function placeholderHints(snapshot: Snapshot, manifest: Manifest, within: OffsetRange): InlayHint[] {
  const delivery = deliveryOf(snapshot);
  if (delivery.templateUses(manifest.path).length === 0) return [];
  return manifest.placeholders.flatMap((placeholder) => {
    const range = snapshot.locate(placeholder.at)?.range;
    if (!range || range.end < within.start || range.start > within.end || placeholder.place === 'comment')
      return [];
    const values = new Map<string, string[]>();
    for (const { outcome, use } of flowsTo(delivery, manifest.path, placeholder)) {
      if (outcome.kind !== 'set') continue;
      const value = exampleText(outcome.variable.value) ?? displayText(outcome.variable.value);
      if (value === `\${${placeholder.name}}` || value === '…') continue;
      const jobs = values.get(value) ?? [];
      values.set(value, [...jobs, use.job.job.name]);
    }
    const [first] = values.keys();
    if (first === undefined) return [];
    const more = values.size > 1 ? `, +${values.size - 1}` : '';
    const tooltip = [...values]
      .map(([value, jobs]) => `${[...new Set(jobs)].join(', ')}: ${value}`)
      .join('\n');
    return [{ offset: range.end, text: ` = ${short(first)}${more}`, tooltip }];
  });
}

function short(value: string): string {
  const line = value === '' ? '(empty)' : value.replace(/\s*[\r\n]+\s*/g, ' ↵ ');
  return line.length > MAXIMUM_LENGTH ? `${line.slice(0, MAXIMUM_LENGTH - 1)}…` : line;
}

/** Behind a job's name: `+ image (default), script (.base)`. */
function inheritedHints(
  snapshot: Snapshot,
  role: Extract<FileRole, { kind: 'pipeline' }>,
  within: OffsetRange,
): InlayHint[] {
  const hints: InlayHint[] = [];
  const seen = new Set<string>();
  for (const pipeline of role.pipelines) {
    for (const entry of role.file.jobs.values()) {
      const job = pipeline.job(entry.name);
      const range = snapshot.locate(entry.key)?.range;
      if (!job || !range || seen.has(job.name) || range.end < within.start || range.start > within.end)
        continue;
      const parts = effectiveJob(snapshot, job, pipeline).parts.flatMap((part) => {
        const origin = originOf(part, job, snapshot);
        return origin === undefined ? [] : [{ name: part.keyword.name, origin, lines: part.lines }];
      });
      if (parts.length === 0) continue;
      seen.add(job.name);
      const { text } = snapshot.text(role.file.path)!;
      const colon = /^["']?[ \t]*:/.exec(text.slice(range.end));
      hints.push({
        offset: range.end + (colon?.[0].length ?? 0),
        text: ` + ${parts.map(({ name, origin }) => `${name} (${origin})`).join(', ')}`,
        tooltip: parts.flatMap(({ lines }) => lines).join('\n'),
      });
    }
  }
  return hints;
}
