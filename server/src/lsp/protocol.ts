/**
 * Takes the place of the package vscode-languageserver in the bundles (see build.mjs): its names, as far as the server
 * uses their values, without the rest of it, which would be loaded before anything else is. Types are the package's own.
 */
export { ResponseError } from 'vscode-jsonrpc';
export {
  CodeActionKind,
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentHighlightKind,
  FoldingRangeKind,
  InlayHintKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  SymbolKind,
} from 'vscode-languageserver-types';

export const LSPErrorCodes = { RequestFailed: -32803, ContentModified: -32801, RequestCancelled: -32800 };
export const MessageType = { Error: 1, Warning: 2, Info: 3, Log: 4 };
export const TextDocumentSyncKind = { None: 0, Full: 1, Incremental: 2 };
export const PositionEncodingKind = { UTF8: 'utf-8', UTF16: 'utf-16', UTF32: 'utf-32' };

export class ProtocolRequestType {
  readonly method: string;

  constructor(method: string) {
    this.method = method;
  }
}

interface NamedType {
  readonly type: { readonly method: string };
}

const named = (method: string): NamedType => ({ type: { method } });

export const CodeActionRequest = named('textDocument/codeAction');
export const CodeLensRequest = named('textDocument/codeLens');
export const CompletionRequest = named('textDocument/completion');
export const DefinitionRequest = named('textDocument/definition');
export const DocumentHighlightRequest = named('textDocument/documentHighlight');
export const DocumentLinkRequest = named('textDocument/documentLink');
export const DocumentSymbolRequest = named('textDocument/documentSymbol');
export const FoldingRangeRequest = named('textDocument/foldingRange');
export const HoverRequest = named('textDocument/hover');
export const InlayHintRequest = named('textDocument/inlayHint');
export const PrepareRenameRequest = named('textDocument/prepareRename');
export const ReferencesRequest = named('textDocument/references');
export const RenameRequest = named('textDocument/rename');
export const SelectionRangeRequest = named('textDocument/selectionRange');
export const SemanticTokensRequest = named('textDocument/semanticTokens/full');
export const SemanticTokensRangeRequest = named('textDocument/semanticTokens/range');
export const ShowMessageNotification = named('window/showMessage');
export const WorkspaceSymbolRequest = named('workspace/symbol');
