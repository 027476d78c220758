/** Tags: which of them another pipeline gives again, and where in the pipeline's variables they are written. */
import { writtenValue } from '../gitlab/job-variables.ts';
import type { SpanEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { Pair } from '../yaml/node.ts';
import { replaceScalar } from '../yaml/replace-scalar.ts';
import { partOf } from './docker-host.ts';
import type { ImageReference } from './image-reference.ts';
import { knownText, variablesIn, type PartialText } from './partial-text.ts';
import type { JobVariables } from './pipeline-variables.ts';

/** Variables that stay the same from one pipeline of a branch or an environment to the next. */
const BRANCH_VARIABLE =
  /^CI_(?:COMMIT_(?:REF_SLUG|REF_NAME|BRANCH)|DEFAULT_BRANCH|ENVIRONMENT_(?:NAME|SLUG))$/;

/** Words that name a branch or a place, never a version. */
const BRANCH_WORD =
  /^(?:main|master|trunk|dev|develop|development|test|testing|qa|uat|stage|staging|prod|production|nightly|edge)$/;

/** Variables with a number or a hash of the commit or the pipeline. */
const CHANGING_VARIABLE =
  /^CI_(?:COMMIT_(?:SHORT_SHA|SHA|BEFORE_SHA|TIMESTAMP|TAG|DESCRIPTION|MESSAGE|TITLE)|PIPELINE_I?ID|JOB_ID)$/;

/** A tag made of the branch's or the environment's name only: the same for each of its pipelines. */
export function isBranchTag({ tag }: ImageReference): boolean {
  if (!tag) return false;
  const text = knownText(tag);
  if (text !== undefined) return BRANCH_WORD.test(text);
  return (
    tag.every((piece) => piece.kind === 'text' || piece.variable !== undefined) &&
    variablesIn(tag).every((name) => BRANCH_VARIABLE.test(name))
  );
}

/** Whether the tag is `latest`, written or left out. */
export function isLatest({ tag, digest, mayHaveHiddenTag }: ImageReference): boolean {
  if (digest || mayHaveHiddenTag) return false;
  return tag ? knownText(tag) === 'latest' : true;
}

/** Whether a text may be another one in the next pipeline: a number or hash of it, or what a command prints. */
export function mayChange(text: PartialText): boolean {
  return text.some(
    (piece) =>
      piece.kind === 'unknown' && (piece.variable === undefined || CHANGING_VARIABLE.test(piece.variable)),
  );
}

/** Where the tag of an image is written that a variable of the pipeline holds. */
export interface WrittenTag {
  readonly at: Span;
  /** The pair under `variables:` that it stands in. */
  readonly pair: Pair;
  /** Writes another tag in its place. */
  readonly replace: (tag: string) => SpanEdit;
}

const MAXIMUM_DEPTH = 5;

/**
 * Follows a variable to the one that writes the tag; undefined where that is none of the pipeline.
 * @param isTag whether the variable holds the tag alone, not the whole reference
 */
export function writtenTag(
  variables: JobVariables,
  name: string,
  isTag: boolean,
  depth = 0,
): WrittenTag | undefined {
  const pair = variables.pair(name);
  const { node, expands } = writtenValue(pair?.value);
  if (!pair || !node || !expands || depth > MAXIMUM_DEPTH) return undefined;
  if (node.style === 'literal' || node.style === 'folded') return undefined;
  const only = /^\$(?:\{(\w+)\}|(\w+))$/;
  const [, tag] = /:([^/:]*)$/.exec(node.value) ?? [];
  const inner = only.exec(isTag ? node.value : (tag ?? node.value));
  const next = inner?.[1] ?? inner?.[2];
  if (next !== undefined && variables.pair(next))
    return writtenTag(variables, next, isTag || tag !== undefined, depth + 1);
  if (isTag) return { at: node, pair, replace: (text) => replaceScalar(node, text) };
  const bare = tag === undefined ? node.value : node.value.slice(0, -tag.length - 1);
  const at = tag === undefined ? node : (partOf(node, `:${tag}`) ?? node);
  return { at, pair, replace: (text) => replaceScalar(node, `${bare}:${text}`) };
}
