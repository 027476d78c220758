/** Variables added to a job or to a whole pipeline. */
import type { SpanEdit } from '../text/edit.ts';
import { indentationStep, lineEndOf } from '../text/line-style.ts';
import { span } from '../text/span.ts';
import { columnOf, insertPair } from '../yaml/insert.ts';
import { insertValue } from '../yaml/insert-value.ts';
import { isMap, keyOf, pairOf } from '../yaml/node.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';
import type { PipelineFile, RootEntry } from './pipeline-file.ts';

/** Adds `NAME: "value"` to the job's own `variables:`, which is made where there is none. */
export function insertJobVariable(job: Job, name: string, value: string): SpanEdit | undefined {
  const map = job.entry.value;
  if (!isMap(map)) return undefined;
  const quoted = quotedValue(value);
  const own = pairOf(map, 'variables');
  if (own) {
    const variables = own.value;
    // A map that an anchor or an alias brings may belong to others too.
    if (variables && (variables.segment !== map.segment || variables.kind === 'alias')) return undefined;
    return insertValue(map, ['variables', name], quoted);
  }
  if (map.flow) return insertValue(map, ['variables', name], quoted);
  // Above the script, where people look for it; what stands there needs a line of its own.
  const script = map.pairs.findIndex((pair) =>
    ['before_script', 'script'].includes(pair.key.kind === 'scalar' ? pair.key.value : ''),
  );
  const anchor = map.pairs[script > 0 ? script - 1 : map.pairs.length - 1];
  if (!anchor) return undefined;
  const step = ' '.repeat(Math.max(2, columnOf(anchor.key).length));
  return insertPair(map, anchor, ['variables:', `${step}${name}: ${quoted}`]);
}

/**
 * Adds `NAME: "value"` to the global `variables:` of a file of the pipeline. Where there is none it is made above the
 * file's first job. Undefined where the variables are written in a way that none can be added to.
 */
export function insertGlobalVariable(
  pipeline: Pipeline,
  file: PipelineFile,
  name: string,
  value: string,
): SpanEdit | undefined {
  const quoted = quotedValue(value);
  const entry = pipeline.globals.get('variables')?.at(-1);
  if (entry) {
    const { root } = entry.parsed;
    return isMap(root) ? insertValue(root, ['variables', name], quoted) : undefined;
  }
  const first = firstEntryOf(file);
  if (!first) return undefined;
  const { segment, start } = first.key;
  const lineEnd = lineEndOf(file.yaml.source.text);
  const step = ' '.repeat(indentationStep(file.yaml.source.text));
  // A key of a flow mapping has no line of its own.
  if (start > 0 && !/[\r\n]/.test(segment.text[start - 1]!)) return undefined;
  const lines = ['variables:', `${step}${name}: ${quoted}`, ''];
  return { at: span(segment, start, start), newText: lines.map((line) => line + lineEnd).join('') };
}

/** The first job, or else the first entry that does not stand above variables by custom. */
function firstEntryOf(file: PipelineFile): RootEntry | undefined {
  const entries = [...file.jobs.values(), ...file.globals.values()];
  const written = (file.document?.entries ?? []).flatMap(({ root }) => (isMap(root) ? root.pairs : []));
  const above = new Set(['include', 'stages', 'workflow']);
  const pair = written.find((it) => !above.has(keyOf(it) ?? ''));
  return entries.find((entry) => entry.key === pair?.key);
}

function quotedValue(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
