/** What makes docker refuse an image reference: "invalid reference format". Grammar: the distribution project's reference package. */
import type { ImageReference } from './image-reference.ts';
import type { PartialText } from './partial-text.ts';

export type ReferenceFault =
  /** `https://` before it. */
  | { readonly kind: 'scheme'; readonly written: string }
  /** A part of the path with upper-case letters. */
  | { readonly kind: 'upper-case'; readonly written: string }
  /** `$(…)` or backticks, which nothing runs. */
  | { readonly kind: 'command'; readonly written: string }
  /** `app:1:2`. */
  | { readonly kind: 'two-tags'; readonly written: string }
  /** `app/:1`, `registry//app`. */
  | { readonly kind: 'empty-part'; readonly written: string };

/** Other tools' ways to name what is no registry. */
const TRANSPORT =
  /^(?:oci|oci-archive|dir|docker-archive|docker-daemon|containers-storage|ostree|sif|tarball):/;

/** An unknown stretch that may hold slashes and colons, and one that holds neither. */
const ANYTHING = '\uE000';
const WORD = '\uE001';
const UNKNOWN = new RegExp(`[${ANYTHING}${WORD}].*`, 's');

/** The first fault that the known stretches of a reference have, whatever the unknown ones become. */
export function referenceFault(image: ImageReference): ReferenceFault | undefined {
  const text = flat(image.text);
  const [scheme] = /^https?:\/\//.exec(text) ?? [];
  if (scheme !== undefined) return { kind: 'scheme', written: scheme };
  if (TRANSPORT.test(text)) return undefined;
  const [command] = /\$\(.*|`.*/s.exec(text) ?? [];
  if (command !== undefined) return { kind: 'command', written: command.replace(UNKNOWN, '') };
  // `<REGISTRY>/app`: somebody has yet to fill it in.
  if (/[<>{}[\]\s]/.test(text)) return undefined;
  const named = text.replace(/@.*/s, '');
  const last = named.slice(named.lastIndexOf('/') + 1);
  const twoTags = new RegExp(`:[^${ANYTHING}:]*:`).test(last);
  if (twoTags) return { kind: 'two-tags', written: last };
  const empty = new RegExp(`[^:]//|[${ANYTHING}${WORD}\\w]/:`).exec(named);
  if (empty) return { kind: 'empty-part', written: empty[0].slice(1) };
  const upper = upperCasePart(named);
  return upper === undefined ? undefined : { kind: 'upper-case', written: upper };
}

/** A part of the path that surely belongs to neither the registry nor the tag, and has upper-case letters. */
function upperCasePart(named: string): string | undefined {
  const parts = named.split('/');
  return parts
    .map((part, index) => {
      const isFirst = index === 0 && parts.length > 1;
      if (isFirst) return '';
      // Behind an unknown stretch of the last part there may be the tag.
      const isLast = index === parts.length - 1;
      return isLast ? part.replace(new RegExp(`[:${ANYTHING}].*`, 's'), '') : part;
    })
    .map((part) => part.split(new RegExp(`[${ANYTHING}${WORD}]`)).find((it) => /[A-Z]/.test(it)))
    .find((part) => part !== undefined);
}

function flat(text: PartialText): string {
  return text
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      return piece.variable && !piece.derived && HASH_OR_NUMBER.test(piece.variable) ? WORD : ANYTHING;
    })
    .join('');
}

const HASH_OR_NUMBER =
  /^CI_(?:COMMIT_(?:SHORT_SHA|SHA|REF_SLUG)|PIPELINE_I?ID|JOB_ID|PROJECT_(?:ID|PATH_SLUG)|ENVIRONMENT_SLUG)$/;

/** The predefined variables in a tag that hold a branch's name as it is written: with slashes, which no tag may have. */
export function branchesInTag({ tag }: ImageReference): readonly string[] {
  return plainVariables(tag).filter((name) =>
    ['CI_COMMIT_REF_NAME', 'CI_COMMIT_BRANCH', 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'].includes(name),
  );
}

/** Whether the path holds the project's path as it is written: with upper-case letters, if it has any. */
export function hasProjectPath({ text, tag }: ImageReference): boolean {
  const name = 'CI_PROJECT_PATH';
  return plainVariables(text).includes(name) && !plainVariables(tag).includes(name);
}

function plainVariables(text: PartialText | undefined): readonly string[] {
  return (text ?? []).flatMap((piece) =>
    piece.kind === 'unknown' && piece.variable && !piece.derived ? [piece.variable] : [],
  );
}
