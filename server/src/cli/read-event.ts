/** The options that say what a pipeline is for. */
import { EVENT_KINDS, eventOf, type EventKind, type PipelineEvent } from '../gitlab/event.ts';
import { UsageError } from './command.ts';

/** For parseArgs. */
export const EVENT_OPTIONS = {
  event: { type: 'string' },
  branch: { type: 'string' },
  'default-branch': { type: 'string' },
  tag: { type: 'string' },
  var: { type: 'string', multiple: true, default: [] as string[] },
} as const;

export interface EventWords {
  readonly event?: string | undefined;
  readonly branch?: string | undefined;
  readonly 'default-branch'?: string | undefined;
  readonly tag?: string | undefined;
  readonly var: readonly string[];
  /** The paths that are taken for changed. */
  readonly changed?: readonly string[] | undefined;
}

/** Whether anything is said of the event itself. */
export function namesEvent(words: EventWords): boolean {
  return [words.event, words.branch, words['default-branch'], words.tag].some((it) => it !== undefined);
}

/**
 * The event that the options describe: without any, a push to the default branch.
 * @throws UsageError
 */
export function readEvent(words: EventWords): PipelineEvent {
  const { branch, tag, changed } = words;
  const kind = words.event ?? (tag === undefined ? 'push' : 'tag');
  if (!isEventKind(kind)) throw new UsageError(`There is no event '${kind}': ${EVENT_KINDS.join(', ')}.`);
  const defaultBranch = words['default-branch'];
  return eventOf(kind, {
    ...(branch !== undefined && { branch }),
    ...(defaultBranch !== undefined && { defaultBranch }),
    ...(tag !== undefined && { tag }),
    ...(changed && { changed }),
    variables: readVariables(words.var),
  });
}

/**
 * The variables of `--var NAME=VALUE`; a later one counts.
 * @throws UsageError
 */
export function readVariables(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(words.map(readVariable));
}

function isEventKind(kind: string): kind is EventKind {
  return (EVENT_KINDS as readonly string[]).includes(kind);
}

function readVariable(word: string): readonly [name: string, value: string] {
  const equals = word.indexOf('=');
  if (equals <= 0) throw new UsageError(`--var takes NAME=VALUE, not '${word}'`);
  return [word.slice(0, equals), word.slice(equals + 1)];
}
