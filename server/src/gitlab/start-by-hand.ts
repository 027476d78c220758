/** Jobs that wait until somebody starts them. */
import type { SpanEdit } from '../text/edit.ts';
import { insertValue } from '../yaml/insert-value.ts';
import { isMap } from '../yaml/node.ts';
import { replaceScalar } from '../yaml/replace-scalar.ts';
import type { Job } from './job.ts';
import type { AutomaticStart } from './job-start.ts';

/** Puts `when: manual` where the job starts by itself; undefined where one of these places takes none. */
export function startByHand(job: Job, starts: readonly AutomaticStart[]): readonly SpanEdit[] | undefined {
  const edits = starts.map((start) => byHand(job, start)).filter((edit) => edit !== undefined);
  return edits.length === starts.length && edits.length > 0 ? edits : undefined;
}

function byHand(job: Job, { rule, when }: AutomaticStart): SpanEdit | undefined {
  if (when) return replaceScalar(when, 'manual');
  if (rule) return insertValue(rule, ['when'], 'manual', ['if']);
  const map = job.entry.value;
  return isMap(map)
    ? insertValue(map, ['when'], 'manual', ['only', 'except', 'needs', 'stage', 'extends'])
    : undefined;
}
