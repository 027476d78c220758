/** The other places of a file that name what the cursor is on. */
import { DocumentHighlightKind, DocumentHighlightRequest } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const documentHighlight: ProtocolFeature = {
  capabilities: () => ({ documentHighlightProvider: true }),
  register(requests) {
    requests.onDocument(DocumentHighlightRequest.type, {
      needs: 'file',
      load: () => import('../../features/document-highlight.ts'),
      answer({ highlightsAt }, { snapshot, path, source }, { position }) {
        const found = highlightsAt(snapshot, path, source.offsetAt(position));
        // Null lets an editor fall back to equal words.
        if (found.length === 0) return null;
        return found.map(({ range, isWrite }) => ({
          range: source.rangeAt(range),
          kind: isWrite ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
      },
    });
  },
};
