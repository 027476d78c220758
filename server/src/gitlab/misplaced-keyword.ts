/** Root entries that GitLab takes for jobs although their names say that something else was meant. */
import { nearestName } from '../text/nearest.ts';
import { isMap, keyOf } from '../yaml/node.ts';
import { GLOBAL_KEYWORDS, type JobEntry } from './pipeline-file.ts';

export type MisplacedKeyword =
  /** `stage:` with a list: `stages` was meant. */
  | { readonly kind: 'misspelt'; readonly meant: string }
  /** `script:` at the root: it belongs into a job. */
  | { readonly kind: 'job-keyword' }
  /** `true:`, `nil:`: GitLab takes no such job name. */
  | { readonly kind: 'reserved' };

/** Keywords of jobs that nobody would name a job after. */
const JOB_ONLY: ReadonlySet<string> = new Set([
  'allow_failure',
  'artifacts',
  'coverage',
  'dependencies',
  'environment',
  'except',
  'extends',
  'needs',
  'only',
  'rules',
  'script',
  'stage',
  'tags',
  'timeout',
  'when',
]);
/** What makes a mapping a job. */
const JOB_SHAPE: ReadonlySet<string> = new Set([
  'script',
  'run',
  'trigger',
  'extends',
  'stage',
  'rules',
  'needs',
  'before_script',
  'only',
  'when',
  'environment',
]);

/** What was probably meant by a root entry; undefined where it is a job. */
export function misplacedKeyword(entry: JobEntry): MisplacedKeyword | undefined {
  if (entry.key.style === 'plain' && /^(?:true|false|nil)$/.test(entry.name)) return { kind: 'reserved' };
  if (entry.isHidden || entry.name.includes('$')) return undefined;
  const isJob =
    isMap(entry.value) &&
    entry.value.pairs.some((pair) => JOB_SHAPE.has(keyOf(pair) ?? '') || keyOf(pair) === '<<');
  if (isJob || entry.value?.kind === 'alias') return undefined;
  const meant = nearestName(entry.name, GLOBAL_KEYWORDS);
  if (meant !== undefined && meant !== 'types') return { kind: 'misspelt', meant };
  return JOB_ONLY.has(entry.name) ? { kind: 'job-keyword' } : undefined;
}
