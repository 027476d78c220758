/**
 * The registry's side of the protocol: how a feature says what it offers and answers its requests. One small file
 * for each feature in `requests/`, listed in `requests/all.ts`; what it answers with is loaded when first asked for.
 */
import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type ClientCapabilities,
  type ServerCapabilities,
} from './protocol.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import type { Publisher } from './publisher.ts';
import type { Session } from './session.ts';
import type { WorkspaceProject } from './workspace.ts';

export interface ProtocolFeature {
  /** What the client is told that the server can do. */
  capabilities?(client: ClientCapabilities): ServerCapabilities;
  /** Names its requests to the server. Loads nothing. */
  register(requests: Requests): void;
}

/** A file of a project at the moment of the answer. */
export interface OpenFile {
  readonly project: WorkspaceProject;
  readonly snapshot: Snapshot;
  readonly path: string;
  readonly source: SourceText;
}

/** The type of a request, as the protocol's package has it, or made of a name by `new ProtocolRequestType`. */
export interface RequestType<Parameters, Result> {
  readonly method: string;
  /** Never there: carries the types. */
  readonly _?: readonly [Parameters, Result, ...unknown[]] | undefined;
}

export interface RequestOptions {
  /**
   * `file`: can be answered before the workspace is read. `workspace`: waits until it is, since an answer from half
   * of the files would be wrong.
   */
  readonly needs: 'file' | 'workspace';
}

export interface DocumentRequest<Parameters, Result, Module> extends RequestOptions {
  /** Loads what the answer is made with. */
  readonly load: (parameters: Parameters) => Promise<Module>;
  /** Answers at once where it can, so that the file is the editor's while it does. */
  readonly answer: (module: Module, file: OpenFile, parameters: Parameters) => Result | Promise<Result>;
}

interface NamesDocument {
  readonly textDocument: { readonly uri: string };
}

/** Answers requests: waits for what they need, drops what is cancelled or out of date, and outlives failures. */
export class Requests {
  readonly session: Session;
  readonly #publisher: Publisher;

  constructor(session: Session, publisher: Publisher) {
    this.session = session;
    this.#publisher = publisher;
  }

  /** What was found in a file, as it is now. */
  findingsOf(file: OpenFile): readonly LocatedFinding[] {
    return this.#publisher.findingsOf(file.project, file.path) ?? [];
  }

  /**
   * A request about a place in a document. The answer is null for a file that is not known, when it fails, and
   * "content modified" when the document changed while the answer was waited for.
   */
  onDocument<Parameters extends NamesDocument, Result, Module>(
    type: RequestType<Parameters, Result>,
    { needs, load, answer }: DocumentRequest<Parameters, Result | null, Module>,
  ): void {
    this.on<Parameters, Result>(type, { needs }, async (parameters, token) => {
      const { uri } = parameters.textDocument;
      const version = this.session.documents.get(uri)?.version;
      const module = await load(parameters);
      const file = await this.openFile(uri, needs);
      if (token.isCancellationRequested || !file) return null;
      if (this.session.documents.get(uri)?.version !== version)
        return new ResponseError<undefined>(LSPErrorCodes.ContentModified, 'the document has changed');
      return answer(module, file, parameters);
    });
  }

  /** Any request. A failure is logged and answered with null. */
  on<Parameters, Result>(
    type: RequestType<Parameters, Result>,
    { needs }: RequestOptions,
    answer: (
      parameters: Parameters,
      token: CancellationToken,
    ) => Promise<Result | ResponseError<undefined> | null> | Result | null,
  ): void {
    this.session.connection.onRequest(
      type.method,
      async (parameters: Parameters, token: CancellationToken) => {
        try {
          await (needs === 'workspace' ? this.session.loaded : this.#publisher.firstPublished);
          if (token.isCancellationRequested) return cancelled();
          const result = await answer(parameters, token);
          return token.isCancellationRequested ? cancelled() : result;
        } catch (error) {
          if (error instanceof ResponseError) return error as ResponseError<undefined>;
          this.session.reportFailure(type.method, error);
          return null;
        }
      },
    );
  }

  /** The file that a document is, as the editor has it; undefined for one that is no file of a project, or has no text. */
  async openFile(uri: string, needs: RequestOptions['needs'] = 'workspace'): Promise<OpenFile | undefined> {
    const placed = this.session.workspace.place(uri);
    if (!placed) return undefined;
    const { project, path } = placed;
    if (needs === 'workspace' && project.project.isUnsettled) await project.project.settle();
    const snapshot = project.project.snapshot();
    const source = snapshot.text(path);
    return source && { project, snapshot, path, source };
  }
}

function cancelled(): ResponseError<undefined> {
  return new ResponseError<undefined>(LSPErrorCodes.RequestCancelled, 'cancelled');
}
