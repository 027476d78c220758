/** A manifest as a job's envsubst would write it, with the way from each value to where it comes from. */
import type { TemplateUse } from '../delivery/delivery.ts';
import { displayText } from '../delivery/partial-text.ts';
import { flowsTo, type VariableFlow, type VariableSource } from '../delivery/variable-flow.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Location, OffsetRange, Span } from '../text/span.ts';
import { exampleText } from './hover-placeholder.ts';
import { roleOf } from './role.ts';

export interface PreviewValue {
  /** In the preview's text, UTF-16 offsets. */
  readonly range: OffsetRange;
  readonly name: string;
  /** The placeholder in the template. */
  readonly template: OffsetRange;
  /** Where the value is defined; undefined for what GitLab or the project's settings set. */
  readonly source: Location | undefined;
  /** What becomes of the placeholder, for people. */
  readonly note: string;
}

export interface Preview {
  readonly text: string;
  readonly values: readonly PreviewValue[];
  /** The job whose call is shown. */
  readonly job: string;
  /** All jobs that render the file. */
  readonly jobs: readonly string[];
}

/**
 * Renders a template as far as the files tell: what only shows when the pipeline runs stands there as an example, or
 * as `${NAME}`.
 * @param jobName the job to show; the first that renders the file when there is none of this name
 */
export function previewManifest(snapshot: Snapshot, path: string, jobName?: string): Preview | undefined {
  const role = roleOf(snapshot, path);
  const source = snapshot.text(path);
  if (role?.kind !== 'manifest' || !source) return undefined;
  const uses = deliveryOf(snapshot).templateUses(path);
  const use = uses.find(({ job }) => job.job.name === jobName) ?? uses[0];
  if (!use) return undefined;
  const values: PreviewValue[] = [];
  let text = '';
  let last = 0;
  for (const placeholder of role.manifest.placeholders) {
    const template = snapshot.locate(placeholder.at)?.range;
    const flow = flowsTo(deliveryOf(snapshot), path, placeholder).find((it) => isSameUse(it.use, use));
    if (!template || !flow) continue;
    const { value, note } = valueOf(flow, source.slice(template));
    text += source.text.slice(last, template.start);
    const start = text.length;
    text += value;
    last = template.end;
    const at = definitionOf(flow.source);
    values.push({
      range: { start, end: text.length },
      name: placeholder.name,
      template,
      source: at && snapshot.locate(at),
      note,
    });
  }
  return {
    text: text + source.text.slice(last),
    values,
    job: use.job.job.name,
    jobs: [...new Set(uses.map(({ job }) => job.job.name))],
  };
}

function isSameUse(a: TemplateUse, b: TemplateUse): boolean {
  return a.job === b.job && a.call === b.call;
}

function definitionOf(source: VariableSource): Span | undefined {
  return 'at' in source ? source.at : undefined;
}

function valueOf(
  { outcome, placeholder, source }: VariableFlow,
  written: string,
): { value: string; note: string } {
  const { name } = placeholder;
  switch (outcome.kind) {
    case 'kept':
      return { value: written, note: `${name} stays: the list of envsubst leaves it out` };
    case 'not-exported':
      return { value: '', note: `${name} is assigned without export: envsubst writes nothing here` };
    case 'undefined':
      return source.kind === 'settings'
        ? {
            value: `\${${name}}`,
            note: `${name} is set by nothing in these files: the project's settings may`,
          }
        : { value: '', note: `Nothing defines ${name}: envsubst writes nothing here` };
    case 'unknown':
      return { value: `\${${name}}`, note: `What ${name} is shows when the job runs` };
    case 'set': {
      const { value } = outcome.variable;
      const example = exampleText(value);
      const shown = displayText(value);
      if (example === undefined)
        return { value: shown, note: `${name}, as far as it is known before the pipeline runs` };
      return {
        value: example,
        note: example === shown ? name : `${name}, with an example for what GitLab sets: ${shown}`,
      };
    }
  }
}
