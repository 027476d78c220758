/** What flows through a pipe or into a file: whose text it is, as far as that can be told. */
import type { ScriptText } from '../shell/script-text.ts';
import type { Span } from '../text/span.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { CreateCall } from './facts.ts';
import type { FileReference } from './file-reference.ts';
import type { PartialText } from './partial-text.ts';

export type Stream =
  /** The texts of files, one after the other. */
  | { readonly kind: 'files'; readonly files: readonly FileReference[] }
  /** What a call of envsubst writes. */
  | { readonly kind: 'rendered'; readonly call: EnvsubstCall }
  /** A stream that sed, yq and the like have changed. */
  | { readonly kind: 'edited'; readonly from: Stream; readonly by: string; readonly at: Span }
  /** A resource that `kubectl create --dry-run -o yaml` prints. */
  | { readonly kind: 'created'; readonly call: CreateCall }
  /** Resources that another tool makes. */
  | { readonly kind: 'generated'; readonly by: GeneratingTool; readonly at: Span }
  /** A text that the script itself holds: a here-document, an echo. */
  | {
      readonly kind: 'text';
      readonly text: PartialText;
      readonly at: Span;
      /** The same text as a script, where it stands in the file letter for letter. */
      readonly script?: ScriptText;
    }
  /** Names, one a line: of `ls` and `find`. */
  | { readonly kind: 'names'; readonly names: readonly PartialText[] }
  | { readonly kind: 'several'; readonly streams: readonly Stream[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' };

export type GeneratingTool = 'kustomize' | 'helm' | 'skaffold' | 'kubectl' | 'other';

export const UNKNOWN_STREAM: Stream = { kind: 'unknown' };
export const EMPTY_STREAM: Stream = { kind: 'empty' };

/** Both streams one after the other. */
export function concatenated(streams: readonly Stream[]): Stream {
  const flowing = streams.filter((stream) => stream.kind !== 'empty');
  if (flowing.length === 0) return EMPTY_STREAM;
  return flowing.length === 1 ? flowing[0]! : { kind: 'several', streams: flowing };
}

/** A file whose text a stream goes back to, with the calls of envsubst and the editing tools in between. */
export interface StreamSource {
  readonly file: FileReference;
  /** From the last to the first: the last one's output is nearest to the stream. */
  readonly renderings: readonly EnvsubstCall[];
  readonly editedBy: readonly string[];
}

export interface StreamSources {
  readonly sources: readonly StreamSource[];
  /** Whether some of the stream comes from elsewhere: a tool, a text in the script, the unknown. */
  readonly hasOthers: boolean;
}

/** The files that a stream's text comes from, through files that the job wrote and calls of envsubst. */
export function sourcesOf(stream: Stream): StreamSources {
  const sources: StreamSource[] = [];
  let hasOthers = false;
  const visit = (
    from: Stream,
    renderings: readonly EnvsubstCall[],
    editedBy: readonly string[],
    depth: number,
  ) => {
    if (depth > 50) hasOthers = true;
    else if (from.kind === 'files') {
      for (const file of from.files) {
        if (file.state.kind === 'written') visit(file.state.file.content, renderings, editedBy, depth + 1);
        else sources.push({ file, renderings, editedBy });
      }
    } else if (from.kind === 'rendered')
      visit(from.call.input, [...renderings, from.call], editedBy, depth + 1);
    else if (from.kind === 'edited') visit(from.from, renderings, [...editedBy, from.by], depth + 1);
    else if (from.kind === 'several')
      for (const part of from.streams) visit(part, renderings, editedBy, depth + 1);
    else if (from.kind !== 'empty') hasOthers = true;
  };
  visit(stream, [], [], 0);
  return { sources, hasOthers };
}
