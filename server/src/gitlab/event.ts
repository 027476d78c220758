/** What starts a pipeline, and the variables that GitLab then sets before it chooses the jobs. */
import type { VariableValue } from './evaluate-expression.ts';
import { isNeverSetInRules, isPredefined, predefinedVariable } from './predefined-variables.ts';

export const EVENT_KINDS = ['push', 'merge_request', 'tag', 'schedule', 'trigger', 'web'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface PipelineEvent {
  readonly kind: EventKind;
  /** The branch; of a merge request its source branch. Undefined: some branch other than the default one. */
  readonly branch: string | undefined;
  readonly defaultBranch: string;
  /** The tag, for `tag`, and for a run by hand or by schedule on one. */
  readonly tag: string | undefined;
  /** Variables given by whoever starts it: they count before all others. Undefined: given, with an unknown value. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** The paths that the push or merge request changes; undefined where that is not known. */
  readonly changed: readonly string[] | undefined;
  /** A job of the pipeline for the event starts it as a child pipeline. */
  readonly isChild?: boolean;
}

/** An event with defaults for what is not said. */
export function eventOf(kind: EventKind, given: Partial<PipelineEvent> = {}): PipelineEvent {
  const defaultBranch = given.defaultBranch ?? 'main';
  return {
    kind,
    branch:
      given.branch ?? (kind === 'tag' ? undefined : kind === 'merge_request' ? 'feature' : defaultBranch),
    defaultBranch,
    tag: given.tag ?? (kind === 'tag' ? 'v1.0.0' : undefined),
    variables: given.variables ?? new Map(),
    changed: given.changed,
  };
}

/** The value of CI_PIPELINE_SOURCE. */
export function sourceOf({ kind, isChild }: PipelineEvent): string {
  if (isChild) return 'parent_pipeline';
  if (kind === 'merge_request') return 'merge_request_event';
  return kind === 'tag' ? 'push' : kind;
}

/** The branch or tag. */
export function refOf({ branch, tag }: PipelineEvent): string | undefined {
  return tag ?? branch;
}

/** Continues "a pipeline for …". */
export function eventText(event: PipelineEvent): string {
  return event.isChild ? `${startText(event)}, started by another pipeline` : startText(event);
}

function startText({ kind, branch, tag }: PipelineEvent): string {
  if (tag !== undefined) return kind === 'tag' ? `the tag ${tag}` : `${kind} on the tag ${tag}`;
  const words = {
    push: 'a push to',
    merge_request: 'a merge request from',
    schedule: 'a schedule on',
    trigger: 'a trigger on',
    web: 'a run by hand on',
    tag: 'a tag on',
  };
  return `${words[kind]} ${branch ?? 'a branch'}`;
}

/** Lower case, everything else as hyphens, 63 characters at most, no hyphens around: GitLab's slugs. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

/**
 * What a predefined variable holds when GitLab chooses the jobs: null for one that it does not set then, undefined
 * for one of unknown value, and for names that are not GitLab's.
 */
export function predefinedValue(name: string, event: PipelineEvent): VariableValue {
  const ref = refOf(event);
  const isMergeRequest = event.kind === 'merge_request';
  switch (name) {
    case 'CI':
    case 'GITLAB_CI':
      return 'true';
    case 'CI_PIPELINE_SOURCE':
      return sourceOf(event);
    case 'CI_DEFAULT_BRANCH':
      return event.defaultBranch;
    case 'CI_DEFAULT_BRANCH_SLUG':
      return slugOf(event.defaultBranch);
    case 'CI_COMMIT_BRANCH':
      return isMergeRequest || event.tag !== undefined ? null : event.branch;
    case 'CI_COMMIT_TAG':
      return event.tag ?? null;
    case 'CI_COMMIT_REF_NAME':
      return ref;
    case 'CI_COMMIT_REF_SLUG':
      return ref === undefined ? undefined : slugOf(ref);
    case 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME':
      return isMergeRequest ? event.branch : null;
    case 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME':
      return isMergeRequest ? event.defaultBranch : null;
    case 'CI_MERGE_REQUEST_EVENT_TYPE':
      return isMergeRequest ? 'detached' : null;
    case 'CI_PIPELINE_TRIGGERED':
      return event.kind === 'trigger' ? 'true' : null;
  }
  if (!isPredefined(name)) return undefined;
  const known = predefinedVariable(name);
  if (!known) return undefined;
  if (known.availability === 'job') return isNeverSetInRules(name) ? null : undefined;
  if (known.onlyIn === 'merge request') return isMergeRequest ? undefined : null;
  if (known.onlyIn === 'tag') return event.tag === undefined ? null : undefined;
  if (known.onlyIn === 'schedule') return event.kind === 'schedule' ? undefined : null;
  return known.onlyIn === undefined ? undefined : null;
}
