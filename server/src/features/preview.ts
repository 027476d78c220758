/** A manifest as a job's envsubst would write it, with the way from each value to where it comes from. */
import { variableSource } from '../delivery/variable-flow.ts';
import { eventText } from '../gitlab/event.ts';
import { deliveryOf } from '../project/delivery.ts';
import { jobRendering, type JobRendering } from '../project/job-rendering.ts';
import {
  writtenTemplate,
  type RenderedPlaceholder,
  type RenderedTemplate,
  type RenderedValue,
} from '../project/rendered-template.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Location, OffsetRange } from '../text/span.ts';
import { missingText } from './missing-value.ts';
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
  const template = snapshot.text(path);
  if (role?.kind !== 'manifest' || !template) return undefined;
  const rendering = jobRendering(snapshot, path, { job: jobName });
  if (!rendering) return undefined;
  const rendered = rendering.render(template.text);
  const { text, places } = writtenTemplate(template.text, rendered, shownText);
  const values = places.map(({ placeholder, range }): PreviewValue => ({
    range,
    name: placeholder.name,
    template: placeholder.range,
    source: sourceOf(snapshot, rendering, placeholder.name),
    note: noteOf(rendering, placeholder),
  }));
  const { stop } = rendered;
  if (stop) values.push(stopAt(stop, text.length - template.text.length));
  return { text, values, job: rendering.job.name, jobs: rendering.jobs };
}

/** Behind the place where rendering ends the text is the template's own. */
function stopAt({ at, why }: NonNullable<RenderedTemplate['stop']>, shift: number): PreviewValue {
  return {
    range: { start: at + shift, end: at + shift + '${'.length },
    name: '${',
    template: { start: at, end: at + '${'.length },
    source: undefined,
    note:
      why === 'unclosed'
        ? 'envsubst fails here and writes nothing: the closing brace has to follow on the same line'
        : 'what envsubst writes from here on is not known',
  };
}

function shownText(value: RenderedValue): string | undefined {
  switch (value.kind) {
    case 'kept':
    case 'fails':
      return undefined;
    case 'empty':
      return '';
    case 'text':
      return value.text;
    case 'unknown':
      return value.shown;
  }
}

function sourceOf(snapshot: Snapshot, { job, use }: JobRendering, name: string): Location | undefined {
  const assigned = use.call.environment.variable(name);
  if (assigned?.origin === 'script' && assigned.at) return snapshot.locate(assigned.at);
  const source = variableSource(deliveryOf(snapshot), job, name);
  return 'at' in source ? snapshot.locate(source.at) : undefined;
}

function noteOf({ event }: JobRendering, { name, value, assumed }: RenderedPlaceholder): string {
  if (assumed !== undefined && value.kind !== 'unknown')
    return `${assumed} is set by nothing in these files: this stands here unless the project's settings have it`;
  switch (value.kind) {
    case 'fails':
      return value.why === 'unset'
        ? `${name} is not set: envsubst fails here, as -no-unset tells it, and writes nothing`
        : `${name} is empty: envsubst fails here, as -no-empty tells it, and writes nothing`;
    case 'kept':
      return `${name} stays: the list of envsubst leaves it out`;
    case 'empty':
      return value.why === 'not-exported'
        ? `${name} is assigned without export: envsubst writes nothing here`
        : `${name} is not set in a pipeline for ${eventText(event)}: envsubst writes nothing here`;
    case 'text':
      return value.examples.length === 0
        ? name
        : `${name}, with an example for what GitLab sets: ${value.examples.join(', ')}`;
    case 'unknown':
      return value.missing.map((it) => `${it.name}: ${missingText(it)}`).join('; ');
  }
}
