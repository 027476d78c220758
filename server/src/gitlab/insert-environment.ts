/** The environment that a job deploys to. */
import type { SpanEdit } from '../text/edit.ts';
import { insertValue } from '../yaml/insert-value.ts';
import { isMap } from '../yaml/node.ts';
import type { Job } from './job.ts';

/** Adds `environment:` with a name to the job's own entry; undefined where it has one, or is written unusually. */
export function insertEnvironment(job: Job, name: string): SpanEdit | undefined {
  const map = job.entry.value;
  return isMap(map)
    ? insertValue(map, ['environment', 'name'], name, ['stage', 'extends', 'needs'])
    : undefined;
}

const ENVIRONMENTS: readonly (readonly [name: string, words: RegExp])[] = [
  ['production', /(?:^|[^a-z])(?:prod|production|live)(?:[^a-z]|$)/i],
  ['staging', /(?:^|[^a-z])(?:staging|stage|stg|preprod)(?:[^a-z]|$)/i],
  ['testing', /(?:^|[^a-z])(?:test|testing|qa|uat)(?:[^a-z]|$)/i],
  ['development', /(?:^|[^a-z])(?:dev|develop|development)(?:[^a-z]|$)/i],
];

/** `production`, `staging`, `testing` or `development`, where a name says so in words of its own. */
export function environmentNamedIn(name: string): string | undefined {
  return ENVIRONMENTS.find(([, words]) => words.test(name))?.[0];
}

/** The environment that the names of a job and its stage speak of. */
export function environmentIn({ name, stage }: Job): string | undefined {
  return environmentNamedIn(name) ?? environmentNamedIn(stage);
}
