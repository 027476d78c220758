/** What a job's scripts do, one fact for each deed, in the order in which the shell comes to them. */
import type { Span } from '../text/span.ts';
import type { BuildCall, LoginCall, PushCall, TagCall } from './image-facts.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { FileReference } from './file-reference.ts';
import type { PartialText } from './partial-text.ts';
import type { Environment } from './shell-variables.ts';
import type { Stream } from './stream.ts';

/** `before_script` and `script` run in one shell, `after_script` in another one. */
export type Section = 'before_script' | 'script' | 'after_script';

export interface FactBase {
  /** The command, without the rest of its pipe. In the pipeline's text or in that of a script of the repository. */
  readonly at: Span;
  readonly section: Section;
  /** Counts up through the job's deeds. */
  readonly order: number;
  /** Whether a condition, a `case` or an `||` decides over it. */
  readonly isConditional: boolean;
  /** The calls of functions and scripts that lead here, outermost first; empty for the job's own lines. */
  readonly through: readonly Span[];
}

export type Fact =
  | EnvsubstCall
  | KubectlCall
  | ApplyCall
  | RolloutStatus
  | CreateCall
  | FileWrite
  | FileRemoval
  | PermissionChange
  | ToolInstallation
  | DaemonUse
  | DaemonWait
  | DaemonStart
  | BuilderChoice
  | LoginCall
  | BuildCall
  | TagCall
  | PushCall
  | OtherDeployment
  | ScriptCall
  | UnknownCommand;

/** Any call of kubectl that talks to a cluster: with which settings. */
export interface KubectlCall extends FactBase {
  readonly kind: 'kubectl';
  readonly verb: string;
  /** The words behind the verb that are no options. */
  readonly operands: readonly PartialText[];
  readonly kubeconfig?: FileReference;
  readonly environment: Environment;
}

export type ApplyVerb = 'apply' | 'create' | 'replace' | 'delete' | 'diff' | 'patch' | 'other';

export interface ApplyCall extends FactBase {
  readonly kind: 'apply';
  readonly verb: ApplyVerb;
  readonly inputs: readonly ApplyInput[];
  readonly isRecursive: boolean;
  /** `--dry-run` in any form but `none`: nothing is changed in the cluster. */
  readonly isDryRun: boolean;
  readonly namespace?: PartialText;
  readonly context?: PartialText;
  readonly kubeconfig?: FileReference;
  /** The `kubectl` word and the verb, where one may insert options. */
  readonly verbAt: Span;
}

export type ApplyInput =
  | { readonly kind: 'file'; readonly file: FileReference }
  | {
      readonly kind: 'folder';
      readonly folder: FileReference;
      readonly files: readonly FileReference[];
      /** Whether files may lie there that are not known. */
      readonly isComplete: boolean;
    }
  | { readonly kind: 'stream'; readonly stream: Stream; readonly at: Span }
  | { readonly kind: 'kustomization'; readonly folder: FileReference }
  | { readonly kind: 'address'; readonly at: Span; readonly text: PartialText }
  | { readonly kind: 'unknown'; readonly at: Span };

export interface RolloutStatus extends FactBase {
  readonly kind: 'rollout-status';
  /** `deployment/web`, as written; absent with `-f`. */
  readonly resource?: PartialText;
  readonly namespace?: PartialText;
  readonly isWait: boolean;
}

export interface CreateCall extends FactBase {
  readonly kind: 'create';
  /** `Secret`, `ConfigMap`, `Namespace`, or another kind as written after `create`. */
  readonly resourceKind: string;
  /** `docker-registry`, `generic` or `tls` for a secret. */
  readonly secretType?: string;
  readonly name?: PartialText;
  readonly nameAt?: Span;
  readonly namespace?: PartialText;
  readonly namespaceAt?: Span;
  /** `--docker-server`. Docker Hub when a docker-registry secret has none. */
  readonly server?: PartialText;
  readonly serverAt?: Span;
  readonly username?: PartialText;
  readonly password?: PartialText;
  readonly isDryRun: boolean;
  /** Whether its output is piped or written into what is applied. */
  readonly isApplied: boolean;
  /** Whether it can be done again: `|| true`, behind a look whether it exists, or behind its deletion. */
  readonly isGuarded: boolean;
  readonly command: Span;
}

export interface FileWrite extends FactBase {
  readonly kind: 'write';
  readonly file: FileReference;
  readonly content: Stream;
  readonly isAppended: boolean;
  /** The program that wrote it: `>` for a redirection. */
  readonly by: string;
  /** What `umask` was told before, as written. */
  readonly umask?: PartialText;
  /** Whether the path is one that kubectl reads its settings from, or is told to be. */
  readonly isKubeconfig: boolean;
  /** The variable whose content is written. */
  readonly sourceVariable?: SourceVariable;
}

export interface SourceVariable {
  readonly name: string;
  readonly at: Span;
  /** Through base64 or the like: `echo "$X" | base64 -d`. */
  readonly isDecoded: boolean;
  /** Whether the variable is taken for the path of a file: `cat "$X" > f`, `cp "$X" f`. */
  readonly isPath: boolean;
}

export interface FileRemoval extends FactBase {
  readonly kind: 'remove';
  readonly files: readonly FileReference[];
  /** Whether it belongs to `trap … EXIT`, which runs whether the script fails or not. */
  readonly isAlways: boolean;
}

export interface PermissionChange extends FactBase {
  readonly kind: 'chmod';
  /** `600`, `go-rwx`, as written. */
  readonly mode: PartialText;
  readonly modeAt: Span;
  readonly isRecursive: boolean;
  readonly files: readonly FileReference[];
}

/** Programs that the script installs by a package manager or a download. */
export interface ToolInstallation extends FactBase {
  readonly kind: 'install';
  readonly manager: string;
  /** Names of packages, or of the programs that a download writes. */
  readonly packages: readonly PartialText[];
}

/** A command that needs a Docker daemon. */
export interface DaemonUse extends FactBase {
  readonly kind: 'daemon-use';
  readonly subcommand: string;
  /** The words behind the subcommand, options included. */
  readonly words: readonly PartialText[];
  readonly environment: Environment;
  /** `-H`, or the address of a context. */
  readonly host?: PartialText;
  /** Whether it is a part of a loop or condition that waits for the daemon. */
  readonly isWaiting: boolean;
  /** Whether the job goes on when it fails. */
  readonly isGuarded: boolean;
  /** `docker buildx build` and `bake`, which may build without the daemon. */
  readonly isByBuildx: boolean;
}

/** `docker buildx create`: what later calls of `docker buildx build` build with. */
export interface BuilderChoice extends FactBase {
  readonly kind: 'builder';
  /** Such as `kubernetes`; absent for the usual one, which runs in the daemon. */
  readonly driver?: PartialText;
}

/** A loop, or a repeated check, that waits for the Docker daemon. */
export interface DaemonWait extends FactBase {
  readonly kind: 'daemon-wait';
}

/** A Docker daemon that the script itself starts: `dockerd &`. */
export interface DaemonStart extends FactBase {
  readonly kind: 'daemon-start';
}

/** Deployments by other tools than envsubst and `kubectl apply`: recognised and left alone. */
export interface OtherDeployment extends FactBase {
  readonly kind: 'other-deployment';
  readonly tool: 'helm' | 'kustomize' | 'skaffold' | 'kubectl-set-image' | 'kubectl-patch' | 'sed' | 'other';
  /** Files that the tool edits in place or is given. */
  readonly files: readonly FileReference[];
}

/** A program of which nothing is known: it may build, log in, or write files. */
export interface UnknownCommand extends FactBase {
  readonly kind: 'unknown-command';
  /** Undefined where a variable names it. */
  readonly name: string | undefined;
}

/** A script that the job runs: of the repository where the text is known. */
export interface ScriptCall extends FactBase {
  readonly kind: 'script';
  readonly file: FileReference;
  readonly isSourced: boolean;
  /** Whether its commands were followed. */
  readonly isFollowed: boolean;
}
