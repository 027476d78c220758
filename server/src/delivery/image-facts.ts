/** What a job does with images: logging in, building, tagging, pushing. */
import type { Span } from '../text/span.ts';
import type { FactBase } from './facts.ts';
import type { FileReference } from './file-reference.ts';
import type { ImageReference } from './image-reference.ts';
import type { PartialText } from './partial-text.ts';
import type { FilePath } from './working-files.ts';

export interface LoginCall extends FactBase {
  readonly kind: 'login';
  readonly tool: string;
  /** The registry's host; Docker Hub's where none is named. Undefined where a helper logs in to hosts of its own. */
  readonly registry: PartialText | undefined;
  readonly registryAt?: Span;
  readonly username?: PartialText;
  /** The `-p` or `--password` with its value on the command line. */
  readonly passwordAt?: Span;
  readonly password?: PartialText;
  readonly isPasswordFromInput: boolean;
}

export type BuildTool = 'docker' | 'buildx' | 'compose' | 'kaniko' | 'buildah' | 'podman' | 'img' | 'other';

export interface BuildCall extends FactBase {
  readonly kind: 'build';
  readonly tool: BuildTool;
  /** The build context. Absent where it is read from input, or another file says it. */
  readonly context?: FileReference;
  /** A context that is no folder: `-`, a URL, a git address. */
  readonly isRemoteContext: boolean;
  readonly dockerfile?: FileReference;
  /** Whether the Dockerfile is the context's own for want of `-f`. */
  readonly isDefaultDockerfile: boolean;
  readonly tags: readonly ImageArgument[];
  readonly buildArguments: readonly PartialText[];
  /** Whether the build pushes its tags itself. */
  readonly pushes: boolean;
  readonly target?: PartialText;
  /** Whether the job may have, when it builds, a file or folder that the repository does not hold. */
  readonly mayHoldBesides: (path: FilePath) => boolean;
}

export interface ImageArgument {
  readonly image: ImageReference;
  readonly at: Span;
}

export interface TagCall extends FactBase {
  readonly kind: 'tag';
  readonly tool: string;
  readonly source: ImageArgument;
  readonly target: ImageArgument;
  /** Whether the new tag is written in the registry at once: `crane tag`. */
  readonly pushes: boolean;
  /** Whether the command brings its credentials along: `--dest-creds`. */
  readonly hasCredentials: boolean;
}

export interface PushCall extends FactBase {
  readonly kind: 'push';
  readonly tool: string;
  readonly image: ImageArgument;
  /** `--all-tags`, or `push` of a compose file. */
  readonly isAllTags: boolean;
  /** Whether the command brings its credentials along: `--creds`, `--authfile`. */
  readonly hasCredentials: boolean;
}
