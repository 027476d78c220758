/** Hints inside the text: what a placeholder becomes, and what a job gets from elsewhere. */
import type { TemplateUse } from '../delivery/delivery.ts';
import { displayText } from '../delivery/partial-text.ts';
import { placeholderOutcome } from '../delivery/placeholder-value.ts';
import { operationsOf } from '../kubernetes/lookalike.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { isEscaped } from '../kubernetes/placeholder.ts';
import { deliveryOf } from '../project/delivery.ts';
import { renderByA8m, writtenTemplate, type VariableValue } from '../project/rendered-template.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { contains, textOf, type OffsetRange, type Span } from '../text/span.ts';
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
  const uses = deliveryOf(snapshot).templateUses(manifest.path);
  if (uses.length === 0) return [];
  const hint = (at: Span, textIn: (use: TemplateUse) => string | undefined): InlayHint[] => {
    const range = snapshot.locate(at)?.range;
    if (!range || range.end < within.start || range.start > within.end) return [];
    const values = new Map<string, string[]>();
    for (const use of uses) {
      const value = textIn(use);
      if (value !== undefined) values.set(value, [...(values.get(value) ?? []), use.job.job.name]);
    }
    return values.size === 0 ? [] : [hintOf(range.end, values)];
  };
  const operations = uses.some(isA8m) ? operationsOf(manifest) : [];
  const placeholders = manifest.placeholders.filter(
    ({ at, place }) =>
      place !== 'comment' && !operations.some((it) => at.segment === it.at.segment && contains(it.at, at)),
  );
  return [
    ...placeholders.flatMap((it) =>
      hint(it.at, (use) => (isA8m(use) && isEscaped(it) ? undefined : textOfName(use, it.name))),
    ),
    ...operations.flatMap(({ at }) =>
      hint(at, (use) => (isA8m(use) ? textByA8m(use, textOf(at)) : undefined)),
    ),
  ];
}

/** @param values each with the jobs that put it in */
function hintOf(offset: number, values: ReadonlyMap<string, readonly string[]>): InlayHint {
  const [first = ''] = values.keys();
  const more = values.size > 1 ? `, +${values.size - 1}` : '';
  const lines = [...values].map(([value, jobs]) => `${[...new Set(jobs)].join(', ')}: ${value}`);
  return { offset, text: ` = ${short(first)}${more}`, tooltip: lines.join('\n') };
}

function isA8m(use: TemplateUse): boolean {
  return use.call.flavour === 'a8m';
}

function textOfName(use: TemplateUse, name: string): string | undefined {
  const outcome = placeholderOutcome(use.call, name);
  if (outcome.kind !== 'set') return undefined;
  const value = exampleText(outcome.variable.value) ?? displayText(outcome.variable.value);
  return value === `\${${name}}` || value === '…' ? undefined : value;
}

/** What a8m's envsubst writes for `${NAME:-x}`: for a variable that nothing in the files sets, the default. */
function textByA8m(use: TemplateUse, written: string): string | undefined {
  const rendered = renderByA8m(written, (name) => valueIn(use, name), use.call.options);
  if (rendered.stop || rendered.parts.some((it) => 'value' in it && it.value.kind !== 'text'))
    return undefined;
  return writtenTemplate(written, rendered, (value) => (value.kind === 'text' ? value.text : undefined)).text;
}

function valueIn(use: TemplateUse, name: string): VariableValue {
  const outcome = placeholderOutcome(use.call, name);
  if (outcome.kind === 'not-exported') return { kind: 'empty', why: 'not-exported' };
  const text = outcome.kind === 'set' ? exampleText(outcome.variable.value) : undefined;
  if (text !== undefined) return { kind: 'text', text, examples: [] };
  const presence = outcome.kind === 'undefined' ? 'absent' : undefined;
  return { kind: 'unknown', text: '', shown: '', missing: [], presence };
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
