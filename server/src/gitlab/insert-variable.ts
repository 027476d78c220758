/** A variable added to a job. */
import type { SpanEdit } from '../text/edit.ts';
import { columnOf, insertPair } from '../yaml/insert.ts';
import { isMap, pairOf } from '../yaml/node.ts';
import type { Job } from './job.ts';

/** Adds `NAME: "value"` to the job's own `variables:`, which is made where there is none. */
export function insertJobVariable(job: Job, name: string, value: string): SpanEdit | undefined {
  const map = job.entry.value;
  if (!isMap(map)) return undefined;
  const line = `${name}: "${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const own = pairOf(map, 'variables');
  if (own) {
    const variables = own.value;
    const last = isMap(variables) ? variables.pairs.at(-1) : undefined;
    return isMap(variables) && last && variables.segment === map.segment
      ? insertPair(variables, last, [line])
      : undefined;
  }
  // Above the script, where people look for it; what stands there needs a line of its own.
  const script = map.pairs.findIndex((pair) =>
    ['before_script', 'script'].includes(pair.key.kind === 'scalar' ? pair.key.value : ''),
  );
  const anchor = map.pairs[script > 0 ? script - 1 : map.pairs.length - 1];
  if (!anchor) return undefined;
  const step = ' '.repeat(Math.max(2, columnOf(anchor.key).length));
  return insertPair(map, anchor, ['variables:', step + line]);
}
