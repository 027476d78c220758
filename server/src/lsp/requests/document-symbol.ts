/** The outline of a file. */
import {
  DocumentSymbolRequest,
  SymbolKind,
  type DocumentSymbol,
  type SymbolInformation,
} from '../protocol.ts';
import type { OutlineSymbol, SymbolKind as OutlineKind } from '../../features/document-symbols.ts';
import type { OpenFile, ProtocolFeature } from '../protocol-feature.ts';

const KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  job: SymbolKind.Function,
  'hidden-job': SymbolKind.Interface,
  global: SymbolKind.Namespace,
  keyword: SymbolKind.Property,
  resource: SymbolKind.Class,
  container: SymbolKind.Object,
  setting: SymbolKind.Property,
};

export const documentSymbol: ProtocolFeature = {
  capabilities: () => ({ documentSymbolProvider: { label: 'Pipewright' } }),
  register(requests) {
    requests.onDocument(DocumentSymbolRequest.type, {
      needs: 'file',
      load: () => import('../../features/document-symbols.ts'),
      answer({ documentSymbols }, file, _): DocumentSymbol[] | SymbolInformation[] | null {
        const symbols = documentSymbols(file.snapshot, file.path);
        if (!symbols) return null;
        const able = requests.session.client.textDocument?.documentSymbol;
        return able?.hierarchicalDocumentSymbolSupport === true
          ? symbols.map((symbol) => toSymbol(file, symbol))
          : symbols.map((symbol) => toInformation(file, symbol));
      },
    });
  },
};

function toSymbol(file: OpenFile, symbol: OutlineSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    kind: KINDS[symbol.kind],
    ...(symbol.detail !== undefined && { detail: symbol.detail }),
    range: file.source.rangeAt(symbol.range),
    selectionRange: file.source.rangeAt(symbol.selection),
    children: symbol.children.map((child) => toSymbol(file, child)),
  };
}

function toInformation(
  { project, path, source }: OpenFile,
  { name, kind, range }: OutlineSymbol,
): SymbolInformation {
  return { name, kind: KINDS[kind], location: { uri: project.uriOf(path), range: source.rangeAt(range) } };
}
